package alert

import (
	"slices"
	"time"

	"farvault/shared/alert"
)

// brokenSince is after when the runs were that m may have missed: its last good copy, or the backup that failed last.
func brokenSince(m alert.Member, begun time.Time) time.Time {
	if !m.LastGood.IsZero() && m.LastGood.Before(begun) {
		return m.LastGood
	}
	return begun
}

// missedRuns are the runs of farvault's plans since the last good copy, until the backup that arrived, of which the
// vault has no copy: a later copy brings none of them.
func (h *Handler) missedRuns(
	r alert.Record, m alert.Member, begun time.Time, found []alert.Evidence, newest alert.Evidence,
) (missed []time.Time) {
	if !ownRole(r.Alert.RoleARN) || m.ByHand {
		return nil
	}
	due := brokenSince(m, begun).Add(-time.Minute)
	for range runsCounted {
		run := h.runAfter(m.Account, due)
		if run.IsZero() || !run.Before(newest.Begun) {
			return missed
		}
		due = run
		next := h.runAfter(m.Account, run)
		made := func(e alert.Evidence) bool { return !e.Begun.Before(run) && (next.IsZero() || e.Begun.Before(next)) }
		if !slices.ContainsFunc(found, made) {
			missed = append(missed, run)
		}
	}
	return missed
}

// runsCounted bounds the runs that are looked at: hourly plans have so many in four days.
const runsCounted = 100
