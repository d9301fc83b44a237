package alert

import (
	"context"
	"errors"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/message"
)

// newGroup is the group of a failure that no open group has: its own, or in a storm the one of its cause, or the one
// that nobody hears of but in the digest.
func (h *Handler) newGroup(ctx context.Context, a alert.Alert) (alert.Record, error) {
	if aside, there := a.Aside(); there {
		return alert.NewRecord(aside), nil
	}
	own, stormy := alert.NewRecord(a.Group()), alert.NewRecord(a.Stormy())
	if h.Settings.Alerts.MaxMessagesPerHour <= 0 {
		return own, nil
	}
	record, err := h.Parts.GroupPart(ctx, own.Key, a.Fingerprint())
	if err != nil {
		return own, err
	}
	if record.Awaits() {
		return record, nil
	}
	for range staleTries {
		pace, err := h.Paces.Pace(ctx)
		if err != nil {
			return own, err
		}
		next, alone := pace.Begin(own.Key, h.Now(), h.Settings.Alerts)
		if !alone && !pace.Storm.IsZero() {
			return stormy, nil
		}
		if err := h.Paces.SavePace(ctx, next); errors.Is(err, alert.ErrStale) {
			continue
		} else if err != nil || alone {
			return own, err
		}
		return stormy, nil
	}
	return stormy, nil // so many begin at once that the pace cannot be written: a storm
}

// storm tells people once that so much fails that it is told as one, and of what.
func (h *Handler) storm(ctx context.Context, open alert.Tally) (notification, error) {
	pace, err := h.Paces.Pace(ctx)
	if err != nil || pace.Storm.IsZero() || pace.Notified || open.Failures == 0 {
		return nil, err
	}
	if why, wait := h.take(ctx, alert.Storm); why != "" {
		return notification{{Reason: alert.Suppressed, Why: why}}, soon(wait, why)
	}
	if err := h.publish(ctx, message.ComposeStorm(open, pace, h.Now())); err != nil {
		return nil, fmt.Errorf("tell the storm since %s: %w", pace.Storm.Format(time.RFC3339), err)
	}
	// Written after the send: a function that dies in between tells it twice.
	return notification{{Reason: alert.Storm, Why: "many places fail at once"}}, h.noteStorm(ctx)
}

// noteStorm takes note that people know of the storm.
func (h *Handler) noteStorm(ctx context.Context) error {
	for range staleTries {
		pace, err := h.Paces.Pace(ctx)
		if err != nil {
			return err
		}
		pace.Notified = true
		if err := h.Paces.SavePace(ctx, pace); !errors.Is(err, alert.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("note that the storm was told: %w, %d times", alert.ErrStale, staleTries)
}
