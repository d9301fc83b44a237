package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// told is what came of what happened: whether it was news to a record, and what was decided for the groups, one after
// the other; the last for each is always a silence.
type told struct {
	news      bool
	decisions []alert.Decision
	starter   string // the job that the group's messages show
}

func (t told) and(d alert.Decision) told {
	t.decisions = append(t.decisions, d)
	return t
}

// add is what came of something else beside.
func (t *told) add(other told) {
	t.news = t.news || other.news
	t.decisions = append(t.decisions, other.decisions...)
	t.starter = other.starter
}

// any reports whether people were told anything.
func (t told) any() bool {
	return slices.ContainsFunc(t.decisions, func(d alert.Decision) bool { return d.Reason != alert.Suppressed })
}

// largeAndKnown is the silence about a member of a large group.
var largeAndKnown = alert.Decision{
	Reason: alert.Suppressed,
	Why:    "people know of the group, which is large; it is looked at with the next tick",
}

// silencesShown is how many silences a log line gives the reasons of. A tick may have thousands.
const silencesShown = 10

// outcome is done if anything was told, and gives the reason for the silence otherwise.
func (t told) outcome(attrs []slog.Attr) batch.Outcome {
	var said, silent []string
	lost := 0
	for _, d := range t.decisions {
		if d.Reason != alert.Suppressed {
			said = append(said, string(d.Reason))
			continue
		}
		silent = append(silent, d.Why)
		if d.Leased {
			lost++
		}
	}
	if more := len(silent) - silencesShown; more > 0 {
		silent = append(silent[:silencesShown:silencesShown], fmt.Sprintf("and %d more groups", more))
	}
	out := batch.Ignored("not told: "+strings.Join(silent, "; "), attrs...)
	if len(said) > 0 {
		out = batch.Done(strings.Join(said, ", "), attrs...)
	}
	out.Metrics = []batch.Metric{
		batch.Counted(batch.AlertsSent, "", len(said)),
		batch.Counted(batch.ClaimsLost, "", lost),
	}
	return out
}

// failureMetrics count a failure, and for a copy how old the last good one is.
func (h *Handler) failureMetrics(a alert.Alert, history alert.History) []batch.Metric {
	metrics := []batch.Metric{batch.Counted(batch.Failures, string(a.Diagnosis.Category), 1)}
	if a.Job == event.Copy && !history.LastGood.IsZero() {
		age := h.Now().Sub(history.LastGood).Seconds()
		metrics = append(metrics, batch.Metric{Name: batch.CopyAge, Unit: "Seconds", Value: age})
	}
	return metrics
}

// soon is the error that brings a record back where a decision is about a moment only; nil otherwise.
func soon(d alert.Decision) error {
	if d.Wait == 0 {
		return nil
	}
	return batch.Later{After: d.Wait, Err: errors.New(d.Why)}
}

// noteNotified takes note that people know what the record says. It is written after the send: a function that dies in
// between tells the group twice, not never.
func (h *Handler) noteNotified(ctx context.Context, said alert.Record, reason alert.Reason) error {
	now := h.Now()
	_, err := h.Ledger.UpdateGroup(ctx, said.Key, now, func(r alert.Record) (alert.Record, bool) {
		return r.Notified(said, reason, now).Release(said.Lease), true
	})
	if err != nil {
		return fmt.Errorf("note that group %s was told (%s): %w", said.Key, reason, err)
	}
	return nil
}

// release gives the right to speak of a group back.
func (h *Handler) release(ctx context.Context, claimed alert.Record) error {
	_, err := h.Ledger.UpdateGroup(ctx, claimed.Key, h.Now(), func(r alert.Record) (alert.Record, bool) {
		return r.Release(claimed.Lease), true
	})
	return err
}
