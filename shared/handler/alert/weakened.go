package alert

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/unreported"
)

// shortened reads the lifecycle back, and holds it to what the settings promise.
func (h *Handler) shortened(
	ctx context.Context, e event.ManagementEvent, vaultARN string, attrs []slog.Attr,
) (batch.Outcome, error) {
	now, err := h.Custody.PointNow(ctx, vaultARN, e.Point)
	switch {
	case err != nil:
		return batch.Outcome{Attrs: attrs}, err
	case !now.Exists:
		return batch.Ignored("the recovery point is gone: its deletion is told by itself", attrs...), nil
	case now.DeleteAt.IsZero():
		return batch.Ignored("the recovery point is kept without an end", attrs...), nil
	}
	promised, words := h.Settings.Promised(now.Rule, e.Account == h.CentralAccountID), "for ever"
	if promised > 0 {
		words = fmt.Sprintf("for %d days", promised)
		if kept := int64(now.DeleteAt.Sub(now.Created) / (24 * time.Hour)); kept >= promised {
			return batch.Ignored(fmt.Sprintf("it is kept for %d days, the settings keep it %s", kept, words), attrs...), nil
		}
	}
	p := custodyOf(e.Account, e.Region, e.Point)
	p.ResourceType = now.Type
	d := alert.Deletion{By: e.By, Call: e.Name, Of: now.Of, DueAt: now.DeleteAt}
	a := h.custodyAlert(p, "call-"+e.CallID, e.Name, e.Time, shortened, vaultARN, d)
	a.Diagnosis.Why = fmt.Sprintf("AWS Backup now deletes them from %s on. The settings keep them %s.",
		now.DeleteAt.UTC().Format("2 January 2006, 15:04 UTC"), words)
	return h.tellCustody(ctx, a, attrs)
}

// lockChanged reads the vault back, and holds its lock to the one that it had and to the one that the settings want.
func (h *Handler) lockChanged(
	ctx context.Context, e event.ManagementEvent, vaultARN string, attrs []slog.Attr,
) (batch.Outcome, error) {
	now, err := h.Custody.VaultNow(ctx, vaultARN)
	if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	before, err := h.Ledger.Guard(ctx, vaultARN)
	if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	vault := h.Settings.LocalVault
	if e.Account == h.CentralAccountID {
		vault = h.Settings.CentralVault
	}
	if lock := vault.Lock(); lock != nil {
		before.Locked, before.MinDays = true, max(before.MinDays, lock.MinRetentionDays)
	}
	before.Locked = before.Locked || e.Name == event.DeleteLock
	if !before.Weaker(now.Locked, now.MinRetentionDays) {
		return batch.Ignored("the vault's lock keeps no less than before", attrs...), nil
	}
	is := unreported.LockWords(now.Locked, now.MinRetentionDays)
	if is == "" {
		is = "nothing"
	}
	a := h.custodyAlert(custodyOf(e.Account, e.Region, vaultARN), "call-"+e.CallID, e.Name, e.Time, unlocked, vaultARN,
		alert.Deletion{By: e.By, Call: e.Name})
	a.Diagnosis.Why = fmt.Sprintf("The lock kept every backup for %s. It keeps them for %s now.", before.Lock(), is)
	return h.tellCustody(ctx, a, attrs)
}
