package alert

import (
	"context"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/org"
)

// An incident is one thing of farvault's that somebody changed: copies fail, farvault repairs it, and CloudTrail says
// who it was. The three come in any order, and are one message: the group of the failure is found by the thing.

// incidentLasts is how long after a failure began the name of who caused it belongs to it.
const incidentLasts = 24 * time.Hour

// thingOf stands for a thing of farvault's in an account, as a problem whose history has the groups of its failures.
func thingOf(account, name string) alert.Problem {
	return alert.Problem{Account: account, Job: "repair", Resource: name}
}

// noteIncident remembers which group the failure of a thing began that farvault repairs.
func (h *Handler) noteIncident(ctx context.Context, key string, t told, a alert.Alert) error {
	where, err := org.ParseARN(a.Diagnosis.Where)
	if err != nil || !t.news || t.starter != a.JobID || !a.Diagnosis.Ours || !h.Settings.Mend.Reconciles() {
		return nil
	}
	return h.remember(ctx, thingOf(where.Account, where.Name()), func(known alert.History) (alert.History, bool) {
		return known.Joined(key)
	})
}

// incident is the report of who changed something as one to the group of the copies that failed for it, where there is
// one.
func (h *Handler) incident(ctx context.Context, r event.Report) (event.Report, error) {
	if len(r.By) == 0 || len(r.Refused) > 0 {
		return r, nil
	}
	for _, c := range r.Changes {
		history, err := h.Ledger.History(ctx, thingOf(c.Account, c.Name).Fingerprint())
		if err != nil || len(history.Groups) == 0 {
			if err != nil {
				return r, err
			}
			continue
		}
		record, err := h.Ledger.Group(ctx, history.Groups[len(history.Groups)-1])
		if err != nil {
			return r, err
		}
		began := record.StartedAt
		if r.By[0].At.Before(began.Add(time.Hour)) && h.Now().Sub(began) < incidentLasts &&
			(len(record.Firing()) > 0 || !record.RepairTold.IsZero()) {
			r.GroupKey, r.Cause = record.Key, record.Cause
			return r, nil
		}
	}
	return r, nil
}
