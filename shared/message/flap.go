package message

import (
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/plain"
)

// flaps says that the group comes and goes; empty where it does not. It is asked before the run at hand is noted.
func flaps(r alert.Record, now time.Time) []string {
	runs := r.RecentRuns(now)
	if len(runs)+1 < alert.FlapsAfter {
		return nil
	}
	return []string{
		fmt.Sprintf(
			"It comes and goes: %d times since %s. farvault reports it as resolved once it has worked for %s.",
			len(runs)+1,
			plain.Clock(runs[0], now),
			plain.Span(alert.Calm),
		),
	}
}
