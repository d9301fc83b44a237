package alert

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
)

// degraded is what a function remembers by itself of what it told while the ledger could not be reached. It dies with
// the function, and another knows nothing of it: of what AWS Backup lists, its list decides beside it who tells.
type degraded struct {
	mu       sync.Mutex
	notified map[string]time.Time // by key of a group
	pace     alert.Pace
}

// may takes the right to tell a group without the ledger: once in an interval, and in all no faster than with it.
func (b *degraded) may(a alert.Alert, now time.Time, h *Handler) bool {
	key := a.Group().Key()
	b.mu.Lock()
	defer b.mu.Unlock()
	again := time.Duration(h.Settings.Alerts.RepeatInterval)
	why, _ := b.pace.Held(alert.FirstNotification, a.Account, now, h.Settings.Alerts)
	if at, told := b.notified[key]; told && now.Sub(at) < again || why != "" {
		return false
	}
	if b.notified == nil {
		b.notified = map[string]time.Time{}
	}
	b.notified[key], b.pace = now, b.pace.After(a.Account, now)
	return true
}

// firstOfItsKind reports whether a failure is the one of its account and cause that is told in a RepeatInterval while
// the ledger cannot be reached, whichever function asks: the first that AWS Backup lists of it. The intervals are the
// same for all, so that what fails each day is told each day. A look finds the same every hour, and tells it in the
// first hour of each interval. Where that cannot be said it is told, twice rather than never.
// What is not told waits in the queue, and is told when the ledger is back.
func (h *Handler) firstOfItsKind(ctx context.Context, a alert.Alert) bool {
	window := time.Duration(h.Settings.Alerts.RepeatInterval)
	switch {
	case a.State == alert.Unreported || a.State == alert.Coming:
		return a.At.Sub(a.At.Truncate(window)) < time.Hour
	case a.Job != event.Copy && a.Job != event.Backup || h.degraded.knows(a):
		return true
	}
	since := a.At.Truncate(window)
	jobs, err := h.Jobs.All(ctx, []string{a.Account}, a.Region, since.Add(-time.Second))
	said := func(state, message, resourceType string) string {
		s := catalog.Signal{Job: a.Job, State: state, Message: message, ResourceType: resourceType}
		return catalog.Diagnose(s).Cause
	}
	cause := said(a.State, a.StatusMessage, a.ResourceType)
	earlier := func(j event.JobStateChange) bool {
		return j.Job == a.Job && !alert.EndedAt(j).Before(since) && said(j.State, j.Message, j.ResourceType) == cause &&
			cmp.Or(alert.EndedAt(j).Compare(a.At), cmp.Compare(j.JobID, a.JobID)) < 0
	}
	return err != nil || !slices.ContainsFunc(jobs, earlier)
}

// knows reports whether this function has told the group already: nothing need be asked then.
func (b *degraded) knows(a alert.Alert) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.notified[a.Group().Key()].IsZero()
}

// unrecorded is the ledger's error that kept a group's record from being written, before anything was told of it.
type unrecorded struct{ error }

// Unwrap gives the ledger's error.
func (u unrecorded) Unwrap() error { return u.error }

// evenSo reports a failure without the ledger where the ledger kept it from being reported, and answers the error.
func (h *Handler) evenSo(ctx context.Context, a alert.Alert, t told, err error) error {
	if _, kept := errors.AsType[unrecorded](err); !kept || t.any() {
		return err
	}
	return h.notifyDegraded(ctx, a, err)
}

// notifyDegraded tells a failure while the ledger cannot be reached, for silence would be worse than a repetition. The
// error is the ledger's in any case: the queue delivers the failure again, until it is recorded. Only its first
// delivery tells it, for the later ones may come to functions that know of nothing.
func (h *Handler) notifyDegraded(ctx context.Context, a alert.Alert, unreached error) error {
	now := h.Now()
	if errors.Is(unreached, alert.ErrStale) || batch.Deliveries(ctx) > 1 || !h.firstOfItsKind(ctx, a) ||
		!h.degraded.may(a, now, h) {
		return unreached
	}
	record, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a})
	m := message.Compose(record, alert.FirstNotification, h.scene(ctx, record, alert.FirstNotification))
	m.Lead = append(
		m.Lead,
		"farvault's table cannot be reached: this may be told again, and other failures of the same cause are not counted "+
			"here.",
	)
	if err := h.publish(ctx, m); err != nil {
		return errors.Join(unreached, fmt.Errorf("tell group %s without the ledger: %w", record.Key, err))
	}
	return unreached
}
