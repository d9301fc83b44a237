package alert

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// unreported tells what fails in silence, and ends the alerts about what is well again.
func (h *Handler) unreported(ctx context.Context, s event.Unreported) (batch.Outcome, error) {
	attrs := []slog.Attr{slog.String(batch.KeyAccount, s.Account), slog.String(batch.KeyRegion, s.Region)}
	out := batch.Ignored("nothing fails in silence", attrs...)
	var toCome []event.UnreportedFailure
	var later error
	for _, p := range s.Problems {
		if !p.Due.IsZero() {
			toCome = append(toCome, p)
			continue
		}
		one, err := h.looked(ctx, s, p, attrs)
		if err != nil && !comesLater(err) {
			return one, err
		}
		later = errors.Join(later, err)
		if one.Word != "" {
			out = one
		}
	}
	if len(toCome) == 0 {
		return out, later
	}
	out, err := h.coming(ctx, s, toCome, attrs)
	return out, errors.Join(err, later)
}

// looked follows one thing that a look found: that it is well, or that it fails. What a failed job, or CloudTrail of
// the selection, has told already says more; of that, and of what is well, there is no outcome.
func (h *Handler) looked(
	ctx context.Context, s event.Unreported, p event.UnreportedFailure, attrs []slog.Attr,
) (batch.Outcome, error) {
	look := alert.Alert{
		Problem: alert.Problem{Account: s.Account, Region: s.Region, Job: p.Kind, Resource: p.Resource,
			ResourceType: p.ResourceType, Destination: p.Destination},
		JobID: cmp.Or(p.JobID, "silence-"+s.At.UTC().Format(time.RFC3339)),
		State: cmp.Or(p.State, alert.Unreported),
		At:    s.At,
	}
	switch {
	case p.Kind == event.Custody:
		return h.counted(ctx, s, p, attrs)
	case p.Holds:
		return batch.Outcome{Attrs: attrs}, h.holds(ctx, look, p.At, attrs)
	}
	told, err := h.loud(ctx, look.Problem, p.Plan)
	if err == nil && !told {
		told, err = h.deletionTold(ctx, p)
	}
	if err == nil && told {
		err = h.wake(ctx, look.Problem)
	}
	if err != nil || told {
		return batch.Outcome{Attrs: attrs}, err
	}
	if p.Point != nil {
		return h.outlived(ctx, look.Problem, p, attrs)
	}
	var known bool
	if look.Diagnosis, known = catalog.OfUnreported(p); !known {
		return batch.Outcome{Attrs: attrs}, fmt.Errorf("silence of %s: the catalog has no cause %q", p.Resource, p.Cause)
	}
	return h.failed(ctx, look, event.JobStateChange{}, attrs)
}

// holds ends the alerts about what a look found well, since a time if that is known.
func (h *Handler) holds(ctx context.Context, look alert.Alert, since time.Time, attrs []slog.Attr) error {
	known, err := h.known(ctx, look.Problem)
	if err != nil || !known {
		return err
	}
	if since.IsZero() {
		since = look.At
	}
	_, err = h.recovered(ctx, []alert.Problem{look.Problem}, look.JobID, since, attrs)
	return err
}

// seenWell are the kinds of problem of which the look alone tells that they are well.
var seenWell = []event.JobKind{
	event.Run, event.Selection, event.Retention, event.Tagged, event.Foreign, event.Account, event.Unnamed,
}

// known reports whether what is well may have been told of. Of a rule, a plan and a vault's retention only the look
// ever tells that they are well, every hour and in every account: to remember it where nobody was told of anything
// would cost a write each.
func (h *Handler) known(ctx context.Context, p alert.Problem) (bool, error) {
	if !slices.Contains(seenWell, p.Job) {
		return true, nil
	}
	history, err := h.Ledger.History(ctx, p.Fingerprint())
	return len(history.Groups) > 0, err
}

// loud reports whether the problem is told already because a job of it failed, or for a run because the plan's
// selection was refused.
func (h *Handler) loud(ctx context.Context, p alert.Problem, planID string) (bool, error) {
	switch p.Job {
	case event.Copy, event.Backup, event.Retention:
	case event.Run:
		p = selectionProblem(p.Account, p.Region, planID)
	default:
		return false, nil
	}
	history, err := h.Ledger.History(ctx, p.Fingerprint())
	if err != nil {
		return false, err
	}
	for _, key := range history.Groups {
		record, err := h.Ledger.Group(ctx, key)
		if err != nil {
			return false, err
		}
		m := record.Members[p.Fingerprint()]
		if m.State == alert.Firing && m.Due.IsZero() && record.Alert.State != alert.Unreported {
			return true, nil
		}
	}
	return false, nil
}
