package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

// refusing is a channel's error as notify makes it of an answer for good.
type refusing struct{ alert.Refusal }

func (refusing) Error() string                     { return "refused" }
func (r refusing) Refused() *alert.Refusal         { return &r.Refusal }
func (refusing) RetryAfter() (time.Duration, bool) { return 0, false }

var (
	removed  = refusing{alert.Refusal{Kind: "no_service", Answer: "no_service", Why: "the webhook was removed or disabled", Remedy: "Make a new one."}}
	archived = refusing{alert.Refusal{Kind: "channel_is_archived", Answer: "channel_is_archived", Why: "the channel was archived", Remedy: "Take it out."}}
	garbled  = refusing{alert.Refusal{Kind: "invalid_payload", Answer: "invalid_payload", Why: "Slack does not understand the message", Remedy: "Report it.", Short: true}}
)

// world is the queue, the function, Slack and the operators, with a clock that is set.
type world struct {
	*Handler
	handlertest.Clock
	slack, operators *handlertest.People
	queue            []parked
}

func newWorld() *world {
	s := &world{slack: &handlertest.People{}}
	s.Handler, s.operators = newSlack(s.slack, handlertest.Noon())
	s.Now = s.At
	return s
}

// speaks puts a message of each of so many groups into the queue.
func (s *world) speaks(groups int) {
	for group := range groups {
		m := message.Message{Version: message.MessageVersion, GroupKey: fmt.Sprintf("group-%03d", group), Reason: alert.NewAlerts, At: s.At()}
		s.queue = append(s.queue, parked{m, s.At(), 1})
	}
}

// passes lets time go by, with what is due delivered every five handlertest.Minutes.
func (s *world) passes(t *testing.T, d time.Duration) {
	t.Helper()
	for until := s.At().Add(d); !s.At().After(until); s.Pass(5 * time.Minute) {
		var left []parked
		for _, p := range s.queue {
			if p.at.After(s.At()) {
				left = append(left, p)
			} else if p.attempt > 20 {
				t.Fatalf("%s goes to the dead-letter queue", p.message.GroupKey)
			} else if later, over := deliver(t, s.Handler, p); !over {
				left = append(left, parked{p.message, s.At().Add(later), p.attempt + 1})
			}
		}
		s.queue = left
	}
}

func (s *world) told() (headlines []string) {
	for _, m := range s.operators.Given {
		headlines = append(headlines, string(m.Color)+" "+m.Headline)
	}
	return headlines
}

func told(t *testing.T, s *world, want ...string) {
	t.Helper()
	if got := strings.Join(s.told(), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("the operators were told\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

const (
	saidRemoved  = "RED Slack refuses alerts: the webhook was removed or disabled"
	saidArchived = "RED Slack refuses alerts: the channel was archived"
	saidTaken    = "GREEN resolved: Slack accepts alerts again"
)

// A webhook that is removed on a Friday evening and replaced on Monday morning: the operators hear of it once a day and not once a
// message, nothing comes to the dead-letter queue, and then Slack has the newest message of every problem, marked as late.
func TestAWeekendWithoutAWebhook(t *testing.T) {
	t.Parallel()
	s := newWorld()
	s.slack.Answer = removed
	s.speaks(100)
	s.passes(t, 30*time.Hour)
	s.speaks(50)
	s.passes(t, 34*time.Hour)
	told(t, s, saidRemoved, saidRemoved, saidRemoved)
	second := s.At()
	s.speaks(1)
	s.slack.Answer, s.slack.Given = nil, nil
	s.passes(t, 5*time.Hour)
	told(t, s, saidRemoved, saidRemoved, saidRemoved, saidTaken)
	sent := map[string]time.Time{}
	for _, m := range s.slack.Given {
		if _, again := sent[m.GroupKey]; again {
			t.Errorf("%s comes twice", m.GroupKey)
		}
		sent[m.GroupKey] = m.At
		if late := len(m.Lead) > 0 && strings.HasPrefix(m.Lead[0], "This message is late"); late != m.At.Before(second) {
			t.Errorf("a message of %s is marked %q", m.At, m.Lead)
		}
	}
	if len(sent) != 100 || len(s.queue) != 0 || !sent["group-000"].Equal(second) {
		t.Errorf("Slack has %d groups, %d messages wait", len(sent), len(s.queue))
	}
}

// Another reason is told at once, and what is told goes to the operators' topic alone.
func TestAnotherReasonIsToldAtOnce(t *testing.T) {
	t.Parallel()
	s := newWorld()
	s.slack.Answer = removed
	s.speaks(3)
	s.passes(t, time.Hour)
	s.slack.Answer = archived
	s.passes(t, 5*time.Hour)
	told(t, s, saidRemoved, saidArchived)
	s.slack.Answer = busy{time.Minute, true} // down beside: no news
	s.speaks(1)
	s.passes(t, time.Hour)
	told(t, s, saidRemoved, saidArchived)
	for _, m := range s.slack.Given {
		if m.Reason == alert.ChannelRefuses || m.Reason == alert.ChannelTakes {
			t.Errorf("Slack itself was told: %s", m.Headline)
		}
	}
}

// A message whose details Slack does not take is sent without them, once, and the operators hear of the fault.
func TestWithoutItsDetailsIsSent(t *testing.T) {
	t.Parallel()
	s := newWorld()
	s.slack.Answer = garbled
	s.speaks(5)
	s.passes(t, 0)
	told(t, s, "RED Slack refuses the details of alerts: Slack does not understand the message")
	if len(s.queue) != 0 || len(s.slack.Given) != 5 {
		t.Errorf("%d wait, %d sent", len(s.queue), len(s.slack.Given))
	}
}

// While the operators cannot be told either, the message waits and they are told later; and what shows that Slack works
// is not sent again because the operators could not be told.
func TestOperatorsThatCannotBeReached(t *testing.T) {
	t.Parallel()
	s := newWorld()
	s.slack.Answer, s.operators.Answer = removed, errors.New("no topic")
	s.speaks(1)
	s.passes(t, 0)
	s.operators.Answer, s.operators.Given = nil, nil
	s.passes(t, 10*time.Minute)
	told(t, s, saidRemoved)
	s.slack.Answer, s.operators.Answer, s.slack.Given = nil, errors.New("no topic"), nil
	s.passes(t, 5*time.Hour)
	if len(s.slack.Given) != 1 || len(s.queue) != 0 {
		t.Errorf("%d sent, %d wait", len(s.slack.Given), len(s.queue))
	}
	s.operators.Answer, s.operators.Given = nil, nil
	s.speaks(1)
	s.passes(t, 0)
	told(t, s, saidTaken)
}

// Of two functions that see it at once, one tells; one that died while it told leaves it to the next delivery.
func TestOneOfManyFunctionsTells(t *testing.T) {
	t.Parallel()
	s := newWorld()
	s.slack.Answer = removed
	claim := func(o alert.Outage) (alert.Outage, bool) { return o.Claim(s.At().Add(batch.LeaseFor)), true }
	if _, err := s.Ledger.UpdateOutage(t.Context(), slackOutage, claim); err != nil {
		t.Fatal(err)
	}
	s.speaks(2)
	s.passes(t, 0)
	told(t, s)
	s.passes(t, 10*time.Minute)
	told(t, s, saidRemoved)
}

// brittle is what the Slack function calls. It dies before or after the effect of one call; the dead make no further call.
type brittle struct {
	*handlertest.Death
	s *world
}

func (b brittle) Notify(ctx context.Context, m message.Message) error {
	return b.Call(func() error { return b.s.slack.Notify(ctx, m) })
}

func (b brittle) Cursor(ctx context.Context, name string) (at time.Time, err error) {
	err = b.Call(func() (err error) { at, err = b.s.Ledger.Cursor(ctx, name); return err })
	return at, err
}

func (b brittle) PutCursor(ctx context.Context, name string, at time.Time) error {
	return b.Call(func() error { return b.s.Ledger.PutCursor(ctx, name, at) })
}

func (b brittle) UpdateOutage(
	ctx context.Context, channel string, change func(alert.Outage) (alert.Outage, bool),
) (out alert.Outage, err error) {
	err = b.Call(func() (err error) { out, err = b.s.Ledger.UpdateOutage(ctx, channel, change); return err })
	return out, err
}

// teller is the operators' topic, on the same thread of life.
type teller struct{ brittle }

func (o teller) Notify(ctx context.Context, m message.Message) error {
	return o.Call(func() error { return o.s.operators.Notify(ctx, m) })
}

// killed gives the one message that waits to a function that dies at that call, and lets the queue deliver it again when nobody has
// answered for it: after the visibility timeout.
func (s *world) killed(t *testing.T, at int, after bool) (calls int) {
	t.Helper()
	m := &handlertest.Death{At: at, After: after}
	b := brittle{m, s}
	message := s.queue[0].message
	body, err := json.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	dying := &Handler{Channel: b, Ledger: b, Operations: teller{b}, Now: s.Now}
	_, err = alone(dying).Record(t.Context(), events.SQSMessage{Body: string(body)})
	s.queue = nil
	if err != nil || m.Dead() {
		s.queue = []parked{{message, s.At().Add(6 * time.Minute), 2}}
	}
	return m.Calls
}

// A kill before or after every call on the way to Slack: the message is in Slack once, or twice at most; the operators hear of the
// refusal, and of its end, once, or twice at most.
func TestSlackSurvivesAKillAtEveryCall(t *testing.T) {
	t.Parallel()
	for story, answer := range map[string]error{"Slack takes it": nil, "Slack is down": busy{0, true}, "Slack refuses it": removed} {
		t.Run(story, func(t *testing.T) {
			t.Parallel()
			calls := 1
			for at := 0; at <= calls; at++ {
				for _, after := range []bool{false, true} {
					s := newWorld()
					s.slack.Answer = answer
					s.speaks(1)
					if n := s.killed(t, at, after); at == 0 {
						calls = n
					}
					s.survived(t, answer, fmt.Sprintf("killed at call %d of %d, after %v", at, calls, after))
				}
			}
			if calls < 3 {
				t.Errorf("only %d calls were tried", calls)
			}
		})
	}
}

// survived lets an hour go by, and then Slack take messages.
func (s *world) survived(t *testing.T, answer error, when string) {
	t.Helper()
	s.passes(t, time.Hour)
	tried, refusals := len(s.slack.Given), len(s.operators.Given)
	s.slack.Answer = nil
	s.passes(t, 5*time.Hour)
	sent := len(s.slack.Given) - tried
	if answer == nil {
		sent = tried
	}
	if sent < 1 || sent > 2 || answer != nil && sent != 1 {
		t.Errorf("%s: sent %d times", when, sent)
	}
	_, isRefusal := answer.(refusing)
	if isRefusal && (refusals < 1 || refusals > 2) || !isRefusal && refusals > 0 || len(s.operators.Given)-refusals != min(1, refusals) {
		t.Errorf("%s: the operators were told %q", when, s.told())
	}
}
