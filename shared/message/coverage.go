package message

import (
	"fmt"
	"strings"
	"time"

	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// CoverageLines are how the resources stand, in sentences: for the digest, and at a terminal.
func CoverageLines(c event.Coverage, now time.Time) []string {
	lines := []string{coverageCounts(c)}
	if c.Counts[string(coverage.Untagged)] > 0 {
		lines = append(lines, untagged(c))
	}
	if c.Unread > 0 {
		lines = append(lines, fmt.Sprintf("%s not read for %s: how their resources stand is unknown.",
			plain.Count(c.Unread, "account was", "accounts were"), plain.Span(2*coverage.Cadence)))
	}
	if c.Foreign > 0 {
		line := plain.Count(c.Foreign, "resource is", "resources are") + " copied by something else than farvault's plans"
		if c.Stopped > 0 {
			line += fmt.Sprintf("; %s stopped", plain.Count(c.Stopped, "such plan has", "such plans have"))
		}
		lines = append(lines, line+".")
	}
	if !c.Read.IsZero() {
		lines = append(lines, fmt.Sprintf("The oldest reading is from %s, %s ago.",
			plain.Clock(c.Read, now), plain.Span(now.Sub(c.Read))))
	}
	return append(lines, coverage.Restored)
}

// coverageCounts is "365 of 412 resources are protected; 2 failing, 12 due".
func coverageCounts(c event.Coverage) string {
	var rest []string
	for _, s := range coverage.States {
		if n := c.Counts[string(s)]; n > 0 && s != coverage.Protected && s != coverage.Untagged {
			rest = append(rest, fmt.Sprintf("%d %s", n, s.Words()))
		}
	}
	line := fmt.Sprintf("%d of %s protected", c.Counts[string(coverage.Protected)],
		plain.Count(c.Resources, "resource is", "resources are"))
	if len(rest) > 0 {
		line += "; " + strings.Join(rest, ", ")
	}
	return line + "."
}

// untagged is "37 of 412 resources are selected by no backup plan, 3 new since yesterday". Under Mode Observe they may
// well carry the tag that a plan of farvault's would select.
func untagged(c event.Coverage) string {
	n := c.Counts[string(coverage.Untagged)]
	verb := "are"
	if n == 1 {
		verb = "is"
	}
	of := plain.Count(c.Resources, "resource", "resources")
	line := fmt.Sprintf("%d of %s %s selected by no backup plan", n, of, verb)
	if c.New > 0 {
		line += fmt.Sprintf(", %d new since yesterday", c.New)
	}
	return line + "."
}
