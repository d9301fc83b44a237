package alert

import (
	"fmt"
	"slices"
	"time"
)

// A group whose failures come and go is told of twice; from the third time on its end counts only when it
// has lasted, so that coming and going is one message and not a dozen.
const (
	flapsAfter = 3
	flapsOver  = 24 * time.Hour
	calm       = 2 * time.Hour
)

// flapping reports whether a group has come so often lately that its end is waited out.
func (r Record) flapping(now time.Time) bool { return len(r.recentRuns(now)) >= flapsAfter }

// recentRuns are when people were told, within a day, that the group began to fail.
func (r Record) recentRuns(now time.Time) []time.Time {
	return slices.DeleteFunc(slices.Clone(r.Runs), func(at time.Time) bool { return now.Sub(at) >= flapsOver })
}

// flaps says that the group comes and goes; empty where it does not. It is asked before the run at hand is noted.
func (r Record) flaps(now time.Time) []string {
	runs := r.recentRuns(now)
	if len(runs)+1 < flapsAfter {
		return nil
	}
	return []string{
		fmt.Sprintf(
			"It comes and goes, the %d. time since %s. Its end is told once it has been well for %s.",
			len(runs)+1,
			clock(runs[0], now),
			span(calm),
		),
	}
}
