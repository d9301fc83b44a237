// Package slack is the Lambda function farvault-slack: it sends alerts to the receivers' Slack webhooks, and notifies
// the operators when Slack refuses them.
package slack

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
	"farvault/shared/settings"
)

// Ledger is what the function remembers: by cursors the newest message of each group that had to wait, or was sent
// after one that had, when each channel last took a message, and of a message that some receivers took and others did
// not what each took, and until when it asked to wait; by an outage whether a channel refuses messages, and what was
// said of that. UpdateOutage calls its pure function again where somebody else has written in between; what it says
// false of is not written.
type Ledger interface {
	batch.Cursors
	UpdateOutage(
		ctx context.Context, channel string, change func(alert.Outage) (alert.Outage, bool),
	) (alert.Outage, error)
}

// Handler takes messages to the Slack channel of one receiver.
type Handler struct {
	Receiver   string // whose channel it is
	Channel    batch.Notifier
	Ledger     Ledger
	Operations batch.Notifier // the topic for those who run farvault, to which Slack does not listen
	Now        func() time.Time
}

// send sends one message that has come for the attempt-th time. What Slack may take later stays in the queue for as
// long as Slack asks. What it refuses until somebody puts something right stays there too, for days; the operators are
// told, and told again when Slack takes messages.
func (h *Handler) send(ctx context.Context, m message.Message, attempt int) (batch.Outcome, error) {
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, m.Tags.Account),
		slog.String(batch.KeyCause, m.Cause),
		slog.String(batch.KeyGroup, alert.Short(m.GroupKey)),
	}
	newest, unread := h.Ledger.Cursor(ctx, h.cursor(m)) // unread, nothing is known to be newer: it is sent
	if unread == nil && m.At.Before(newest) {
		return batch.Ignored("a newer message of the group was sent, or is about to be", attrs...), nil
	}
	err := h.Channel.Notify(ctx, m.Late(h.Now()))
	if err == nil {
		h.sent(ctx, m, newest)
		return batch.Done(string(m.Reason), append(attrs, notNotified(h.works(ctx))...)...), nil
	}
	if r := refusalOf(err); r != nil {
		untold := h.refuses(ctx, *r)
		attrs = append(attrs, slog.String(batch.KeyRefused, r.Kind))
		if r.Short {
			h.sent(ctx, m, newest)
			return batch.Done(string(m.Reason), append(attrs, notNotified(untold)...)...), nil
		}
		return batch.Outcome{Attrs: attrs}, h.later(ctx, m, refusedBackOff(attempt), errors.Join(err, untold))
	}
	var later interface{ RetryAfter() (time.Duration, bool) }
	if errors.As(err, &later) {
		if after, retryable := later.RetryAfter(); retryable {
			return batch.Outcome{Attrs: attrs}, h.later(ctx, m, max(after, slackBackOff(attempt)), err)
		}
	}
	return batch.Outcome{Reason: string(m.Reason), Attrs: attrs}, err
}

// later puts a message away, and notes that whatever is older of its group need not be sent any more.
func (h *Handler) later(ctx context.Context, m message.Message, after time.Duration, err error) error {
	return batch.Later{After: after, Err: errors.Join(err, h.Ledger.PutCursor(ctx, h.cursor(m), m.At))}
}

// AcceptedCursor names the time at which the channel of a receiver last took a message. The function's role may write
// what begins like the other cursors, and no group has this key.
func AcceptedCursor(receiver string) string {
	return Handler{Receiver: receiver}.own("slack") + "#accepted"
}

// OutageName names a receiver's channel among those that refuse messages.
func OutageName(receiver string) string { return Handler{Receiver: receiver}.own(slackOutage) }

// cursor names the time of the newest message of a group that Slack did not take at once. After an outage the
// older ones are left out: a message says how its group stands, so the newest catches up for all of them.
func (h *Handler) cursor(m message.Message) string { return h.own("slack") + "#" + m.GroupKey }

// own is a name in the ledger that is this receiver's alone. The default has the name itself.
func (h Handler) own(name string) string {
	if h.Receiver == "" || h.Receiver == settings.DefaultReceiver {
		return name
	}
	return name + "#" + h.Receiver
}

// sent takes note that the channel takes messages, by the minute, and of a message that was sent where others of its
// group may still wait. One that cannot be noted costs a message that is out of date, and is no reason to send this one
// again.
func (h *Handler) sent(ctx context.Context, m message.Message, newest time.Time) {
	_ = h.Ledger.PutCursor(ctx, AcceptedCursor(h.Receiver), h.Now().Truncate(time.Minute))
	if !newest.IsZero() {
		_ = h.Ledger.PutCursor(ctx, h.cursor(m), m.At)
	}
}

// slackBackOff is how long a message stays away after that many tries: from half a minute to an hour, so
// that the tries of the queue (maxReceiveCount) outlast hours without Slack.
func slackBackOff(attempt int) time.Duration {
	const first, longest = 30 * time.Second, time.Hour
	return min(first<<min(attempt-1, 7), longest)
}
