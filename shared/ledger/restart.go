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
	Jobs []string `json:"jobs"`
}

// Restart counts a restart of the copy of that recovery point to that vault, for the job that failed: 1 for
// the first. Asked again for the same job it answers the same number and counts nothing, so that a message that comes twice
// restarts once. Beyond max it answers zero.
func (l *Ledger) Restart(ctx context.Context, recoveryPointARN, vaultARN, jobID string, max int, now time.Time) (attempt int, err error) {
	err = update(ctx, l, "restart#"+vaultARN+"#"+recoveryPointARN, func(r *restarts) (time.Time, bool) {
		if i := slices.Index(r.Jobs, jobID); i >= 0 {
			attempt = i + 1
			return time.Time{}, false
		}
		if len(r.Jobs) >= max {
			attempt = 0
			return time.Time{}, false
		}
		r.Jobs = append(r.Jobs, jobID)
		attempt = len(r.Jobs)
		return now.Add(restartKept), true
	})
	return attempt, err
}
