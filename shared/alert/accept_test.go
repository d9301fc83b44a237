package alert_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
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

// An acceptance is kept for 90 days and once; a word that is missing or too long is a mistake.
func TestWhichAcceptancesAreKept(t *testing.T) {
	t.Parallel()
	at := func(days int) time.Time { return alerttest.Noon.AddDate(0, 0, days) }
	word := strings.Repeat("é", 1000)
	all := alert.Accepted(nil, alert.Acceptance{Group: "a", At: at(0)})
	for law, tt := range map[string]struct {
		next alert.Acceptance
		kept int
	}{
		"of another group":      {alert.Acceptance{Group: "b", At: at(0)}, 2},
		"of the group, later":   {alert.Acceptance{Group: "a", At: at(1)}, 2},
		"the same":              {alert.Acceptance{Group: "a", At: at(0)}, 1},
		"ninety days later":     {alert.Acceptance{Group: "b", At: at(90)}, 2},
		"more than ninety days": {alert.Acceptance{Group: "b", At: at(91)}, 1},
	} {
		if kept := alert.Accepted(all, tt.next); len(kept) != tt.kept {
			t.Errorf("%s: %d are kept", law, len(kept))
		}
	}
	for law, tt := range map[string]struct {
		a    alert.Acceptance
		good bool
	}{
		"both words":    {alert.Acceptance{Why: "w", Owner: "o"}, true},
		"no owner":      {alert.Acceptance{Why: "w", Owner: " "}, false},
		"no reason":     {alert.Acceptance{Owner: "o"}, false},
		"a long reason": {alert.Acceptance{Why: word, Owner: "o"}, false},
	} {
		if err := tt.a.Check(); (err == nil) != tt.good {
			t.Errorf("%s: %v", law, err)
		}
	}
}

// The cause of a failed copy can be proven again if a condition that was read is that cause.
func TestWhichCauseIsProvenAgain(t *testing.T) {
	t.Parallel()
	failing := []catalog.Check{{Cause: "c", Outcome: catalog.Fail}}
	for law, tt := range map[string]struct {
		change func(*alert.Alert)
		want   bool
	}{
		"a confirmed cause":       {func(*alert.Alert) {}, true},
		"one that is suspected":   {func(a *alert.Alert) { a.Diagnosis.Proof = catalog.Suspected }, false},
		"an unreported failure":   {func(a *alert.Alert) { a.State = alert.Unreported }, false},
		"a copy that is to come":  {func(a *alert.Alert) { a.Due = alerttest.At(60) }, false},
		"no condition was read":   {func(a *alert.Alert) { a.Diagnosis.Checks = nil }, false},
		"another condition fails": {func(a *alert.Alert) { a.Diagnosis.Cause = "d" }, false},
	} {
		r := alert.Record{Alert: alerttest.Failed("a", 0)}
		r.Alert.Diagnosis = catalog.Diagnosis{Cause: "c", Proof: catalog.Confirmed, Checks: failing}
		tt.change(&r.Alert)
		if got := r.Reprovable(); got != tt.want {
			t.Errorf("%s: %t", law, got)
		}
	}
}
