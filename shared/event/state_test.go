package event_test

import (
	"testing"
	"time"

	"farvault/shared/event"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestOutcome(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		job       event.JobStateChange
		want      event.Outcome
		bad, good bool
	}{
		"a job that runs is neither":                  {job: event.JobStateChange{Job: event.Copy, State: "RUNNING"}, want: event.InProgress},
		"a job that is about to fail has not yet":     {job: event.JobStateChange{Job: event.Copy, State: "FAILING"}, want: event.InProgress},
		"a copy that completed is good":               {job: event.JobStateChange{Job: event.Copy, State: "COMPLETED"}, want: event.Completed, good: true},
		"a copy's message does not spoil it":          {job: event.JobStateChange{Job: event.Copy, State: "COMPLETED", Message: "x"}, want: event.Completed, good: true},
		"a backup's message is an issue":              {job: event.JobStateChange{Job: event.Backup, State: "COMPLETED", Message: "x"}, want: event.CompletedWithIssues, bad: true},
		"a restore's message is none":                 {job: event.JobStateChange{Job: event.Restore, State: "COMPLETED", Message: "x"}, want: event.Completed, good: true},
		"half a copy is a failure":                    {job: event.JobStateChange{Job: event.Copy, State: "PARTIAL"}, want: event.Failed, bad: true},
		"a window that passed is a failure":           {job: event.JobStateChange{Job: event.Backup, State: "EXPIRED"}, want: event.Failed, bad: true},
		"a job that was stopped is told":              {job: event.JobStateChange{Job: event.Backup, State: "ABORTED"}, want: event.Stopped, bad: true},
		"a state that nobody published is told":       {job: event.JobStateChange{Job: event.Copy, State: "MELTED"}, want: event.Unheard, bad: true},
		"an unpublished state in -ing is not the end": {job: event.JobStateChange{Job: event.Copy, State: "RETRYING"}, want: event.InProgress},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := tt.job.Outcome(); got != tt.want || tt.job.Bad() != tt.bad || tt.job.Good() != tt.good {
				t.Errorf("got %s, bad %v, good %v", got, tt.job.Bad(), tt.job.Good())
			}
		})
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	byEvent := event.JobStateChange{Origin: event.Origin{ID: "e1", Account: "222233334444", Region: "eu-west-1", Time: at("2026-03-02T06:07:34Z")},
		Job: event.Copy, JobID: "9A1B", State: "FAILED", Message: "x", RecoveryPointARN: "arn:r"}
	found := event.JobStateChange{Origin: event.Origin{Account: "222233334444", Region: "eu-west-1"},
		Job: event.Copy, JobID: "9A1B", State: "FAILED", MessageCategory: "ACCESS_DENIED", Found: true, PlanID: "p"}
	if byEvent.Fingerprint() != found.Fingerprint() {
		t.Errorf("an event %q and the same job found %q differ", byEvent.Fingerprint(), found.Fingerprint())
	}
	seen := map[string]string{}
	for law, change := range map[string]func(*event.JobStateChange){
		"itself":               func(*event.JobStateChange) {},
		"another account":      func(j *event.JobStateChange) { j.Account = "333344445555" },
		"another Region":       func(j *event.JobStateChange) { j.Region = "eu-west-2" },
		"another kind":         func(j *event.JobStateChange) { j.Job = event.Backup },
		"another job":          func(j *event.JobStateChange) { j.JobID = "9A1C" },
		"another state":        func(j *event.JobStateChange) { j.State = "COMPLETED" },
		"no id":                func(j *event.JobStateChange) { j.JobID = "" },
		"no id, another point": func(j *event.JobStateChange) { j.JobID, j.RecoveryPointARN = "", "arn:s" },
		"no id, another time":  func(j *event.JobStateChange) { j.JobID, j.CreatedAt = "", at("2026-03-02T06:07:34Z") },
	} {
		j := byEvent
		change(&j)
		if other, taken := seen[j.Fingerprint()]; taken {
			t.Errorf("%s and %s share %q", law, other, j.Fingerprint())
		}
		seen[j.Fingerprint()] = law
	}
}

func TestRecoveryPointBad(t *testing.T) {
	t.Parallel()
	for status, bad := range map[string]bool{"EXPIRED": true, "PARTIAL": true, "STOPPED": true, "COMPLETED": false, "AVAILABLE": false, "DELETING": false, "CREATING": false} {
		if got := (event.RecoveryPointStateChange{Status: status}).Bad(); (got != "") != bad {
			t.Errorf("%s: %q", status, got)
		}
	}
}
