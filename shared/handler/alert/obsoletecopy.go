package alert

import (
	"context"
	"log/slog"
	"slices"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// keyDropped is what was found to be wanted no longer.
const keyDropped = "dropped"

// dropOthers closes what is open about copies of the same resource to other vaults, as far as nobody wants those any
// more: a copy action that was given another vault never again makes the job that would end its old alert. A plan with
// several copy actions wants all of them, so the plan is looked at, and what cannot be looked at stays open.
func (h *Handler) dropOthers(ctx context.Context, j event.JobStateChange, out batch.Outcome) (batch.Outcome, error) {
	if j.Job != event.Copy || j.DestinationVaultARN == "" {
		return out, nil
	}
	anywhere := alert.ProblemOf(j).Anywhere()
	history, err := h.Ledger.History(ctx, anywhere.Fingerprint())
	if err != nil {
		return out, err
	}
	var all told
	for _, vault := range history.Vaults {
		p := anywhere
		p.Destination = vault
		one, open, err := h.dropObsolete(ctx, p, j)
		all.add(one)
		if err == nil && !open {
			err = h.remember(ctx, anywhere, func(known alert.History) (alert.History, bool) { return known.Without(vault) })
		}
		if err != nil {
			return out, err
		}
	}
	if len(all.decisions) == 0 {
		return out, nil
	}
	dropped := all.outcome(append(out.Attrs, slog.Int(keyDropped, len(all.decisions))))
	dropped.Metrics = append(out.Metrics, dropped.Metrics...)
	return dropped, nil
}

// missed remembers that a copy failed to reach its vault, for the day when nobody wants it there, and closes what
// nobody wants of the others.
func (h *Handler) missed(
	ctx context.Context, a alert.Alert, j event.JobStateChange, out batch.Outcome,
) (batch.Outcome, error) {
	missed := func(known alert.History) (alert.History, bool) { return known.Missed(a.Destination) }
	if err := h.remember(ctx, a.Anywhere(), missed); err != nil {
		return out, err
	}
	return h.dropOthers(ctx, j, out)
}

// dropObsolete closes one problem if it is open and nobody wants it, and reports whether it stays open. That it is of
// the past is written first: a function that dies thereafter does the rest at the next delivery.
func (h *Handler) dropObsolete(
	ctx context.Context,
	p alert.Problem,
	j event.JobStateChange,
) (all told, open bool, err error) {
	history, err := h.Ledger.History(ctx, p.Fingerprint())
	if err != nil {
		return told{}, true, err
	}
	for _, key := range history.Groups {
		record, err := h.Ledger.GroupPart(ctx, key, p.Fingerprint())
		if err != nil {
			return all, true, err
		}
		m := record.Members[p.Fingerprint()]
		if m.State != alert.Firing {
			continue
		}
		why := h.obsolete(ctx, m, j)
		if why == "" {
			open = true
			continue
		}
		one, err := h.drop(ctx, key, alert.Dropped{Problem: p, Why: why, At: alert.EndedAt(j)})
		all.add(one)
		if err != nil {
			return all, true, err
		}
	}
	return all, open, nil
}

// obsolete says why nobody wants the copy of m, seen from another copy of the same resource; empty: it is wanted, or
// nobody can tell.
func (h *Handler) obsolete(ctx context.Context, m alert.Member, j event.JobStateChange) alert.Obsolete {
	switch {
	case !alert.EndedAt(j).After(m.At) || m.Destination == j.DestinationVaultARN:
		return ""
	case m.PlanID != "":
		return h.outOfPlan(ctx, m)
	case !m.ByHand || !j.Good() || m.Point == "" || m.Point != j.RecoveryPointARN:
		return ""
	case h.described(ctx, j).ByHand:
		return alert.ByHand
	}
	return ""
}

// outOfPlan says why the plan of m does not want its copy; empty: it does, or it cannot be read.
func (h *Handler) outOfPlan(ctx context.Context, m alert.Member) alert.Obsolete {
	vaults, exists, err := h.CopyActions.CopyVaults(ctx, m.Account, m.Region, m.PlanID)
	switch {
	case err != nil || slices.Contains(vaults, m.Destination):
		return ""
	case !exists:
		return alert.PlanGone
	}
	return alert.OutOfPlan
}

// drop closes a problem in its group and tells people if that is news.
func (h *Handler) drop(ctx context.Context, key string, what alert.Dropped) (told, error) {
	past := func(known alert.History) (alert.History, bool) { return known.DroppedFrom(what.At) }
	if err := h.remember(ctx, what.Problem, past); err != nil {
		return told{}, err
	}
	return h.tellPart(ctx, alert.Record{Key: key}, what.Problem, what)
}

// dropsALook bounds the plans that are read before one reminder.
const dropsALook = 20

// dropBeforeReminder looks whether the copies of a group are still wanted, where people are about to be reminded of it:
// a plan that copies nowhere any more makes no job by which that would be seen.
func (h *Handler) dropBeforeReminder(ctx context.Context, r alert.Record) (all told, err error) {
	read := 0
	for _, m := range r.Firing() {
		if m.Job != event.Copy || m.PlanID == "" || read == dropsALook {
			continue
		}
		read++
		if why := h.outOfPlan(ctx, m); why != "" {
			one, err := h.drop(ctx, r.Key, alert.Dropped{Problem: m.Problem, Why: why, At: h.Now()})
			all.add(one)
			if err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

// remember changes what is known of a problem.
func (h *Handler) remember(
	ctx context.Context, p alert.Problem, change func(alert.History) (alert.History, bool),
) error {
	_, err := h.Ledger.UpdateHistory(ctx, p.Fingerprint(), h.Now(), change)
	return err
}
