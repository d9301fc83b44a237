package report

import (
	"time"

	"farvault/simulator/backup/job"
)

// Lag is how late the summaries are. AWS says of them that ONE_DAY is "the daily job count for the prior 14 days", and
// nothing of when a job shows in them: not whether today is one of those days, nor how fresh they are.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
type Lag int

// The readings of that sentence.
const (
	NoLag    Lag = iota // every job counts at once, and today is a day
	HourLag             // the counts are those of an hour ago
	WholeDay            // a day counts once it is over
)

// end is when the last day ends that is counted.
func (l Lag) end(now time.Time) time.Time {
	if l == WholeDay {
		return now.Truncate(day)
	}
	return now.Truncate(day).Add(day)
}

// known is a job as the summaries know it, and whether they know of it at all.
func (l Lag) known(j job.Job, now time.Time) (job.Job, bool) {
	switch l {
	case HourLag:
		seen := now.Add(-time.Hour)
		if j.Completed.After(seen) {
			j.State, j.StatusMessage = job.Running, ""
		}
		return j, !j.Created.After(seen)
	case WholeDay:
		return j, j.Created.Before(now.Truncate(day))
	}
	return j, true
}
