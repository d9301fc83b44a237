package alert

import (
	"context"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// succeeded ends what a good job ends, and what nobody wants any more now that this copy is there.
func (h *Handler) succeeded(ctx context.Context, j event.JobStateChange, attrs []slog.Attr) (batch.Outcome, error) {
	out, err := h.recovered(ctx, cured(j), j.JobID, alert.EndedAt(j), attrs)
	if err != nil {
		return out, err
	}
	return h.dropOthers(ctx, j, out)
}

// cured are the problems that a good job ends: its own, and for a backup that its plan selected nothing.
func cured(j event.JobStateChange) []alert.Problem {
	problems := []alert.Problem{alert.ProblemOf(j)}
	if j.Job == event.Backup && j.PlanID != "" {
		problems = append(problems, selectionProblem(j.Account, j.Region, j.PlanID))
	}
	return problems
}

// recovered takes a good end to every group that its problems are in.
func (h *Handler) recovered(
	ctx context.Context, problems []alert.Problem, jobID string, at time.Time, attrs []slog.Attr,
) (batch.Outcome, error) {
	var all told
	for _, p := range problems {
		succeeded := func(known alert.History) (alert.History, bool) { return known.Succeeded(jobID, at) }
		history, err := h.Ledger.UpdateHistory(ctx, p.Fingerprint(), h.Now(), succeeded)
		if err != nil {
			return batch.Outcome{Attrs: attrs}, err
		}
		for _, key := range history.Groups {
			evidence, why, err := h.evidence(ctx, key, p)
			if err != nil {
				return batch.Outcome{Attrs: attrs}, err
			}
			if why != "" {
				all = all.and(alert.Decision{Reason: alert.Suppressed, Why: why})
				continue
			}
			well := alert.Recovered{Problem: p, JobID: jobID, At: at, Evidence: evidence}
			if evidence != nil && evidence.Completed.After(at) {
				well.At = evidence.Completed
			}
			one, err := h.tellPart(ctx, alert.Record{Key: key}, p, well)
			if err != nil {
				return one.outcome(attrs), err
			}
			all.add(one)
		}
	}
	if len(all.decisions) == 0 {
		return batch.Ignored("it went well, and nothing was open", attrs...), nil
	}
	return all.outcome(attrs), nil
}
