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
		look := alert.Alert{
			Problem: alert.Problem{
				Account:      s.Account,
				Region:       s.Region,
				Job:          p.Kind,
				Resource:     p.Resource,
				ResourceType: p.ResourceType,
				Destination:  p.Destination,
			},
			JobID: cmp.Or(
				p.JobID,
				"silence-"+s.At.UTC().Format(time.RFC3339),
			),
			State: cmp.Or(p.State, alert.Unreported),
			At:    s.At,
		}
		if p.Kind == event.Custody {
			var err error
			if out, err = h.counted(ctx, s, p, attrs); err != nil {
				return out, err
			}
			continue
		}
		if p.Holds {
			if err := h.holds(ctx, look, p.At, attrs); err != nil {
				return out, err
			}
			continue
		}
		told, err := h.loud(ctx, look.Problem, p.Plan)
		if err == nil && !told {
			told, err = h.deletionTold(ctx, p)
		}
		if err != nil {
			return out, err
		}
		if told {
			if err := h.wake(ctx, look.Problem); err != nil {
				return out, err
			}
			continue // a failed job, or what CloudTrail said of the selection, says more
		}
		if p.Point != nil {
			if out, err = h.outlived(ctx, look.Problem, p, attrs); err != nil && !comesLater(err) {
				return out, err
			}
			later = errors.Join(later, err)
			continue
		}
		var known bool
		if look.Diagnosis, known = catalog.OfUnreported(p); !known {
			return out, fmt.Errorf("silence of %s: the catalogue has no cause %q", p.Resource, p.Cause)
		}
		out, err = h.failed(ctx, look, event.JobStateChange{}, attrs)
		if err != nil && !comesLater(err) {
			return out, err
		}
		later = errors.Join(later, err)
	}
	if len(toCome) == 0 {
		return out, later
	}
	out, err := h.coming(ctx, s, toCome, attrs)
	return out, errors.Join(err, later)
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
