package alert

import (
	"cmp"
	"context"
	"slices"
	"time"

	"farvault/shared/alert"
)

// brokenSince is since when m may have missed runs: its last good copy, or where none was seen the run of its first
// failure, or the backup that failed last.
func (h *Handler) brokenSince(m alert.Member, begun time.Time) time.Time {
	since := cmp.Or(m.LastGood, m.Since)
	if since.IsZero() || begun.Before(since) {
		since = begun
	}
	if m.LastGood.IsZero() {
		return h.firstRun(m.Account, since)
	}
	return since
}

// firstRun is the run that a failure belongs to which was the first that anybody saw: the last one before it.
func (h *Handler) firstRun(account string, failed time.Time) time.Time {
	first := failed
	for run := h.runAfter(account, failed.Add(-runLasts)); !run.IsZero() && !run.After(failed); {
		first, run = run, h.runAfter(account, run)
	}
	return first
}

// runLasts is more than the longest that a copy may end after its run: a start window and a completion window. A
// weekly plan's run is found too.
const runLasts = 8 * 24 * time.Hour

// missedRuns are the runs of farvault's plans since the last good copy and before a time of which the vault has no
// copy: a later copy brings none of them.
func (h *Handler) missedRuns(
	r alert.Record, m alert.Member, begun time.Time, found []alert.Evidence, before time.Time,
) (missed []time.Time) {
	if !ownRole(r.Alert.RoleARN) || m.ByHand {
		return nil
	}
	due := h.brokenSince(m, begun).Add(-time.Minute)
	for range runsCounted {
		run := h.runAfter(m.Account, due)
		if run.IsZero() || !run.Before(before) {
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

// missedSoFar are the runs that the copies of an open group have missed until the newest that failed: those that few of
// them have, one of each account before a second of any. Of a vault that cannot be read nothing is said.
func (h *Handler) missedSoFar(ctx context.Context, r alert.Record) (missed []time.Time) {
	for _, m := range again(r) {
		begun, err := h.begun(ctx, m)
		if err != nil || m.Destination == "" || !ownRole(r.Alert.RoleARN) || m.ByHand {
			continue
		}
		found, err := h.Copies.Arrived(ctx, m.Destination, m.Resource, h.brokenSince(m, begun))
		if err != nil {
			continue
		}
		missed = append(missed, h.missedRuns(r, m, begun, found, m.At.Add(time.Second))...)
	}
	return missed
}

// runsCounted bounds the runs that are looked at: hourly plans have so many in four days.
const runsCounted = 100
