package handler

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/failure"
)

// silence tells what fails in silence, and ends the alerts about what is well again.
func (h *Alert) silence(ctx context.Context, s event.Silence) (Outcome, error) {
	attrs := []slog.Attr{slog.String(keyAccount, s.Account), slog.String(keyRegion, s.Region)}
	out := Ignored("nothing fails in silence", attrs...)
	for _, p := range s.Problems {
		problem, at := alert.Problem{Account: s.Account, Region: s.Region, Job: p.Kind, Resource: p.Resource, ResourceType: p.ResourceType, Destination: p.Destination}, s.At
		id := "silence-" + s.At.UTC().Format(time.RFC3339)
		if !p.At.IsZero() {
			at = p.At
		}
		if p.Holds {
			if _, err := h.well(ctx, []alert.Problem{problem}, id, at, attrs); err != nil {
				return out, err
			}
			continue
		}
		d, known := failure.OfSilence(p)
		if !known {
			return out, fmt.Errorf("silence of %s: the catalogue has no cause %q", p.Resource, p.Cause)
		}
		told, err := h.loud(ctx, problem, p.Plan)
		if err != nil {
			return out, err
		}
		if told {
			continue // a failed job, or what CloudTrail said of the selection, says more
		}
		a := alert.Alert{Problem: problem, JobID: cmp.Or(p.JobID, id), State: cmp.Or(p.State, alert.Silence), At: at, Diagnosis: d}
		out, err = h.bad(ctx, a, event.JobStateChange{}, attrs)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// loud reports whether the problem is told already because a job of it failed, or for a run because the plan's selection was refused.
func (h *Alert) loud(ctx context.Context, p alert.Problem, planID string) (bool, error) {
	switch p.Job {
	case event.Copy, event.Backup:
	case event.Run:
		p = selectionProblem(p.Account, p.Region, planID)
	default:
		return false, nil
	}
	history, err := h.Histories.History(ctx, p.Fingerprint())
	if err != nil {
		return false, err
	}
	for _, key := range history.Groups {
		record, err := h.Groups.Group(ctx, key)
		if err != nil {
			return false, err
		}
		if record.Members[p.Fingerprint()].State == alert.Firing && record.Alert.State != alert.Silence {
			return true, nil
		}
	}
	return false, nil
}
