package unreported

import (
	"fmt"
	"time"

	"farvault/shared/event"
)

// StuckAfter is how long AWS Backup tries to begin a copy by itself.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
const StuckAfter = 2 * time.Hour

// stuck says which copies do not begin, but for those that a newer copy has made up for.
func (w Snapshot) stuck(now time.Time) (all []event.UnreportedFailure) {
	for _, c := range w.Stuck {
		if w.Arrivals[c.Destination].Newest[c.ResourceARN].Completed.After(c.Created) {
			continue
		}
		all = append(all, event.UnreportedFailure{
			Kind:         event.Copy,
			Resource:     c.ResourceARN,
			ResourceType: c.ResourceType,
			Destination:  c.Destination,
			JobID:        c.JobID,
			State:        "CREATED",
			Cause:        "copy-not-begun",
			Why: fmt.Sprintf(
				"AWS Backup created the copy job at %s, %s ago. The job has not started.",
				clockOf(c.Created),
				hours(now.Sub(c.Created).Truncate(time.Minute)),
			),
		})
	}
	return all
}
