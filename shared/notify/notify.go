// Package notify carries alert.Messages to where people read them: an SNS
// topic, a Slack channel. Each channel escapes and bounds the text in its own
// way, in a method Notify(ctx, alert.Message) error. Nothing here retries or
// waits: an Error says whether it is worth coming back, and the queue does.
package notify

import (
	"fmt"
	"time"

	"farvault/shared/alert"
)

// Error is a channel that did not take a message. It never holds a webhook's URL.
type Error struct {
	Channel   string
	Status    int            // HTTP status; zero where there was no answer
	Retryable bool           // the same message may be taken later
	After     time.Duration  // how long the channel asks to be left alone; zero: it does not say
	Refusal   *alert.Refusal // what people must put right first; nil where it may pass by itself
	Err       error
}

func (e *Error) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("notify %s: %v", e.Channel, e.Err)
	}
	return fmt.Sprintf("notify %s: answered %d: %v", e.Channel, e.Status, e.Err)
}

// Unwrap gives what went wrong.
func (e *Error) Unwrap() error { return e.Err }

// RetryAfter says whether to come back, and after how long.
func (e *Error) RetryAfter() (time.Duration, bool) { return e.After, e.Retryable }

// Refused says what people must put right before the channel takes a message; nil where it may pass by itself.
func (e *Error) Refused() *alert.Refusal { return e.Refusal }
