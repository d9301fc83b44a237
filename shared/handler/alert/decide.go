package alert

import (
	"context"
	"errors"
	"time"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/settings"
)

// Paces keeps how much people were told lately. SavePace answers alert.ErrStale as SaveGroup does.
type Paces interface {
	Pace(ctx context.Context) (alert.Pace, error)
	SavePace(ctx context.Context, p alert.Pace) error
}

// Mutes lists what people do not want to be told.
type Mutes interface {
	Mutes(ctx context.Context) ([]alert.Mute, error)
}

// decide is alert.Decide under what people have muted or routed to the digest, and what the pace allows. wait is set
// where the message is held for a second only.
func (h *Handler) decide(ctx context.Context, r alert.Record, now time.Time) (d alert.Decision, wait time.Duration) {
	if d = alert.Decide(r, now, h.Settings.Alerts); d.Reason == alert.Suppressed {
		return d, 0
	}
	return h.quiet(ctx).decide(r, now, h.Settings.Alerts)
}

// quiet is what keeps groups silent that have something to say: what is muted, and the pace.
type quiet struct {
	mutes []alert.Mute
	pace  alert.Pace
}

// quiet reads it. What cannot be read keeps nobody silent.
func (h *Handler) quiet(ctx context.Context) (q quiet) {
	if mutes, err := h.Mutes.Mutes(ctx); err == nil {
		q.mutes = mutes
	}
	if pace, err := h.Paces.Pace(ctx); err == nil {
		q.pace = pace
	}
	return q
}

func (q quiet) decide(r alert.Record, now time.Time, s settings.Alerts) (d alert.Decision, wait time.Duration) {
	if d = alert.Decide(r, now, s); d.Reason == alert.Suppressed {
		return d, 0
	}
	if why := alert.DigestAlone(r, d.Reason); why != "" {
		return alert.Decision{Reason: alert.Suppressed, Why: why}, 0
	}
	if why := alert.Muted(r, d.Reason, q.mutes, now); why != "" {
		return alert.Decision{Reason: alert.Suppressed, Why: why}, 0
	}
	if why, wait := q.pace.Held(d.Reason, now, s); why != "" {
		return alert.Decision{Reason: alert.Suppressed, Why: why}, wait
	}
	return d, 0
}

// take counts a message that is about to be sent, or answers why it is held after all. It is counted before the
// send: a function that dies in between makes the pace slower, never faster.
func (h *Handler) take(ctx context.Context, reason alert.Reason) (held string, wait time.Duration) {
	if h.Settings.Alerts.MaxMessagesPerHour <= 0 {
		return "", 0
	}
	for range staleTries {
		now := h.Now()
		pace, err := h.Paces.Pace(ctx)
		if err != nil {
			return "", 0
		}
		if held, wait = pace.Held(reason, now, h.Settings.Alerts); held != "" {
			return held, wait
		}
		if err := h.Paces.SavePace(ctx, pace.After(now)); !errors.Is(err, alert.ErrStale) {
			return "", 0
		}
	}
	return "many functions have something to tell at once", time.Second
}

// soon is the error that brings a record back after a wait; nil without one.
func soon(wait time.Duration, why string) error {
	if wait == 0 {
		return nil
	}
	return batch.Later{After: wait, Err: errors.New(why)}
}
