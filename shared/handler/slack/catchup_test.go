package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

// parked is a message in the queue, and when it is delivered next.
type parked struct {
	message message.Message
	at      time.Time
	attempt int
}

// outage plays a queue before a Slack that is down until a time: twelve groups speak every half hour for eight hours.
func outage(t *testing.T, down time.Duration) (sent []message.Message, at []time.Time, given int) {
	t.Helper()
	now, slack := handlertest.Noon(), &handlertest.People{}
	h, _ := newSlack(slack, handlertest.Noon())
	h.Now = func() time.Time { return now }
	var queue []parked
	for half := range 16 {
		for group := range 12 {
			m := message.Message{Version: message.MessageVersion, GroupKey: fmt.Sprintf("group-%02d", group), Reason: alert.NewAlerts,
				At: handlertest.Noon().Add(time.Duration(half)*30*time.Minute + time.Duration(group)*time.Second)}
			queue = append(queue, parked{m, m.At, 1})
		}
	}
	for ; len(queue) > 0; now = nextDelivery(queue, now) {
		slack.Answer = nil
		if now.Before(handlertest.Noon().Add(down)) {
			slack.Answer = busy{0, true}
		}
		var left []parked
		for _, p := range queue {
			if p.at.After(now) {
				left = append(left, p)
				continue
			}
			before := len(slack.Given)
			later, over := deliver(t, h, p)
			if !over {
				left = append(left, parked{p.message, now.Add(later), p.attempt + 1})
			} else if len(slack.Given) > before {
				sent, at = append(sent, p.message), append(at, now)
			}
			given = max(given, p.attempt)
		}
		queue = left
	}
	return sent, at, given
}

// nextDelivery is when the first of what waits is delivered: nothing happens before. A queue counts in whole seconds.
func nextDelivery(queue []parked, now time.Time) time.Time {
	next := now
	for i, p := range queue {
		if i == 0 || p.at.Before(next) {
			next = p.at
		}
	}
	if past := next.Sub(now) % time.Second; past > 0 {
		next = next.Add(time.Second - past)
	}
	if !next.After(now) {
		next = now.Add(time.Second)
	}
	return next
}

func deliver(t *testing.T, h *Handler, p parked) (time.Duration, bool) {
	t.Helper()
	body, err := json.Marshal(p.message)
	if err != nil {
		t.Fatal(err)
	}
	_, err = alone(h).Record(context.Background(), events.SQSMessage{Body: string(body), Attributes: map[string]string{"ApproximateReceiveCount": fmt.Sprint(p.attempt)}})
	var later batch.Later
	if err != nil && !errors.As(err, &later) {
		t.Fatal(err)
	}
	return later.After, err == nil
}

// After six hours without Slack each group is caught up with by one message, its newest, and what is said thereafter is said
// as ever. Nothing is tried more often than the queue delivers.
func TestSlackCatchesUpAfterAnOutage(t *testing.T) {
	t.Parallel()
	const down = 6 * time.Hour
	sent, at, given := outage(t, down)
	late := map[string]int{}
	newest := map[string]time.Time{}
	for i, m := range sent {
		if m.At.Before(handlertest.Noon().Add(down)) {
			late[m.GroupKey]++
		}
		if m.At.Before(newest[m.GroupKey]) {
			t.Errorf("%s hears of %s after %s", m.GroupKey, m.At, newest[m.GroupKey])
		}
		if at[i].Before(handlertest.Noon().Add(down)) {
			t.Errorf("sent at %s, while Slack was down", at[i])
		}
		newest[m.GroupKey] = m.At
	}
	for group := range 12 {
		key := fmt.Sprintf("group-%02d", group)
		if late[key] > 1 {
			t.Errorf("%s: %d messages to catch up, want one at most", key, late[key])
		}
		if want := handlertest.Noon().Add(7*time.Hour + 30*time.Minute + time.Duration(group)*time.Second); !newest[key].Equal(want) {
			t.Errorf("%s: the newest message is lost: %s", key, newest[key])
		}
	}
	if most := 20; given > most {
		t.Errorf("delivered %d times; the queue gives up after %d", given, most)
	}
}
