package message

import (
	"fmt"

	"farvault/shared/alert"
	"farvault/shared/plain"
)

// evidence names the copy that was read in the vault: of many that ended, the one that arrived last.
func (s Scene) evidence(ended []alert.Member) []string {
	var last alert.Member
	read := 0
	for _, m := range ended {
		if m.Evidence == nil {
			continue
		}
		read++
		if last.Evidence == nil || m.Evidence.Completed.After(last.Evidence.Completed) {
			last = m
		}
	}
	if read == 0 {
		return nil
	}
	e := last.Evidence
	line := fmt.Sprintf("Read in %s: recovery point %s, complete since %s, of the backup of %s.",
		s.vault(last.Destination), plain.Clean(e.Point, plain.NameRunes),
		plain.Clock(e.Completed, s.Now), plain.Clock(e.Begun, s.Now))
	if read > 1 {
		line += " The other " + plain.Count(read-1, "copy was", "copies were") + " read there too."
	}
	return []string{line}
}
