package message

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/plain"
)

// causesShown is how many causes a storm or a digest lists.
const causesShown = 15

// causeLines lists the causes by how the order compares them, a line each.
func causeLines(t alert.Tally, now time.Time, order func(a, b alert.CauseTally) int) []string {
	causes := slices.SortedFunc(
		maps.Values(t.Causes),
		func(a, b alert.CauseTally) int { return cmp.Or(order(a, b), cmp.Compare(a.Cause, b.Cause)) },
	)
	var lines []string
	for _, c := range causes[:min(len(causes), causesShown)] {
		lines = append(lines, fmt.Sprintf("%s in %s, for %s: %s (%s)", plain.Count(c.Failures, "failure", "failures"),
			plain.Count(len(c.Accounts), "account", "accounts"), plain.Span(now.Sub(c.Since)), c.Headline, c.Cause))
	}
	if rest := causes[min(len(causes), causesShown):]; len(rest) > 0 {
		lines = append(lines, fmt.Sprintf("and %s", plain.Count(len(rest), "more cause", "more causes")))
	}
	return lines
}
