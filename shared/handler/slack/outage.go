package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
)

// slackOutage names Slack among the channels.
const slackOutage = "slack"

// refusalOf is what people must put right before a channel takes a message; nil where the error is another.
func refusalOf(err error) *alert.Refusal {
	var refused interface{ Refused() *alert.Refusal }
	if !errors.As(err, &refused) {
		return nil
	}
	return refused.Refused()
}

// refuses tells the operators that Slack refuses messages, by a topic of their own: through the alerts topic it would
// come back to Slack.
func (h *Handler) refuses(ctx context.Context, r alert.Refusal) error {
	r.Receiver = h.Receiver
	return h.notify(ctx, &r)
}

// works tells the operators that Slack takes messages again, if it did not before.
func (h *Handler) works(ctx context.Context) error { return h.notify(ctx, nil) }

// notNotified is for the log that the operators could not be told. The message itself is sent, so that is no reason to
// send it again: the next one shows them how Slack stands.
func notNotified(err error) []slog.Attr {
	if err == nil {
		return nil
	}
	return []slog.Attr{slog.String(batch.KeyError, err.Error())}
}

// notify says what is news of the outage: that the channel refuses, or with nil takes messages. Of functions that see
// it at once one has the right to; a function that dies with it leaves a lease that expires, and the next delivery
// tells.
func (h *Handler) notify(ctx context.Context, refusal *alert.Refusal) error {
	outage, now := OutageName(h.Receiver), h.Now()
	var was, said alert.Outage
	var news bool
	claimed, err := h.Ledger.UpdateOutage(ctx, outage, func(o alert.Outage) (alert.Outage, bool) {
		was = o
		if said, news = o.Accepted(); refusal != nil {
			said, news = o.Refused(*refusal, now)
		}
		if news = news && !o.Lease.Until.After(now); !news {
			return o, false
		}
		return o.Claim(now.Add(batch.LeaseFor)), true
	})
	if err != nil || !news {
		return err
	}
	m := message.ComposeAccepted(was, now)
	if refusal != nil {
		m = message.ComposeRefused(said, now)
	}
	note := func(o alert.Outage) (alert.Outage, bool) { return o.Notified(said, claimed.Lease) }
	untold := h.Operations.Notify(ctx, m)
	if untold != nil {
		untold = fmt.Errorf("tell the operators of Slack: %w", untold)
		note = func(o alert.Outage) (alert.Outage, bool) { return o.Release(claimed.Lease) }
	}
	// Written after the send: a function that dies in between tells it twice, not never.
	_, err = h.Ledger.UpdateOutage(ctx, outage, note)
	return errors.Join(untold, err)
}

// refusedBackOff is how long a message that Slack refuses stays away after that many tries: from five minutes to four
// hours, so that the tries of the queue (maxReceiveCount) last three days: a weekend.
func refusedBackOff(attempt int) time.Duration {
	const first, longest = 5 * time.Minute, 4 * time.Hour
	return min(first<<(2*min(attempt-1, 3)), longest)
}
