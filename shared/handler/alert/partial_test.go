package alert

import (
	"fmt"
	"strings"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// Of a composite resource AWS Backup says PARTIAL where a part is missing: a failure, and its words do not say that nothing is there.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
func TestWhatLacksAPartIsToldAsThat(t *testing.T) {
	t.Parallel()
	const stack = "arn:aws:cloudformation:eu-west-1:222233334444:stack/shop/1"
	nested := func(job event.JobKind, state, id string, after int) event.JobStateChange {
		j := copyJob(id, after)
		j.Job, j.State, j.ResourceType, j.ResourceARN, j.Message = job, state, "CloudFormation", stack, ""
		if job != event.Copy {
			j.DestinationVaultARN = ""
		}
		return j
	}
	point := event.RecoveryPointStateChange{Origin: event.Origin{ID: "e", Account: handlertest.Member, Region: "eu-west-1", Time: handlertest.Noon()}, Status: "PARTIAL",
		RecoveryPointARN: "arn:aws:backup:eu-west-1:222233334444:recovery-point:1", VaultARN: "arn:aws:backup:eu-west-1:222233334444:backup-vault:farvault-local"}
	tests := map[string]struct {
		bad, good       event.Event
		title, resolved string
	}{
		"a copy": {bad: nested(event.Copy, "PARTIAL", "a", 0), good: nested(event.Copy, "COMPLETED", "b", 60),
			title: "Copies of 1 stack in payments-prod lack a part in the central vault", resolved: "Copies of shop/1 in payments-prod are whole again in the central vault"},
		"a backup": {bad: nested(event.Backup, "PARTIAL", "a", 0), good: nested(event.Backup, "COMPLETED", "b", 60),
			title: "Backups of 1 stack in payments-prod lack a part", resolved: "Backups of shop/1 in payments-prod work again"},
		"a recovery point": {bad: point, title: "1 recovery point in payments-prod lacks a part"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			world.ends(t, tt.bad)
			world.hears(t, alert.FirstNotification)
			m := world.people.Heard[0]
			if m.Title != tt.title || m.Color != alert.Red || m.Cause != "nested-job-failed" {
				t.Errorf("%s %q (%s), want %q", m.Color, m.Title, m.Cause, tt.title)
			}
			if said := fmt.Sprint(m.Sections); !strings.Contains(said, "pen the child jobs of this job") {
				t.Errorf("what to do: %s", said)
			}
			if tt.good == nil {
				return
			}
			world.Pass(handlertest.Minutes(60))
			world.ends(t, tt.good)
			world.hears(t, alert.FirstNotification, alert.AllResolved)
			if got := world.people.Heard[1].Title; got != tt.resolved {
				t.Errorf("the end is told as %q, want %q", got, tt.resolved)
			}
		})
	}
}

// ends gives the world a job, or a recovery point, that has come to its state.
func (t *world) ends(tb testing.TB, e event.Event) {
	tb.Helper()
	var err error
	switch e := e.(type) {
	case event.JobStateChange:
		t.keep(e)
		if _, err = t.job(tb.Context(), e); t.heldBack(err) {
			_, err = t.job(tb.Context(), e)
		}
	case event.RecoveryPointStateChange:
		_, err = t.recoveryPoint(tb.Context(), e)
	}
	if err != nil {
		tb.Fatal(err)
	}
}
