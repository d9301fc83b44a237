package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/handler/batch"
)

// join finds the open group of a failure's problem that explains it, or else its own, and answers it as far as it was
// read. The problem names its groups before a group names the problem: a good job that comes now finds the group.
func (h *Handler) join(ctx context.Context, a alert.Alert) (alert.Record, alert.History, error) {
	f := a.Fingerprint()
	known, err := h.Ledger.History(ctx, f)
	if err != nil || known.Outdated(a.At) != "" { // what is old joins nothing
		return alert.Record{}, known, err
	}
	group, err := h.openGroup(ctx, a, known)
	if err != nil {
		return alert.Record{}, alert.History{}, err
	}
	if _, news := known.Joined(group.Key); !news {
		return group, known, nil
	}
	moved := false
	history, err := h.Ledger.UpdateHistory(ctx, f, h.Now(), func(now alert.History) (alert.History, bool) {
		if moved = !slices.Equal(now.Groups, known.Groups); moved || now.Outdated(a.At) != "" {
			return now, false
		}
		return now.Joined(group.Key)
	})
	if err == nil && moved { // another job of the problem found its group meanwhile, which may be this one's too
		err = batch.Later{After: time.Second, Err: fmt.Errorf("problem %s: %w", f, alert.ErrStale)}
	}
	return group, history, err
}

// openGroup is the group that the problem fires in, if that explains the failure or counts the job already: a job that
// comes twice stays where it was put, even if the world has changed since and a proof would now find something else.
func (h *Handler) openGroup(ctx context.Context, a alert.Alert, history alert.History) (alert.Record, error) {
	for _, key := range slices.Backward(history.Groups) {
		record, err := h.Ledger.GroupPart(ctx, key, a.Fingerprint())
		if err != nil {
			return alert.Record{}, err
		}
		if m, in := record.Members[a.Fingerprint()]; in && m.State == alert.Firing &&
			(a.Explains(record.Group) || a.Pooled() && record.FailsBy(m) == a.Diagnosis.Cause || !a.At.After(m.At)) {
			return record, nil
		}
	}
	return h.newGroup(ctx, a)
}

// newGroup is the group of a failure that no open group has: its own, or in a storm the one of its cause or of its
// account, or the one that nobody hears of but in the digest.
func (h *Handler) newGroup(ctx context.Context, a alert.Alert) (alert.Record, error) {
	if aside, there := a.Aside(); there {
		return alert.NewRecord(aside), nil
	}
	for _, kin := range a.Kin() {
		record, err := h.Ledger.GroupPart(ctx, kin.Key(), a.Fingerprint())
		if err != nil || record.Awaits() {
			return record, err
		}
	}
	if pool, there, err := h.pool(ctx, a); err != nil || there {
		return pool, err
	}
	own := alert.NewRecord(a.Group())
	if h.Settings.Alerts.MaxMessagesPerHour <= 0 {
		return own, nil
	}
	record, err := h.Ledger.GroupPart(ctx, own.Key, a.Fingerprint())
	if err != nil {
		return own, err
	}
	if record.Awaits() {
		return record, nil
	}
	group := own.Group
	err = h.Ledger.UpdatePace(ctx, func(p alert.Pace) (next alert.Pace, news bool) {
		next, group = p.Begin(a, h.Now(), h.Settings.Alerts)
		return next, group == own.Group || !next.Storm.Equal(p.Storm)
	})
	if errors.Is(err, alert.ErrStale) {
		return alert.NewRecord(a.Stormy()), nil // so many begin at once that the pace cannot be written: a storm
	}
	if err != nil {
		return own, err
	}
	return alert.NewRecord(group), nil
}

// pool is the open group that takes in what fails in the account and Region for reasons of the alert's category that
// nobody could prove. The alert's own group takes it in where it is open.
func (h *Handler) pool(ctx context.Context, a alert.Alert) (alert.Record, bool, error) {
	if !a.Pooled() || a.Diagnosis.Proof == catalog.Confirmed || !a.Due.IsZero() {
		return alert.Record{}, false, nil
	}
	taken := func(known alert.History) (alert.History, bool) { return known.Taken(a) }
	history, err := h.Ledger.UpdateHistory(ctx, a.PoolOf().Fingerprint(), h.Now(), taken)
	if err != nil || history.Pool.Group == a.Group() {
		return alert.Record{}, false, err
	}
	for _, group := range []alert.Group{a.Group(), history.Pool.Group} {
		record, err := h.Ledger.GroupPart(ctx, group.Key(), a.Fingerprint())
		if err != nil || record.Awaits() {
			return record, true, err
		}
		if record.Version == 0 && group != a.Group() { // whoever began the pool is about to write it
			return alert.NewRecord(group), true, nil
		}
	}
	return alert.Record{}, false, nil
}

// note brings what happened to one problem into its group's record, and decides nothing. The group is given as it was
// read a moment ago.
func (h *Handler) note(ctx context.Context, group alert.Record, p alert.Problem, what alert.Happening) error {
	apply := func(r alert.Record) (alert.Record, bool) { return r.Apply(what) }
	deferred, err := h.Ledger.UpdatePart(ctx, group, p.Fingerprint(), h.Now(), apply)
	if err != nil || deferred {
		return err
	}
	_, err = h.Ledger.UpdateGroup(ctx, group.Key, h.Now(), apply)
	return err
}
