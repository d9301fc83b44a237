package alert

import (
	"context"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/message"
)

// storm tells people once that so much fails that it is told as one, and of what.
func (h *Handler) storm(ctx context.Context, open alert.Tally) (told, error) {
	pace, err := h.Ledger.Pace(ctx)
	if err != nil || pace.Storm.IsZero() || pace.Notified || open.Failures == 0 {
		return told{}, err
	}
	if held := h.take(ctx, alert.Storm, ""); held.Reason == alert.Suppressed {
		return told{}.and(held), soon(held)
	}
	if err := h.publish(ctx, message.ComposeStorm(open, pace, h.Now())); err != nil {
		return told{}, fmt.Errorf("tell the storm since %s: %w", pace.Storm.Format(time.RFC3339), err)
	}
	// Written after the send: a function that dies in between tells it twice.
	err = h.Ledger.UpdatePace(ctx, func(p alert.Pace) (alert.Pace, bool) {
		p.Notified = true
		return p, true
	})
	if err != nil {
		err = fmt.Errorf("note that the storm was told: %w", err)
	}
	return told{}.and(alert.Decision{Reason: alert.Storm, Why: "many places fail at once"}), err
}
