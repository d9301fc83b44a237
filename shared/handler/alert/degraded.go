package alert

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
)

// degraded is what a function remembers by itself of what it told while the ledger could not be reached. It dies with
// the function: what is told twice for that is the price of telling it at all.
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

// notifyDegraded tells a failure while the ledger cannot be reached, for silence would be worse than a repetition. The
// error is the ledger's in any case: the queue delivers the failure again, until it is recorded. Only its first
// delivery tells it, for the later ones may come to functions that know of nothing.
func (h *Handler) notifyDegraded(ctx context.Context, a alert.Alert, unreached error) error {
	now := h.Now()
	if errors.Is(unreached, alert.ErrStale) || batch.Deliveries(ctx) > 1 || !h.degraded.may(a, now, h) {
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
