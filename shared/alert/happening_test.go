package alert_test

import (
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/event"
)

// Every kind of happening changes a record once, and says so; a second time, and for a group it is not about, it is no news.
func TestApplyIsNewsOnce(t *testing.T) {
	t.Parallel()
	failing := alerttest.RecordOf(alerttest.Fails("a", 0))
	p := alerttest.Failed("a", 0).Problem
	for kind, what := range map[string]alert.Happening{
		"failed":           alert.Failed{Alert: alerttest.Failed("b", 5)},
		"recovered":        alert.Recovered{Problem: p, JobID: "b", At: alerttest.At(5)},
		"dropped":          alert.Dropped{Problem: p, Why: alert.PlanGone, At: alerttest.At(5)},
		"reported":         alert.Reported{Report: event.Report{Refused: event.Sentences([]string{"no"}), At: alerttest.At(5)}},
		"repair requested": alert.RepairRequested{Problem: p, JobID: "a"},
		"departed":         alert.Departed{AccountID: alerttest.Member, At: alerttest.At(5)},
	} {
		once, news := failing.Apply(what)
		if _, again := once.Apply(what); !news || again {
			t.Errorf("%s: news the first time %v, the second %v", kind, news, again)
		}
	}
	if _, news := failing.Apply(alert.Ticked{}); news {
		t.Error("the time is news")
	}
}

// What happens together is applied in order, and is news if any of it is.
func TestApplyTogether(t *testing.T) {
	t.Parallel()
	a := alerttest.Failed("a", 0)
	well := alert.Recovered{Problem: a.Problem, JobID: "b", At: alerttest.At(1)}
	for law, tc := range map[string]struct {
		all    []alert.Happening
		news   bool
		firing int
	}{
		"nothing":             {nil, false, 0},
		"the time beside":     {[]alert.Happening{alert.Failed{Alert: a}, alert.Ticked{}}, true, 1},
		"the newer one last":  {[]alert.Happening{alert.Failed{Alert: a}, well}, true, 0},
		"the newer one first": {[]alert.Happening{well, alert.Failed{Alert: a}}, true, 0},
	} {
		r, news := alert.NewRecord(a.Group()).Apply(tc.all...)
		if news != tc.news || len(r.Firing()) != tc.firing {
			t.Errorf("%s: news %v, %d firing", law, news, len(r.Firing()))
		}
	}
}

// What keeps people from being told has the last word, and a wait where it is about a moment only.
func TestQuietDecides(t *testing.T) {
	t.Parallel()
	s := alerttest.Every
	s.MaxMessagesPerHour = 30
	var busy, full alert.Pace
	for range 5 {
		busy = busy.After("", alerttest.At(0))
	}
	for i := range 30 {
		full = full.After("", alerttest.At(-i))
	}
	muted := []alert.Mute{{Account: alerttest.Member, Why: "x", Owner: "y", Until: alerttest.At(60)}}
	for law, tc := range map[string]struct {
		quiet alert.Quiet
		want  alert.Reason
		wait  time.Duration
	}{
		"nothing keeps it":     {alert.Quiet{}, alert.FirstNotification, 0},
		"it is muted":          {alert.Quiet{Mutes: muted}, alert.Suppressed, 0},
		"five within a second": {alert.Quiet{Pace: busy}, alert.Suppressed, time.Second},
		"the hour is full":     {alert.Quiet{Pace: full}, alert.Suppressed, 0},
	} {
		d := tc.quiet.Decide(alerttest.RecordOf(alerttest.Fails("a", 0)), alerttest.At(0), s)
		if d.Reason != tc.want || d.Wait != tc.wait || d.Why == "" {
			t.Errorf("%s: %+v", law, d)
		}
	}
}
