// Package slack is the function behind the queue that subscribes to the alerts topic: it takes each message to the
// channels of its receivers. receivers.go is the way in; slack.go is one channel, which Slack may want to be left
// alone; outage.go tells the operators where Slack refuses for good.
package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/handler/batch"
	"farvault/shared/message"
)

// Receivers sends a message to the Slack channel of each of its receivers, each by itself: one that fails delays
// no other, and when the message comes again for its sake the others do not get it twice.
type Receivers struct {
	Channels map[string]*Handler // by receiver; one without a channel in Slack is not among them
	Ledger   Ledger
	Now      func() time.Time
}

// Record gives one message to the channels that have not had it. The topic's subscription delivers raw messages: a
// record's body is the JSON form of a message, as published for the protocol sqs.
// https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
func (s Receivers) Record(ctx context.Context, record events.SQSMessage) (batch.Outcome, error) {
	m, err := message.Read([]byte(record.Body))
	if err != nil {
		return batch.Outcome{}, fmt.Errorf("slack queue record: %w", err)
	}
	attempt := batch.ReceiveCount(record)
	var names []string
	for _, name := range m.To() {
		if s.Channels[name] != nil {
			names = append(names, name)
		}
	}
	switch len(names) {
	case 0:
		return batch.Ignored("none of its receivers has a channel in Slack: " + strings.Join(m.To(), ", ")), nil
	case 1:
		return s.Channels[names[0]].send(ctx, m, attempt)
	}
	return s.each(ctx, m, attempt, names)
}

// each answers how it went with all of them: an error if the message is to come again for one.
func (s Receivers) each(
	ctx context.Context, m message.Message, attempt int, names []string,
) (all batch.Outcome, err error) {
	var missed, had []string
	var failed []error
	for _, name := range names {
		if s.had(ctx, name, m) {
			continue
		}
		out, err := s.one(ctx, m, attempt, name)
		if all.Attrs == nil {
			all.Word, all.Attrs = out.Word, out.Attrs
		}
		if err != nil {
			missed, failed = append(missed, name), append(failed, fmt.Errorf("receiver %s: %w", name, err))
			continue
		}
		had, all.Reason = append(had, name), out.Reason
	}
	if len(failed) == 0 {
		return all, nil
	}
	for _, name := range had {
		_ = s.Ledger.PutCursor(ctx, hadCursor(name, m), m.At) // what cannot be noted costs a message sent twice
	}
	all.Reason = "not yet by " + strings.Join(missed, ", ")
	return all, soonest(failed)
}

// one gives the message to one channel, unless that has asked to be left alone for longer.
func (s Receivers) one(ctx context.Context, m message.Message, attempt int, name string) (batch.Outcome, error) {
	until, err := s.Ledger.Cursor(ctx, waitCursor(name, m))
	if left := until.Sub(s.Now()); err == nil && left > 0 {
		return batch.Outcome{}, batch.Later{After: left, Err: errors.New("it asked to wait")}
	}
	out, err := s.Channels[name].send(ctx, m, attempt)
	var later batch.Later
	if errors.As(err, &later) {
		err = errors.Join(err, s.Ledger.PutCursor(ctx, waitCursor(name, m), s.Now().Add(later.After)))
	}
	return out, err
}

// had reports whether the receiver took this message of the group, or a newer one, while another receiver did not.
func (s Receivers) had(ctx context.Context, name string, m message.Message) bool {
	at, err := s.Ledger.Cursor(ctx, hadCursor(name, m))
	return err == nil && !m.At.After(at)
}

func hadCursor(name string, m message.Message) string { return "slack#had#" + name + "#" + m.GroupKey }

func waitCursor(name string, m message.Message) string {
	return "slack#wait#" + name + "#" + m.GroupKey
}

// soonest is the errors of several channels, and when the first of those that may take the message later wants it.
func soonest(errs []error) error {
	joined := errors.Join(errs...)
	after := time.Duration(0)
	for _, err := range errs {
		var later batch.Later
		if errors.As(err, &later) && (after == 0 || later.After < after) {
			after = later.After
		}
	}
	if after == 0 {
		return joined
	}
	return batch.Later{After: after, Err: joined}
}
