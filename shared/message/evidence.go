package message

import (
	"fmt"
	"slices"
	"strings"
	"time"

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
	return append([]string{line}, s.missed(ended)...)
}

// missed names the runs of which no copy was made while it was broken, and none will be.
func (s Scene) missed(ended []alert.Member) []string {
	var runs []time.Time
	for _, m := range ended {
		if m.Evidence != nil {
			runs = append(runs, m.Evidence.Missed...)
		}
	}
	slices.SortFunc(runs, time.Time.Compare)
	runs = slices.CompactFunc(runs, time.Time.Equal)
	if len(runs) == 0 {
		return nil
	}
	var words []string
	for _, run := range runs[:min(len(runs), fewShown)] {
		words = append(words, run.UTC().Format("Mon 2 Jan 15:04 UTC"))
	}
	list := strings.Join(words, ", ")
	if rest := len(runs) - fewShown; rest > 0 {
		list += fmt.Sprintf(" and %d more", rest)
	}
	if len(runs) == 1 {
		return []string{fmt.Sprintf("The run of %s was missed: the vault has no copy of it.", list)}
	}
	return []string{fmt.Sprintf("The runs of %s were missed: the vault has no copy of them.", list)}
}
