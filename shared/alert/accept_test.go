package alert_test

import (
	"fmt"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/event"
)

// Everything of a group that fires is accepted, however much of it is over already, and is counted once.
func TestAllThatFiresIsAccepted(t *testing.T) {
	t.Parallel()
	r := alerttest.RecordOf(alerttest.Fails("a", 0))
	r.Alert.Job = event.Custody
	one := r.Firing()[0]
	r.Members = map[alert.Fingerprint]alert.Member{}
	for i := range 20 {
		m := one
		m.State = alert.Firing
		if i%2 == 0 {
			m.State = alert.Resolved
		}
		r.Members[alert.Fingerprint(fmt.Sprint(i))] = m
	}
	accepted, n, err := r.Accept(alert.Acceptance{Why: "w", Owner: "o", At: alerttest.At(5)})
	if err != nil || n != 10 || len(accepted.Firing()) != 0 || accepted.Open || !accepted.EndedAt.Equal(alerttest.At(5)) {
		t.Errorf("%d accepted, %d fire, open %t, %v", n, len(accepted.Firing()), accepted.Open, err)
	}
	if len(r.Firing()) != 10 {
		t.Error("the record that was accepted has changed")
	}
	r.Alert.Job = event.Copy
	if _, _, err := r.Accept(alert.Acceptance{}); err == nil {
		t.Error("a failed copy, which ends by itself, is accepted")
	}
}

// A job that comes twice, or late, is no news; another job of the same problem takes its place.
func TestWhichIssueIsNews(t *testing.T) {
	t.Parallel()
	at := func(hours int) time.Time { return alerttest.Noon.Add(time.Duration(hours) * time.Hour) }
	all, _ := alert.Issues{}.With("f", alert.Issue{Cause: "x", JobID: "a", At: at(0)})
	for law, tt := range map[string]struct {
		fingerprint alert.Fingerprint
		issue       alert.Issue
		news        bool
		kept        int
	}{
		"the job again":                 {"f", alert.Issue{Cause: "x", JobID: "a", At: at(1)}, false, 1},
		"an older job":                  {"f", alert.Issue{Cause: "x", JobID: "b", At: at(-1)}, false, 1},
		"a newer job":                   {"f", alert.Issue{Cause: "x", JobID: "b", At: at(1)}, true, 1},
		"another cause":                 {"f", alert.Issue{Cause: "y", JobID: "a", At: at(1)}, true, 2},
		"another problem":               {"g", alert.Issue{Cause: "x", JobID: "a", At: at(1)}, true, 2},
		"another problem, an hour less": {"g", alert.Issue{Cause: "x", JobID: "b", At: at(47)}, true, 2},
		"another problem, much later":   {"g", alert.Issue{Cause: "x", JobID: "b", At: at(48)}, true, 1},
	} {
		next, news := all.With(tt.fingerprint, tt.issue)
		if news != tt.news || len(next) != tt.kept {
			t.Errorf("%s: news %t, %d kept", law, news, len(next))
		}
	}
}
