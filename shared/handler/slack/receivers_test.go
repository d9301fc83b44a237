package slack

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/ledger"
	"farvault/shared/message"
)

// receivers are the channels of several receivers, with one ledger, one topic of the operators, and a clock that is set.
type receivers struct {
	Receivers
	channels  map[string]*handlertest.People
	operators *handlertest.People
	handlertest.Clock
}

func newReceivers(names ...string) *receivers {
	r := &receivers{channels: map[string]*handlertest.People{}, operators: &handlertest.People{}}
	records, clock := ledger.NewMemory(), r.At
	r.Receivers = Receivers{Channels: map[string]*Handler{}, Ledger: records, Now: clock}
	for _, name := range names {
		r.channels[name] = &handlertest.People{}
		r.Channels[name] = &Handler{Receiver: name, Channel: r.channels[name], Ledger: records, Operations: r.operators, Now: clock}
	}
	return r
}

// comes gives a message of one group to those receivers, written so many handlertest.Minutes after noon.
func (r *receivers) comes(t *testing.T, minute int, to ...string) (batch.Outcome, error) {
	t.Helper()
	body, err := json.Marshal(message.Message{Version: message.MessageVersion, GroupKey: "feedface", Reason: alert.Reminder, At: handlertest.Noon().Add(handlertest.Minutes(minute)), Receivers: to})
	if err != nil {
		t.Fatal(err)
	}
	return r.Record(t.Context(), events.SQSMessage{Body: string(body)})
}

// sent is how often each channel was given a message.
func (r *receivers) sent() map[string]int {
	sent := map[string]int{}
	for name, c := range r.channels {
		if len(c.Given) > 0 {
			sent[name] = len(c.Given)
		}
	}
	return sent
}

func TestSlackReceivers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		to   []string
		want map[string]int
	}{
		"each receiver's channel gets it":          {[]string{"data", "payments"}, map[string]int{"data": 1, "payments": 1}},
		"and no other":                             {[]string{"payments"}, map[string]int{"payments": 1}},
		"one without a channel is none of Slack's": {[]string{"mail-only", "payments"}, map[string]int{"payments": 1}},
		"an older build's goes to the default":     {nil, map[string]int{"default": 1}},
		"a receiver that nobody knows any more":    {[]string{"gone"}, map[string]int{}},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			r := newReceivers("default", "data", "payments")
			if _, err := r.comes(t, 0, tc.to...); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, r.sent()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A channel that is down delays no other and gets what it asks for: the message comes again when the first of them wants
// it, to it alone, and to another not before its time.
func TestOneChannelDownLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	r := newReceivers("up", "down", "busy")
	r.channels["down"].Answer, r.channels["busy"].Answer = busy{0, true}, busy{10 * time.Minute, true}
	var later batch.Later
	if _, err := r.comes(t, 0, "busy", "down", "up"); !errors.As(err, &later) || later.After != 30*time.Second {
		t.Fatalf("comes again after %s: %v", later.After, err)
	}
	r.channels["down"].Answer, r.channels["busy"].Answer = nil, nil
	r.Pass(30 * time.Second)
	if _, err := r.comes(t, 0, "busy", "down", "up"); !errors.As(err, &later) || later.After != 570*time.Second {
		t.Fatalf("comes again after %s: %v", later.After, err)
	}
	if diff := cmp.Diff(map[string]int{"up": 1, "down": 2, "busy": 1}, r.sent()); diff != "" {
		t.Error(diff)
	}
	r.Pass(570 * time.Second)
	if _, err := r.comes(t, 0, "busy", "down", "up"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.comes(t, 20, "busy", "down", "up"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"up": 2, "down": 3, "busy": 3}, r.sent()); diff != "" {
		t.Errorf("the next message of the group:\n%s", diff)
	}
}

// A channel that was removed is told to the operators once, by its receiver's name, however many messages other channels take.
func TestEachReceiverHasItsOwnOutage(t *testing.T) {
	t.Parallel()
	r := newReceivers("default", "payments")
	r.channels["payments"].Answer = removed
	for minute := range 5 {
		_, _ = r.comes(t, minute, "payments") // refused
		if _, err := r.comes(t, minute, "default"); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.operators.Given) != 1 || r.operators.Given[0].Title != "Slack refuses farvault's messages for the receiver payments: the webhook was removed or disabled" {
		t.Fatalf("the operators hear %+v", r.operators.Given)
	}
	r.channels["payments"].Answer = nil
	if _, err := r.comes(t, 9, "payments"); err != nil {
		t.Fatal(err)
	}
	if len(r.operators.Given) != 2 || r.operators.Given[1].Title != "Slack accepts farvault's messages for the receiver payments again" {
		t.Errorf("the operators hear %+v", r.operators.Given)
	}
}
