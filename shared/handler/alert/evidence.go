package alert

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
)

// evidence is the recovery point that ends a copy's problem, read in the vault that the copy was to reach. A job's word
// is not enough: the copy may be of an older backup, and may be gone. It says why there is none yet; nothing is read of
// a problem that does not fire, or that is no copy's.
func (h *Handler) evidence(ctx context.Context, key string, p alert.Problem) (*alert.Evidence, string, error) {
	if p.Job != event.Copy || p.Destination == "" {
		return nil, "", nil
	}
	record, err := h.Ledger.GroupPart(ctx, key, p.Fingerprint())
	if err != nil {
		return nil, "", err
	}
	m, in := record.Members[p.Fingerprint()]
	if !in || m.State != alert.Firing {
		return nil, "", nil
	}
	begun, err := h.begun(ctx, m)
	if err != nil {
		return nil, "", err
	}
	found, err := h.Copies.Arrived(ctx, p.Destination, p.Resource, h.brokenSince(m, begun))
	switch {
	case batch.Denied(err), err != nil && h.foreign(p):
		return nil, fmt.Sprintf("the copy stays open: its vault cannot be read: %v", err), nil
	case err != nil:
		return nil, "", fmt.Errorf("read the copies of %s: %w", p.Resource, err)
	}
	newest, proven := alert.Proves(found, m.At, begun)
	if !proven {
		return nil, "the copy stays open: its vault has no completed copy of that backup or of a later one", nil
	}
	newest.Missed = h.missedRuns(record, m, begun, found, newest.Begun)
	return &newest, "", nil
}

// foreign reports whether a copy's vault is in an account that is neither the resource's nor the central one: farvault
// has no role there, and another delivery changes nothing.
func (h *Handler) foreign(p alert.Problem) bool {
	vault, err := org.ParseARN(p.Destination)
	return err != nil || vault.Account != p.Account && vault.Account != h.CentralAccountID
}

// begun is when the backup was begun that m failed to copy. Of a recovery point that is gone, or cannot be read, it is
// when its copy was asked for at the latest.
func (h *Handler) begun(ctx context.Context, m alert.Member) (time.Time, error) {
	if m.Point == "" || m.Vault == "" {
		return m.BackupTime(), nil
	}
	begun, err := h.Copies.BackupBegun(ctx, m.Account, m.Region, m.Vault, m.Point)
	if batch.Denied(err) || err == nil && begun.IsZero() {
		return m.BackupTime(), nil
	}
	return begun, err
}

// described is a copy job with what its event leaves out, asked of AWS Backup: a FAILED event never names the plan.
// What cannot be read stays unknown.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeCopyJob.html
func (h *Handler) described(ctx context.Context, j event.JobStateChange) event.JobStateChange {
	if j.Job != event.Copy || j.PlanID != "" || j.ByHand || j.JobID == "" {
		return j
	}
	job, err := h.Copies.CopyJob(ctx, j.Account, j.Region, j.JobID)
	if err != nil {
		return j
	}
	j.PlanID, j.RuleID, j.ByHand = job.PlanID, job.RuleID, job.PlanID == ""
	j.ResourceARN = cmp.Or(j.ResourceARN, job.ResourceARN)
	j.ResourceType = cmp.Or(j.ResourceType, job.ResourceType)
	j.RecoveryPointARN = cmp.Or(j.RecoveryPointARN, job.RecoveryPointARN)
	j.SourceVaultARN = cmp.Or(j.SourceVaultARN, job.SourceVaultARN)
	j.DestinationVaultARN = cmp.Or(j.DestinationVaultARN, job.DestinationVaultARN)
	j.RoleARN = cmp.Or(j.RoleARN, job.RoleARN)
	if j.CreatedAt.IsZero() {
		j.CreatedAt = job.CreatedAt
	}
	return j
}
