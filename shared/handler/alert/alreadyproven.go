package alert

import (
	"context"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
)

// alreadyProven says why a job that the sweep has found again need not be proven again; empty: it must be. Proving
// reads three accounts, and the sweep finds a job in every listing that reaches back to it. A job stays unheard whose
// cause is not confirmed, or whose mend has yet to be asked for.
func (h *Handler) alreadyProven(ctx context.Context, j event.JobStateChange) (string, error) {
	if !j.Found {
		return "", nil
	}
	p := alert.ProblemOf(j)
	history, err := h.Ledger.History(ctx, p.Fingerprint())
	if err != nil {
		return "", err
	}
	if why := history.Outdated(alert.EndedAt(j)); why != "" {
		return why, nil
	}
	for _, key := range history.Groups {
		record, err := h.Ledger.Group(ctx, key)
		if err != nil {
			return "", err
		}
		m := record.Members[p.Fingerprint()]
		asked := !record.Alert.Diagnosis.Ours || !h.Settings.Mend.Reconciles() || m.RepairFor == j.JobID
		if m.JobID == j.JobID && m.State == alert.Firing && record.Alert.Diagnosis.Proof == catalog.Confirmed && asked {
			return "known already, in group " + alert.Short(key), nil
		}
	}
	return "", nil
}
