package handler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"farvault/shared/alert"
)

// SlackReceivers sends a message to the Slack channel of each of its receivers, each by itself: one that fails delays no other, and
// when the message comes again for its sake the others do not get it twice.
type SlackReceivers struct {
	Channels map[string]Notifier // by name; a receiver without a channel in Slack is not among them
	Cursors  Cursors             // of messages that some receivers took and others did not, what each took
}

// Notify answers nil once every channel has taken the message. The error of one that may take it later says when to come back.
func (s SlackReceivers) Notify(ctx context.Context, m alert.Message) error {
	names := s.channelsOf(m)
	var sent []string
	var refused refusals
	for _, name := range names {
		if len(names) > 1 && s.had(ctx, name, m) {
			continue
		}
		if err := s.Channels[name].Notify(ctx, m); err != nil {
			refused = append(refused, fmt.Errorf("receiver %s: %w", name, err))
			continue
		}
		sent = append(sent, name)
	}
	if len(refused) == 0 {
		return nil
	}
	for _, name := range sent {
		// What cannot be noted costs a message sent twice, and is no reason to send it again.
		_ = s.Cursors.PutCursor(ctx, sentCursor(name, m), m.At)
	}
	return refused
}

// channelsOf are the receivers of a message that have a channel.
func (s SlackReceivers) channelsOf(m alert.Message) (names []string) {
	for _, name := range m.To() {
		if s.Channels[name] != nil {
			names = append(names, name)
		}
	}
	return names
}

// had reports whether the receiver took this message of the group, or a newer one, while another receiver did not.
func (s SlackReceivers) had(ctx context.Context, name string, m alert.Message) bool {
	at, err := s.Cursors.Cursor(ctx, sentCursor(name, m))
	return err == nil && !m.At.After(at)
}

func sentCursor(name string, m alert.Message) string { return slackCursor(m) + "#" + name }

// refusals are the errors of the receivers that did not take a message.
type refusals []error

func (r refusals) Error() string {
	texts := make([]string, len(r))
	for i, err := range r {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap gives the error of each receiver.
func (r refusals) Unwrap() []error { return r }

// RetryAfter is the longest that any of them asks for. While one may take the message later, the others are asked again too.
func (r refusals) RetryAfter() (after time.Duration, retryable bool) {
	for _, err := range r {
		var later interface{ RetryAfter() (time.Duration, bool) }
		if errors.As(err, &later) {
			wait, again := later.RetryAfter()
			after, retryable = max(after, wait), retryable || again
		}
	}
	return after, retryable
}
