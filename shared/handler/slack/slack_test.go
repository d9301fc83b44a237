package slack

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/settings"
)

// newSlack is the function before that channel, at that time, and the topic for the operators.
func newSlack(c batch.Notifier, now time.Time) (*Handler, *handlertest.People) {
	records, operators := ledger.NewMemory(), &handlertest.People{}
	return &Handler{Channel: c, Ledger: records, Operations: operators, Now: func() time.Time { return now }}, operators
}

// alone is the function with that channel for the default receiver's, and no other.
func alone(h *Handler) Receivers {
	return Receivers{Channels: map[string]*Handler{settings.DefaultReceiver: h}, Ledger: h.Ledger, Now: h.Now}
}

// busy is a channel's error as notify makes it.
type busy struct {
	after     time.Duration
	retryable bool
}

func (busy) Error() string                       { return "busy" }
func (b busy) RetryAfter() (time.Duration, bool) { return b.after, b.retryable }

func TestSlack(t *testing.T) {
	t.Parallel()
	message, err := json.Marshal(message.Message{Version: message.MessageVersion, Reason: alert.FirstNotification, GroupKey: "feedface"})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		body    string
		attempt string
		answer  error
		later   time.Duration // zero: not put away
		fails   bool
		sent    bool
	}{
		"a message is sent":                            {body: string(message), sent: true},
		"what Slack asks for is obeyed":                {body: string(message), answer: busy{7 * time.Minute, true}, later: 7 * time.Minute, fails: true, sent: true},
		"where it does not say, half a minute":         {body: string(message), answer: busy{0, true}, later: 30 * time.Second, fails: true, sent: true},
		"and longer from try to try":                   {body: string(message), attempt: "4", answer: busy{0, true}, later: 4 * time.Minute, fails: true, sent: true},
		"but an hour at most":                          {body: string(message), attempt: "90", answer: busy{0, true}, later: time.Hour, fails: true, sent: true},
		"what is refused for good is not put away":     {body: string(message), answer: busy{time.Minute, false}, fails: true, sent: true},
		"what is no message is refused":                {body: `{"Type":"Notification"}`, fails: true},
		"nor is what is no JSON":                       {body: "RED alert", fails: true},
		"a message of a newer build is not guessed at": {body: `{"version":3,"reason":"reminder"}`, fails: true},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			c := &handlertest.People{Answer: tc.answer}
			rec := events.SQSMessage{Body: tc.body, Attributes: map[string]string{"ApproximateReceiveCount": tc.attempt}}
			slack, _ := newSlack(c, handlertest.Noon())
			out, err := alone(slack).Record(context.Background(), rec)
			var later batch.Later
			errors.As(err, &later)
			if (err != nil) != tc.fails || later.After != tc.later || (len(c.Given) == 1) != tc.sent {
				t.Errorf("error %v, put away for %s, %d sent", err, later.After, len(c.Given))
			}
			if err == nil && out.Reason != string(alert.FirstNotification) {
				t.Errorf("outcome %+v", out)
			}
		})
	}
}
