package alert

import (
	"slices"
	"time"
)

// A group whose failures come and go is told of twice; from the third time on its end counts only when it
// has lasted, so that coming and going is one message and not a dozen.
const (
	FlapsAfter = 3
	flapsOver  = 24 * time.Hour
	Calm       = 2 * time.Hour
)

// flapping reports whether a group has come so often lately that its end is waited out. What goes on for days stays so
// until its end has lasted: its beginnings are a day old by then.
func (r Record) flapping(now time.Time) bool { return r.Flaps || len(r.RecentRuns(now)) >= FlapsAfter }

// recentRuns are when people were told, within a day, that the group began to fail.
func (r Record) RecentRuns(now time.Time) []time.Time {
	return slices.DeleteFunc(slices.Clone(r.Runs), func(at time.Time) bool { return now.Sub(at) >= flapsOver })
}
