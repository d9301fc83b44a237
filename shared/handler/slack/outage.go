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

// Outages keeps what is known of a channel that refuses messages. SaveOutage answers alert.ErrStale as SaveGroup does.
type Outages interface {
	Outage(ctx context.Context, channel string) (alert.Outage, error)
	SaveOutage(ctx context.Context, channel string, o alert.Outage) (alert.Outage, error)
}

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
	refuse := func(o alert.Outage, now time.Time) (alert.Outage, bool) { return o.Refused(r, now) }
	return h.notify(
		ctx,
		refuse,
		func(_, told alert.Outage, now time.Time) message.Message { return message.ComposeRefused(told, now) },
	)
}

// works tells the operators that Slack takes messages again, if it did not before.
func (h *Handler) works(ctx context.Context) error {
	take := func(o alert.Outage, _ time.Time) (alert.Outage, bool) { return o.Accepted() }
	return h.notify(
		ctx,
		take,
		func(was, _ alert.Outage, now time.Time) message.Message { return message.ComposeAccepted(was, now) },
	)
}

// notNotified is for the log that the operators could not be told. The message itself is sent, so that is no reason to
// send it again: the next one shows them how Slack stands.
func notNotified(err error) []slog.Attr {
	if err == nil {
		return nil
	}
	return []slog.Attr{slog.String(batch.KeyError, err.Error())}
}

// notify says what is news of the outage. Of functions that see it at once one has the right to; a function that dies
// with it leaves a lease that expires, and the next delivery tells.
func (h *Handler) notify(
	ctx context.Context,
	next func(alert.Outage, time.Time) (alert.Outage, bool),
	compose func(was, told alert.Outage, now time.Time) message.Message,
) error {
	outage := h.own(slackOutage)
	was, err := h.Outages.Outage(ctx, outage)
	if err != nil {
		return err
	}
	now := h.Now()
	told, news := next(was, now)
	if !news || was.Lease.Until.After(now) {
		return nil
	}
	claimed, err := h.Outages.SaveOutage(ctx, outage, was.Claim(now.Add(batch.LeaseFor)))
	if errors.Is(err, alert.ErrStale) {
		return nil // another function tells it
	}
	if err != nil {
		return err
	}
	if err := h.Operations.Notify(ctx, compose(was, told, now)); err != nil {
		was.Version = claimed.Version
		_, released := h.Outages.SaveOutage(ctx, outage, was)
		return errors.Join(fmt.Errorf("tell the operators of Slack: %w", err), released)
	}
	// Written after the send: a function that dies in between tells it twice, not never.
	told.Version, told.Lease = claimed.Version, alert.Lease{}
	_, err = h.Outages.SaveOutage(ctx, outage, told)
	return err
}

// refusedBackOff is how long a message that Slack refuses stays away after that many tries: from five minutes to four
// hours, so that the tries of the queue (maxReceiveCount) last three days: a weekend.
func refusedBackOff(attempt int) time.Duration {
	const first, longest = 5 * time.Minute, 4 * time.Hour
	return min(first<<(2*min(attempt-1, 3)), longest)
}
