package ledger

import (
	"context"
	"slices"
	"time"
)

// restartKept outlives every copy of a recovery point that AWS Backup would still try.
const restartKept = 30 * 24 * time.Hour

// restarts are the jobs on one recovery point for which another was asked, the first one first.
type restarts struct {
	Jobs    []string `json:"jobs"`
	Retried []string `json:"retried,omitempty"` // those of the jobs that nothing was put right for
}

// Restart counts a restart of the copy of that recovery point to that vault, for the job that failed: 1 for the first.
// Asked again for the same job it answers the same number and counts nothing, so that a message that comes twice
// restarts once. Beyond max it answers zero.
func (l *Ledger) Restart(
	ctx context.Context,
	recoveryPointARN, vaultARN, jobID string,
	max int,
	now time.Time,
) (attempt int, err error) {
	err = update(ctx, l, "restart#"+vaultARN+"#"+recoveryPointARN, func(r *restarts) (time.Time, bool) {
		if i := slices.Index(r.Jobs, jobID); i >= 0 {
			attempt = i + 1
			return time.Time{}, false
		}
		if len(r.Jobs)-len(r.Retried) >= max {
			attempt = 0
			return time.Time{}, false
		}
		r.Jobs = append(r.Jobs, jobID)
		attempt = len(r.Jobs)
		return now.Add(restartKept), true
	})
	return attempt, err
}

// Retry is Restart where nothing was put right, because the cause passes by itself. The two are bounded each by itself
// and numbered together: a number that comes again would be answered with the job that has failed.
func (l *Ledger) Retry(
	ctx context.Context,
	recoveryPointARN, vaultARN, jobID string,
	max int,
	now time.Time,
) (attempt int, err error) {
	err = update(ctx, l, "restart#"+vaultARN+"#"+recoveryPointARN, func(r *restarts) (time.Time, bool) {
		i := slices.Index(r.Jobs, jobID)
		attempt = i + 1
		if i >= 0 || len(r.Retried) >= max {
			return time.Time{}, false
		}
		r.Jobs, r.Retried = append(r.Jobs, jobID), append(r.Retried, jobID)
		attempt = len(r.Jobs)
		return now.Add(restartKept), true
	})
	return attempt, err
}
