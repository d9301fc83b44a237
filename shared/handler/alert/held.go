package alert

import (
	"context"
	"errors"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// failure is what happens to the group of a failure. Where farvault repairs the cause itself, the first message waits
// for the result: of a cause that is proven, or that is gone as all conditions were read and are met, and where the
// repair ends the problem. A run that was missed, and backups that outlived their retention, stay for people.
func (h *Handler) failure(group alert.Group, a alert.Alert, history alert.History) alert.Failed {
	f := alert.Failed{Alert: a, LastGood: history.LastGood}
	if a.Pooled() && a.Due.IsZero() {
		f.PoolBy = h.Now().Add(alert.PoolWait)
	}
	_, ours := h.repairOf(group, a)
	sure := a.Diagnosis.Proof == catalog.Confirmed || nothingElse(a.Diagnosis)
	ends := a.Job == event.Copy || a.Job == event.OptIn
	if ours && sure && ends && a.Diagnosis.Ours && h.Settings.Mend.Reconciles() {
		f.RepairBy = h.Now().Add(alert.RepairWait)
	}
	return f
}

// comesAgain is the error by which the record that began a group comes again once the message has waited for a repair
// for as long as it may. Should the function die before, a tick tells the group.
func (t told) comesAgain(a alert.Alert) error {
	if n := len(t.decisions); n > 0 && t.decisions[n-1].Held > 0 && t.starter == a.JobID {
		return batch.Later{After: t.decisions[n-1].Held, Err: errors.New(t.decisions[n-1].Why)}
	}
	return nil
}

// wake is woken for a problem.
func (h *Handler) wake(ctx context.Context, p alert.Problem) error {
	if batch.Deliveries(ctx) <= 1 {
		return nil
	}
	history, err := h.Ledger.History(ctx, p.Fingerprint())
	if err != nil {
		return err
	}
	return h.woken(ctx, history)
}

// woken lets the groups of a failure that is over say what waited for its repair.
func (h *Handler) woken(ctx context.Context, history alert.History) error {
	if batch.Deliveries(ctx) <= 1 || len(history.Groups) == 0 {
		return nil
	}
	_, err := h.tell(ctx, alert.Record{Key: history.Groups[len(history.Groups)-1]}, alert.Ticked{})
	return err
}

// comesLater reports whether an error only says that its record comes again: what else is in the record is done now.
func comesLater(err error) bool {
	var later batch.Later
	return errors.As(err, &later)
}
