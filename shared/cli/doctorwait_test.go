package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"farvault/demo/stage"
	"farvault/shared/alert"
	"farvault/shared/ledger"
	"farvault/shared/proof"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// fakeClock goes on by what is slept, and does nothing else.
func fakeClock() (clock, func() time.Duration) {
	now := noon
	return clock{
		now:   func() time.Time { return now },
		sleep: func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil },
	}, func() time.Duration { return now.Sub(noon) }
}

// TestDoctorWaits until the last check passes and no longer, and at most for as long as it is told.
func TestDoctorWaits(t *testing.T) {
	t.Parallel()
	pass, fail, held := proof.Precondition{Name: "a", Outcome: proof.Pass}, proof.Precondition{Name: "a", Outcome: proof.Fail}, proof.Precondition{Name: "a", Outcome: proof.Held}
	away := errors.New("enter account 222233334444")
	tests := map[string]struct {
		wait  waitFlag
		looks [][]proof.Precondition // the last one lasts; an empty one is an error
		took  time.Duration
		says  string
		fails bool
	}{
		"everything is there":        {waitsFor, [][]proof.Precondition{{pass}}, 0, "", false},
		"it comes a minute later":    {waitsFor, [][]proof.Precondition{{fail}, {held}, {pass}}, time.Minute, "1 of 1 check do", false},
		"a look that cannot be made": {waitsFor, [][]proof.Precondition{nil, {pass}}, looksEvery, away.Error(), false},
		"it never comes":             {waitFlag(10 * time.Minute), [][]proof.Precondition{{fail}}, 10 * time.Minute, "1 of 1 check do", false},
		"it cannot be looked at":     {waitFlag(time.Minute), [][]proof.Precondition{nil}, time.Minute, away.Error(), true},
		"nobody asked to wait":       {0, [][]proof.Precondition{{fail}}, 0, "", false},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			at, took := fakeClock()
			n := -1
			var said bytes.Buffer
			all, err := tt.wait.until(t.Context(), &said, at, func(context.Context) ([]proof.Precondition, error) {
				n = min(n+1, len(tt.looks)-1)
				if tt.looks[n] == nil {
					return nil, away
				}
				return tt.looks[n], nil
			})
			if (err != nil) != tt.fails || took() != tt.took || !strings.Contains(said.String(), tt.says) || tt.says == "" && said.Len() > 0 {
				t.Errorf("%v, %v after %v, want %v; it says %q", all, err, took(), tt.took, said.String())
			}
			if strings.Count(said.String(), "\n") > 2 {
				t.Errorf("it repeats itself:\n%s", said.String())
			}
		})
	}
}

// TestDoctorWaitSaysThatEverythingIsInPlace at a terminal, and finds the subscription that nobody confirmed and the Slack that takes nothing.
func TestDoctorWaitSaysThatEverythingIsInPlace(t *testing.T) {
	r := newRetiring(t)
	r.World.Advance(time.Hour)
	if out, _ := r.run(1, "doctor", "--wait=1s"); !strings.Contains(out, "slack in "+stage.CentralID+": it is not known to have accepted a message\n        run: farvault alerts test") {
		t.Errorf("doctor does not find that Slack was never reached:\n%s", out)
	}
	r.run(0, "alerts", "test")
	r.World.Advance(3 * time.Hour)
	if out, _ := r.run(0, "doctor", "--verbose"); !strings.Contains(out, "slack in "+stage.CentralID+": last accepted message 3 h ago") {
		t.Errorf("doctor does not say when Slack last accepted a message:\n%s", out)
	}
	_, said := r.run(0, "doctor", "--wait=1s")
	if !strings.Contains(said, "Everything is in place.") || !strings.Contains(said, "first hour") {
		t.Errorf("doctor --wait says\n%s", said)
	}
	topic := "arn:aws:sns:" + stage.HomeRegion + ":" + stage.CentralID + ":farvault-alerts"
	_, err := sns.NewFromConfig(r.World.Administrator(stage.CentralID, stage.HomeRegion)).Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: &topic, Protocol: aws.String("email"), Endpoint: aws.String("night@example.com")})
	r.must(err)
	records := ledger.New(dynamodb.NewFromConfig(r.World.Administrator(stage.CentralID, stage.HomeRegion)), "farvault")
	_, err = records.UpdateOutage(t.Context(), "slack", func(o alert.Outage) (alert.Outage, bool) {
		o, _ = o.Refused(alert.Refusal{Kind: "no_service", Why: "the webhook is removed", Remedy: "Make a new one."}, r.Now())
		return o, true
	})
	r.must(err)
	out, said := r.run(1, "doctor", "--wait=1s")
	for _, word := range []string{"night@example.com has not confirmed", "run: aws sns subscribe --topic-arn " + topic, "the webhook is removed. Make a new one."} {
		if !strings.Contains(out, word) {
			t.Errorf("no %q in\n%s", word, out)
		}
	}
	if strings.Contains(said, "Everything is in place") {
		t.Error("it says that everything is in place")
	}
}
