package alert

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// coming tells of copies that will fail: those of one cause in one message, before their run.
func (h *Handler) coming(
	ctx context.Context, s event.Unreported, all []event.UnreportedFailure, attrs []slog.Attr,
) (batch.Outcome, error) {
	out := batch.Ignored("the copies that will fail have failed already", attrs...)
	var news []alert.Alert
	for _, p := range all {
		a, known := comingAlert(s, p)
		if !known {
			return out, fmt.Errorf("copy of %s to come: the catalog has no cause %q", p.Resource, p.Cause)
		}
		told, err := h.loud(ctx, a.Problem, "")
		if err == nil && told {
			err = h.relapsed(ctx, a)
		} else {
			news = append(news, a)
		}
		if err != nil {
			return out, err
		}
	}
	if len(news) == 0 {
		return out, nil
	}
	return h.together(ctx, news, attrs)
}

// tellTogether brings failures into one group, tells people, and asks provision to repair what is farvault's own.
func (h *Handler) tellTogether(
	ctx context.Context, group alert.Record, what []alert.Happening, failed []alert.Alert, attrs []slog.Attr,
) (batch.Outcome, error) {
	attrs = append(slices.Clone(attrs), slog.String(batch.KeyCause, group.Cause),
		slog.String(batch.KeyGroup, alert.Short(group.Key)))
	var all told
	if group.Large {
		for i, one := range what {
			t, err := h.tellPart(ctx, group, failed[i].Problem, one)
			if all.add(t); err != nil {
				return all.outcome(attrs), h.evenSo(ctx, failed[i], all, err)
			}
		}
	} else {
		t, err := h.tell(ctx, alert.Record{Key: group.Key, Group: group.Group}, what...)
		if all.add(t); err != nil {
			return all.outcome(attrs), h.evenSo(ctx, failed[0], all, err)
		}
	}
	for _, a := range failed {
		asked, err := h.requestRepair(ctx, group.Group, a, event.JobStateChange{})
		if err != nil {
			return all.outcome(attrs), err
		}
		if asked != "" {
			attrs = append(attrs, slog.String(keyRepair, asked))
		}
	}
	return all.outcome(attrs), all.comesAgain(failed[0])
}

func comingAlert(s event.Unreported, p event.UnreportedFailure) (alert.Alert, bool) {
	d, known := catalog.OfUnreported(p)
	return alert.Alert{
		Problem: alert.Problem{
			Account: s.Account, Region: s.Region, Job: p.Kind, Resource: p.Resource, ResourceType: p.ResourceType,
			Destination: p.Destination,
		},
		JobID: "coming-" + s.At.UTC().Format(time.RFC3339), State: alert.Coming, At: s.At, Due: p.Due, Diagnosis: d,
	}, known
}

// foreseen ends what was said to fail in an account and Region, and will not: its conditions were read again and hold.
// Of copies that have failed it proves the cause again.
func (h *Handler) foreseen(ctx context.Context, f event.Foreseen) (batch.Outcome, error) {
	attrs := []slog.Attr{slog.String(batch.KeyAccount, f.Account), slog.String(batch.KeyRegion, f.Region)}
	var groups []alert.Record
	var ends [][]alert.Happening
	err := h.eachOpen(ctx, func(r alert.Record) {
		var averted []alert.Happening
		for id, m := range r.Members {
			if m.State == alert.Firing && !m.Due.IsZero() && m.Account == f.Account && m.Region == f.Region &&
				!slices.Contains(f.Kept, alert.Head(id)) {
				averted = append(averted, alert.Averted{Problem: m.Problem, At: f.At})
			}
		}
		if len(averted) == 0 && fixedBy(f, r) {
			averted = h.proveAgain(ctx, r)
		}
		if len(averted) > 0 {
			groups, ends = append(groups, alert.Record{Key: r.Key, Group: r.Group}), append(ends, averted)
		}
	})
	if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	if len(groups) == 0 {
		return batch.Ignored("nothing was said to fail that will not", attrs...), nil
	}
	var all told
	for i, group := range groups {
		t, err := h.tell(ctx, group, ends[i]...)
		if all.add(t); err != nil {
			return all.outcome(attrs), err
		}
	}
	return all.outcome(attrs), nil
}
