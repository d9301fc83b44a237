package alert

import (
	"context"
	"errors"
	"time"

	"farvault/shared/alert"
)

// quiet is what keeps people from being told now. What cannot be read keeps nobody silent.
func (h *Handler) quiet(ctx context.Context) (q alert.Quiet) {
	if mutes, err := h.Ledger.Mutes(ctx); err == nil {
		q.Mutes = mutes
	}
	if pace, err := h.Ledger.Pace(ctx); err == nil {
		q.Pace = pace
	}
	return q
}

// take counts a message that is about to be sent and answers its reason, or why it is held after all. It is counted
// before the send: a function that dies in between makes the pace slower, never faster. account is as in Pace.Held.
func (h *Handler) take(ctx context.Context, reason alert.Reason, account string) alert.Decision {
	taken := alert.Decision{Reason: reason}
	if h.Settings.Alerts.MaxMessagesPerHour <= 0 {
		return taken
	}
	now := h.Now()
	err := h.Ledger.UpdatePace(ctx, func(p alert.Pace) (alert.Pace, bool) {
		if why, wait := p.Held(reason, account, now, h.Settings.Alerts); why != "" {
			taken = alert.Decision{Reason: alert.Suppressed, Why: why, Wait: wait}
			return p, false
		}
		taken = alert.Decision{Reason: reason}
		return p.After(account, now), true
	})
	if errors.Is(err, alert.ErrStale) {
		return alert.Decision{
			Reason: alert.Suppressed, Why: "many functions have something to tell at once", Wait: time.Second,
		}
	}
	return taken // a pace that cannot be kept holds nothing
}
