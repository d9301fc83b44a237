package cloud

import (
	"context"
	"time"

	"farvault/shared/event"
)

// Copies counts the copy jobs of the whole organization in one Region that ended well and badly, on the days that reach
// past a time.
func (j *Jobs) Copies(ctx context.Context, region string, since time.Time) (good, bad int, err error) {
	s, err := j.cloud.management(ctx)
	if err != nil {
		return 0, 0, err
	}
	err = copySummaries(ctx, s.in(region).backup, since, func(sum summary) {
		job := event.JobStateChange{Job: event.Copy, State: sum.state}
		switch {
		case job.Good():
			good += sum.count
		case job.Bad():
			bad += sum.count
		}
	})
	return good, bad, err
}
