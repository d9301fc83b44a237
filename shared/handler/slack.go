package handler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"farvault/shared/alert"

	"github.com/aws/aws-lambda-go/events"
)

// Slack takes what the topic's subscription put into its queue to Slack. The subscription
// delivers raw messages: a record's body is the JSON form of an alert.Message, as published for the protocol sqs.
// https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
type Slack struct {
	Channel Notifier
}

// Record sends one message. What Slack may take later stays in the queue for as long as Slack asks;
// what it refuses for good is an error, and comes to the dead-letter queue and its alarm.
func (h *Slack) Record(ctx context.Context, record events.SQSMessage) (Outcome, error) {
	var m alert.Message
	if err := json.Unmarshal([]byte(record.Body), &m); err != nil {
		return Outcome{}, fmt.Errorf("slack queue record is not an alert message: %w", err)
	}
	if m.Version != alert.MessageVersion {
		return Outcome{}, fmt.Errorf("alert message has version %d, this build reads %d", m.Version, alert.MessageVersion)
	}
	attrs := []slog.Attr{slog.String(keyAccount, m.Tags.Account), slog.String(keyCause, m.Cause), slog.String(keyGroup, alert.Short(m.GroupKey))}
	err := h.Channel.Notify(ctx, m)
	if err == nil {
		return Done(string(m.Reason), attrs...), nil
	}
	var later interface{ RetryAfter() (time.Duration, bool) }
	if errors.As(err, &later) {
		if after, retryable := later.RetryAfter(); retryable {
			return Outcome{Attrs: attrs}, Later{After: max(after, slackBackOff(receiveCount(record))), Err: err}
		}
	}
	return Outcome{Reason: string(m.Reason), Attrs: attrs}, err
}

// slackBackOff is how long a message stays away after that many tries: from half a minute to an hour, so
// that the tries of the queue (maxReceiveCount) outlast hours without Slack.
func slackBackOff(attempt int) time.Duration {
	const first, longest = 30 * time.Second, time.Hour
	return min(first<<min(attempt-1, 7), longest)
}
