package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
	"farvault/shared/settings"
)

// Slack takes what the topic's subscription put into its queue to Slack. The subscription
// delivers raw messages: a record's body is the JSON form of an alert.Message, as published for the protocol sqs.
// https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
type Handler struct {
	Receiver   string // whose channel it is
	Channel    batch.Notifier
	Cursors    batch.Cursors  // the newest message of each group that had to wait, or was sent after one that had
	Outages    Outages        // whether Slack refuses messages, and what was said of that
	Operations batch.Notifier // the topic for those who run farvault, to which Slack does not listen
	Now        func() time.Time
}

// Record sends one message. What Slack may take later stays in the queue for as long as Slack asks. What it refuses
// until somebody puts something right stays there too, for days; the operators are told, and told again when Slack
// takes messages.
func (h *Handler) Record(ctx context.Context, record events.SQSMessage) (batch.Outcome, error) {
	m, err := readMessage(record)
	if err != nil {
		return batch.Outcome{}, err
	}
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, m.Tags.Account),
		slog.String(batch.KeyCause, m.Cause),
		slog.String(batch.KeyGroup, alert.Short(m.GroupKey)),
	}
	newest, unread := h.Cursors.Cursor(ctx, h.cursor(m)) // unread, nothing is known to be newer: it is sent
	if unread == nil && m.At.Before(newest) {
		return batch.Ignored("a newer message of the group was sent, or is about to be", attrs...), nil
	}
	err = h.Channel.Notify(ctx, m.Late(h.Now()))
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
		again := refusedBackOff(batch.ReceiveCount(record))
		return batch.Outcome{Attrs: attrs}, h.later(ctx, m, again, errors.Join(err, untold))
	}
	var later interface{ RetryAfter() (time.Duration, bool) }
	if errors.As(err, &later) {
		if after, retryable := later.RetryAfter(); retryable {
			return batch.Outcome{Attrs: attrs}, h.later(ctx, m, max(after, slackBackOff(batch.ReceiveCount(record))), err)
		}
	}
	return batch.Outcome{Reason: string(m.Reason), Attrs: attrs}, err
}

// later puts a message away, and notes that whatever is older of its group need not be sent any more.
func (h *Handler) later(ctx context.Context, m message.Message, after time.Duration, err error) error {
	return batch.Later{After: after, Err: errors.Join(err, h.Cursors.PutCursor(ctx, h.cursor(m), m.At))}
}

// readMessage is the message of a record.
func readMessage(record events.SQSMessage) (message.Message, error) {
	var m message.Message
	if err := json.Unmarshal([]byte(record.Body), &m); err != nil {
		return m, fmt.Errorf("slack queue record is not an alert message: %w", err)
	}
	if m.Version != message.MessageVersion {
		return m, fmt.Errorf("alert message has version %d, this build reads %d", m.Version, message.MessageVersion)
	}
	return m, nil
}

// cursor names the time of the newest message of a group that Slack did not take at once. After an outage the
// older ones are left out: a message says how its group stands, so the newest catches up for all of them.
func (h *Handler) cursor(m message.Message) string { return h.own("slack") + "#" + m.GroupKey }

// own is a name in the ledger that is this receiver's alone. The default has the name itself.
func (h *Handler) own(name string) string {
	if h.Receiver == "" || h.Receiver == settings.DefaultReceiver {
		return name
	}
	return name + "#" + h.Receiver
}

// sent takes note of a message that was sent where others of its group may still wait. One that cannot be noted costs a
// message that is out of date, and is no reason to send this one again.
func (h *Handler) sent(ctx context.Context, m message.Message, newest time.Time) {
	if !newest.IsZero() {
		_ = h.Cursors.PutCursor(ctx, h.cursor(m), m.At)
	}
}

// slackBackOff is how long a message stays away after that many tries: from half a minute to an hour, so
// that the tries of the queue (maxReceiveCount) outlast hours without Slack.
func slackBackOff(attempt int) time.Duration {
	const first, longest = 30 * time.Second, time.Hour
	return min(first<<min(attempt-1, 7), longest)
}
