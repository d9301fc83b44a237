package alert

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
)

// keyRepair is what provision was asked to put right.
const keyRepair = "mend"

// requestRepair asks provision, once for each job, to put right what is farvault's own among the reasons of a failure,
// and to start the copy again where nothing else stands in its way. It answers what was asked for, in words; empty:
// nothing.
func (h *Handler) requestRepair(
	ctx context.Context, group alert.Group, a alert.Alert, j event.JobStateChange,
) (string, error) {
	mend, ours := h.repairOf(group, a)
	retry := a.Passing() && h.Settings.Mend.Retries()
	if !retry && !(ours && h.Settings.Mend.Reconciles()) {
		return "", nil
	}
	record, err := h.Ledger.GroupPart(ctx, group.Key(), a.Fingerprint())
	if err != nil {
		return "", err
	}
	m, in := record.Members[a.Fingerprint()]
	if !in || m.State != alert.Firing || m.JobID != a.JobID || m.RepairFor == a.JobID {
		return "", nil
	}
	switch {
	case retry:
		mend, err = h.retry(ctx, mend, a, j)
	case nothingElse(a.Diagnosis) && j.Job == event.Copy && h.Settings.Mend.RestartCopies:
		mend, err = h.restart(ctx, mend, j)
	}
	looked := a.State == alert.Unreported || a.State == alert.Coming
	if err == nil && looked {
		mend.Accounts, err = h.notAskedBy(ctx, mend.Accounts, a.At)
	}
	if err != nil || len(mend.Accounts)+len(mend.Copies) == 0 {
		return "", err
	}
	if err := h.Provision.Send(ctx, event.NewMessage(mend)); err != nil {
		return "", fmt.Errorf("ask provision to mend %s in %v: %w", mend.Cause, mend.Accounts, err)
	}
	// Noted after the send: asked twice costs a look, and a restart of the same attempt is the same job.
	err = h.note(ctx, record, a.Problem, alert.RepairRequested{Problem: a.Problem, JobID: a.JobID})
	if err == nil && looked {
		err = h.noteAsked(ctx, mend.Accounts, a.At)
	}
	return fmt.Sprintf(
		"%s in %s; copies to start again: %d",
		mend.Cause,
		strings.Join(mend.Accounts, ", "),
		len(mend.Copies),
	), err
}

// betweenLooks is less than the time between two looks at what fails without an event.
const betweenLooks = 30 * time.Minute

// notAskedBy are those of the accounts that the look of that time has not asked a repair for yet. A look can find many
// things wrong in one account, and one repair puts all of them right, or none.
func (h *Handler) notAskedBy(ctx context.Context, accounts []string, look time.Time) ([]string, error) {
	var ask []string
	for _, id := range accounts {
		last, err := h.Ledger.Cursor(ctx, repairCursor(id))
		if err != nil {
			return nil, err
		}
		if look.Sub(last) < betweenLooks {
			continue
		}
		ask = append(ask, id)
	}
	return ask, nil
}

// noteAsked remembers that the look of that time has asked a repair for the accounts.
func (h *Handler) noteAsked(ctx context.Context, accounts []string, look time.Time) error {
	for _, id := range accounts {
		if err := h.Ledger.PutCursor(ctx, repairCursor(id), look); err != nil {
			return err
		}
	}
	return nil
}

// repairCursor is where it is kept when a look has last asked to repair an account.
func repairCursor(account string) string { return "repair/" + account }

// restart adds the copy to the mend, unless it has been started again as often as the settings allow.
func (h *Handler) restart(ctx context.Context, mend event.Repair, j event.JobStateChange) (event.Repair, error) {
	attempt, err := h.Ledger.Restart(
		ctx,
		j.RecoveryPointARN,
		j.DestinationVaultARN,
		j.JobID,
		h.Settings.Mend.MaxRestarts,
		h.Now(),
	)
	if attempt > 0 {
		mend.Copies = append(mend.Copies, copyRequest(j, attempt))
	}
	return mend, err
}

// repairOf is the mend of all that is farvault's own among the reasons. The group that is to hear of it is
// that of the thing put right, which may be another than the failure's own.
func (h *Handler) repairOf(group alert.Group, a alert.Alert) (event.Repair, bool) {
	mend := event.Repair{GroupKey: group.Key(), Cause: group.Cause}
	if a.Diagnosis.Ours {
		mend.Accounts = h.at(mend.Accounts, a, a.Diagnosis.AccountAtFault, a.Diagnosis.Where)
	}
	for _, c := range a.Diagnosis.Checks {
		if c.Outcome != catalog.Fail || !c.Ours {
			continue
		}
		if len(mend.Accounts) == 0 {
			own := alert.Group{Cause: c.Cause, Place: c.Where}
			mend.GroupKey, mend.Cause = own.Key(), own.Cause
		}
		mend.Accounts = h.at(mend.Accounts, a, c.At, c.Where)
	}
	return mend, len(mend.Accounts) > 0
}

// at adds the account whose chain the thing at fault is part of: the central one or the member. In the management
// account farvault owns nothing.
func (h *Handler) at(accounts []string, a alert.Alert, at catalog.At, where string) []string {
	id := map[catalog.At]string{catalog.Source: a.Account, catalog.Destination: h.CentralAccountID}[at]
	if arn, err := org.ParseARN(where); err == nil && (arn.Account == a.Account || arn.Account == h.CentralAccountID) {
		id = arn.Account
	}
	if id == "" || slices.Contains(accounts, id) {
		return accounts
	}
	return append(accounts, id)
}

// nothingElse reports whether a copy would go through once farvault's own is right: everything was looked at that is
// there to be looked at, and whatever fails is farvault's. A copy whose conditions all hold again meanwhile is such a
// one.
func nothingElse(d catalog.Diagnosis) bool {
	for _, c := range d.Checks {
		if c.Outcome == catalog.CouldNotRead && c.After == "" || c.Outcome == catalog.Fail && !c.Ours {
			return false
		}
	}
	return len(d.Checks) > 0
}

func copyRequest(j event.JobStateChange, attempt int) event.CopyRequest {
	return event.CopyRequest{
		Account: j.Account, Region: j.Region, JobID: j.JobID,
		ResourceARN: j.ResourceARN, ResourceType: j.ResourceType,
		RecoveryPointARN: j.RecoveryPointARN, SourceVaultARN: j.SourceVaultARN,
		DestinationVaultARN: j.DestinationVaultARN, RoleARN: j.RoleARN, Attempt: attempt,
	}
}
