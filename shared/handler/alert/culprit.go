package alert

import (
	"context"
	"fmt"
	"log/slog"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/unreported"
)

// culprit takes what somebody broke to the alert about it, with who it was: one message says both. Where people were
// told of it before CloudTrail said who it was, or it is well again meanwhile, who it was follows in the same group.
func (h *Handler) culprit(ctx context.Context, r event.Report) (out batch.Outcome, err error) {
	p, by := unreported.FailureOf(*r.Broke), r.By[0]
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, r.Broke.Account),
		slog.String(batch.KeyRegion, r.Broke.Region),
		slog.String(batch.KeyCause, p.Cause),
	}
	d, known := catalog.OfUnreported(p)
	if !known {
		return batch.Outcome{
				Attrs: attrs,
			}, fmt.Errorf(
				"%s broke %s: the catalogue has no cause %q",
				by.Name,
				p.Resource,
				p.Cause,
			)
	}
	a := alert.Alert{
		Problem: alert.Problem{
			Account:      r.Broke.Account,
			Region:       r.Broke.Region,
			Job:          p.Kind,
			Resource:     p.Resource,
			ResourceType: p.ResourceType,
		},
		JobID:     "call-" + by.CallID,
		State:     r.Broke.State,
		At:        by.At,
		Diagnosis: d,
	}
	a, route := h.route(ctx, a)
	defer func() { out.Route = route }() // whatever becomes of it
	joined, history, err := h.join(ctx, a)
	if err != nil {
		return batch.Outcome{Attrs: attrs}, h.notifyDegraded(ctx, a, err)
	}
	group := alert.Record{Key: joined.Key, Group: joined.Group}
	happened := []alert.Happening{h.failure(group.Group, a, history)}
	if history.Outdated(a.At) != "" { // it is well again: who it was follows alone
		group, happened = alert.NewRecord(a.Group()), nil
	}
	r.GroupKey, r.Cause = group.Key, p.Cause
	told, err := h.tell(ctx, group, append(happened, alert.Reported{Report: r})...)
	if err = h.evenSo(ctx, a, told, err); err == nil {
		err = told.comesAgain(a)
	}
	return told.outcome(append(attrs, slog.String(batch.KeyGroup, alert.Short(group.Key)))), err
}
