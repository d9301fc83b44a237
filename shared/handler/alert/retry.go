package alert

import (
	"context"
	"hash/fnv"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// spread is the time over which retries are scattered, so that copies which got into each other's way do not meet
// again.
const spread = 10 * time.Minute

// retry makes the mend one that starts the copy again after a while, and does nothing else. The ledger counts it before
// it is asked for, so that it is one however often the event comes.
func (h *Handler) retry(
	ctx context.Context, mend event.Repair, a alert.Alert, j event.JobStateChange,
) (event.Repair, error) {
	mend.Accounts = nil
	attempt, err := h.Ledger.Retry(ctx, j.RecoveryPointARN, j.DestinationVaultARN, j.JobID, batch.MaxRetries, h.Now())
	if attempt > 0 {
		again := copyRequest(j, attempt)
		again.Retry = true
		mend.Copies = append(mend.Copies, again)
		mend.NotBefore = alert.EndedAt(j).Add(a.Diagnosis.Backoff() + scattered(j.JobID))
	}
	return mend, err
}

// scattered is a part of spread, the same for the same job.
func scattered(jobID string) time.Duration {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(jobID)) // never fails
	return time.Duration(sum.Sum32()%uint32(spread/time.Second)) * time.Second
}
