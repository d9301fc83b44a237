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
	var missed []time.Time
	for _, m := range ended {
		if m.Evidence != nil {
			missed = append(missed, m.Evidence.Missed...)
		}
	}
	return append([]string{line}, runsMissed(missed)...)
}

// runsMissed names the runs of which the vault has no copy, in UTC; nothing where there are none.
func runsMissed(runs []time.Time) []string {
	runs = slices.Clone(runs)
	slices.SortFunc(runs, time.Time.Compare)
	runs = slices.CompactFunc(runs, time.Time.Equal)
	if len(runs) == 0 {
		return nil
	}
	var words []string
	for _, run := range runs[:min(len(runs), fewShown)] {
		words = append(words, run.UTC().Format("Mon 2 Jan 15:04"))
	}
	list := strings.Join(words, ", ") + " UTC"
	if rest := len(runs) - fewShown; rest > 0 {
		list += fmt.Sprintf(" and %d more", rest)
	}
	them := "them"
	if len(runs) == 1 {
		them = "it"
	}
	return []string{
		fmt.Sprintf("%s missed: %s. The vault has no copy of %s.", plain.Count(len(runs), "run", "runs"), list, them),
	}
}
