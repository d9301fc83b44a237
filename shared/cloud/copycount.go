package cloud

import (
	"context"
	"time"

	"farvault/shared/event"
)

// Copies counts the copy jobs of the whole organization in one Region that ended on the last day that is over at a
// time. AWS counts by days, gives a line for each of 14, and says of each when it began and ended.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
func (j *Jobs) Copies(ctx context.Context, region string, now time.Time) (event.CopyCount, error) {
	s, err := j.cloud.management(ctx)
	if err != nil {
		return event.CopyCount{}, err
	}
	var count event.CopyCount
	err = copySummaries(ctx, s.in(region).backup, now.AddDate(0, 0, -2), func(sum summary) {
		if sum.ends.After(now) || sum.ends.IsZero() {
			return
		}
		line := event.CopyCount{From: sum.begins, Until: sum.ends}
		job := event.JobStateChange{Job: event.Copy, State: sum.state}
		switch {
		case job.Good():
			line.Good = sum.count
		case job.Bad():
			line.Bad = sum.count
		}
		count = count.And(line)
	})
	return count, err
}
