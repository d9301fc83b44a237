package stage_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault"
	"farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/ledger"
)

// The templates come in any order, twenty minutes apart. Fifteen minutes after the last of them every account is protected; nothing has raised an
// alarm, and nobody has been told of anything, for nobody has to do anything.
func TestTemplatesComeInAnyOrder(t *testing.T) {
	t.Parallel()
	for _, order := range [][]string{
		{stage.CentralStack, stage.ManagementStack, stage.MemberStacks}, {stage.CentralStack, stage.MemberStacks, stage.ManagementStack},
		{stage.ManagementStack, stage.CentralStack, stage.MemberStacks}, {stage.ManagementStack, stage.MemberStacks, stage.CentralStack},
		{stage.MemberStacks, stage.CentralStack, stage.ManagementStack}, {stage.MemberStacks, stage.ManagementStack, stage.CentralStack},
	} {
		t.Run(strings.Join(order, ", "), func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			s, err := stage.New(context.Background(), stage.Options{
				Files: farvault.Files, Begins: time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC), Order: order, Between: 20 * time.Minute,
				Log: func(function string) *slog.Logger {
					return slog.New(slog.NewTextHandler(&log, nil)).With("function", function)
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			s.World.Advance(40*time.Minute + 15*time.Minute)
			if err := s.Err(); err != nil {
				t.Fatal(err)
			}
			memory := ledger.New(dynamodb.NewFromConfig(s.World.Administrator(stage.CentralID, stage.HomeRegion)), "farvault")
			ids := []string{stage.CentralID}
			for _, m := range stage.Members {
				ids = append(ids, m.ID)
			}
			for _, id := range ids {
				r, err := memory.Account(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				if r.Status != account.Protected {
					t.Errorf("15 minutes after the last template account %s is %q: %s", id, r.Status, r.Why)
				}
			}
			nobodyIsCalled(t, s)
			if t.Failed() {
				t.Log(log.String())
			}
		})
	}
}

// nobodyIsCalled fails where an alarm of template.yaml would have gone off, or a mail was sent.
func nobodyIsCalled(t *testing.T, s *stage.Stage) {
	t.Helper()
	for _, run := range s.World.Lambda.Invocations() {
		if run.Err != nil {
			t.Errorf("%s: %s fails: %v", run.StartedAt.Format(time.TimeOnly), run.Function, run.Err)
		}
	}
	s.World.Lock()
	defer s.World.Unlock()
	for _, queue := range []string{"accounts", "jobs", "sweep", "slack", "topics"} {
		if arn := "arn:aws:sqs:" + stage.HomeRegion + ":" + stage.CentralID + ":farvault-" + queue + "-dead-letter"; s.World.SQS.HasVisible(arn) {
			t.Errorf("there is a message in %s", arn)
		}
	}
	for _, m := range s.World.SNS.Mails() {
		if !strings.Contains(m.Subject, "Subscription Confirmation") {
			t.Errorf("a mail %q", m.Subject)
		}
	}
}
