package unreported_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

const (
	noon    = "cron(0 12 * * ? *)"
	mondays = "cron(0 12 ? * MON *)"
	monthly = "cron(0 12 2 * ? *)"
	hourly  = "cron(0 * * * ? *)"
)

// TestSuspects: of which runs one would say that they made no job. The start window is 8 hours, and lists have one more.
func TestSuspects(t *testing.T) {
	t.Parallel()
	daily := rule("daily", noon, 35)
	type found struct {
		rule string
		at   time.Time
		seen bool
	}
	continuous := daily
	continuous.Continuous = true
	zurich := daily
	zurich.Timetable = settings.StartWindow{Schedule: noon, Timezone: "Europe/Zurich"}.Timetable()
	tests := map[string]struct {
		look *look
		want []found
	}{
		"a run with a job":                     {watched(on(4, 22, 0), daily).made("daily", on(4, 12, 0)), nil},
		"a run without one":                    {watched(on(4, 22, 0), daily).made("daily", on(3, 12, 0)), []found{{"daily", on(4, 12, 0), true}}},
		"a run whose window is not over":       {watched(on(4, 20, 59), daily).made("daily", on(3, 12, 0)), nil},
		"a run whose window is just over":      {watched(on(4, 21, 0), daily).made("daily", on(3, 12, 0)), []found{{"daily", on(4, 12, 0), true}}},
		"a job that waited in its window":      {watched(on(4, 22, 0), daily).made("daily", on(4, 19, 30)), nil},
		"a job of a later run answers too":     {watched(on(4, 22, 0), rule("hourly", hourly, 7)).made("hourly", on(4, 21, 0)), nil},
		"a run that nobody knows to be late":   {watched(on(4, 22, 0), daily), []found{{"daily", on(4, 12, 0), false}}},
		"a plan that selects nothing":          {watched(on(4, 22, 0), daily).with(func(l *look) { l.Plans[0].Selected = nil }), nil},
		"types that are switched off":          {watched(on(4, 22, 0), daily).with(func(l *look) { l.OptIn = nil }), nil},
		"one type of two that is switched off": {watched(on(4, 22, 0), daily).with(func(l *look) { l.OptIn["EFS"] = false }), []found{{"daily", on(4, 12, 0), false}}},
		"another plan's job": {watched(on(4, 22, 0), daily).with(func(l *look) {
			l.Jobs = []unreported.PlannedJob{{PlanID: "q", RuleID: "id-daily", Created: on(4, 12, 0)}}
		}), []found{{"daily", on(4, 12, 0), false}}},
		"a weekly run, days later":                              {watched(on(6, 22, 0), rule("weekly", mondays, 35)), []found{{"weekly", on(2, 12, 0), false}}},
		"a weekly rule is not due daily":                        {watched(on(6, 22, 0), rule("weekly", mondays, 35)).made("weekly", on(2, 12, 0)), nil},
		"a run older than AWS's lists":                          {watched(on(2, 11, 0).AddDate(0, 1, 0), rule("monthly", monthly, 35)), nil},
		"a continuous rule, of types that have snapshots alone": {watched(on(4, 22, 0), continuous), []found{{"daily", on(4, 12, 0), false}}},
		"a continuous backup makes no jobs that are known": {watched(on(4, 22, 0), continuous).with(func(l *look) {
			l.Plans[0].Selected, l.OptIn["RDS"] = []string{"arn:aws:rds:eu-west-1:222233334444:db:orders"}, true
		}), nil},
		"noon by the clock of a zone":                {watched(on(4, 20, 0), zurich), []found{{"daily", on(4, 11, 0), false}}},
		"noon after the clocks were put forward":     {watched(on(30, 19, 0), zurich).made("daily", on(29, 10, 0)), []found{{"daily", on(30, 10, 0), true}}},
		"a rule that never falls due":                {watched(on(4, 22, 0), rule("past", "cron(0 12 * * ? 2020)", 35)), nil},
		"swallowed by a rule that is kept longer":    {watched(on(2, 22, 0), daily, rule("weekly", mondays, 365)).made("daily", on(1, 12, 0)).made("weekly", on(2, 12, 0)), nil},
		"swallowed by one that is kept forever":      {watched(on(2, 22, 0), daily, rule("weekly", mondays, 0)).made("daily", on(1, 12, 0)).made("weekly", on(2, 12, 0)), nil},
		"swallowed, and the longer one did not run":  {watched(on(2, 22, 0), daily, rule("weekly", mondays, 365)).made("daily", on(1, 12, 0)), []found{{"weekly", on(2, 12, 0), true}}},
		"not swallowed by one that is kept shorter":  {watched(on(2, 22, 0), daily, rule("weekly", mondays, 7)).made("weekly", on(2, 12, 0)), []found{{"daily", on(2, 12, 0), false}}},
		"swallowed by a window that reaches into it": {watched(on(2, 22, 0), daily, rule("early", "cron(0 5 ? * MON *)", 365)).made("daily", on(1, 12, 0)).made("early", on(2, 5, 0)), nil},
		"before a window that does not reach it":     {watched(on(2, 22, 0), daily, rule("early", "cron(0 3 ? * MON *)", 365)).made("daily", on(1, 12, 0)).made("early", on(2, 3, 0)), []found{{"daily", on(2, 12, 0), true}}},
		"of two kept as long either may run":         {watched(on(2, 22, 0), daily, rule("weekly", mondays, 35)).made("daily", on(1, 12, 0)).made("weekly", on(2, 12, 0)), nil},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			var got []found
			for _, r := range tt.look.Suspects(tt.look.now) {
				got = append(got, found{r.Rule.Name, r.At, r.Seen})
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("got %v, want %v", got[i], tt.want[i])
				}
			}
		})
	}
}

// TestAMissedRunIsToldOnceItWasLookedInto: what is only suspected is neither told nor called well.
func TestAMissedRunIsToldOnceItWasLookedInto(t *testing.T) {
	t.Parallel()
	l := watched(on(4, 22, 0), rule("daily", noon, 35)).made("daily", on(3, 12, 0)).copied(theVault, on(3, 12, 0))
	if failing, holding := l.failing(), l.holding(event.Run); len(failing)+len(holding) > 0 {
		t.Errorf("suspected: failing %v, holding %v", failing, holding)
	}
	l.Missed = l.Suspects(l.now)
	if got := l.failing(); len(got) != 1 || got[0] != "run daily run-missed" {
		t.Errorf("missed: %v", got)
	}
	p := whyOf(l, "run-missed")
	for _, words := range []string{"Rule daily of plan plan was due at 2026-03-04 12:00 UTC", "start window of 8 h has ended", "It selects vol-1, fs-1."} {
		if !strings.Contains(p.Why, words) {
			t.Errorf("%q is not in %q", words, p.Why)
		}
	}
	d, known := catalog.OfUnreported(p)
	if !known || d.Proof != catalog.Confirmed || !strings.HasPrefix(d.Paste, "aws cloudtrail lookup-events") || p.Resource != "backup-rule/plan/daily" || p.Plan != "p" {
		t.Errorf("%+v of %+v", d, p)
	}
	l.made("daily", on(4, 21, 30))
	if got := l.holding(event.Selection); !slices.Contains(got, "backup-plan/p") {
		t.Errorf("after a job the plan is processed: %v hold", got)
	}
	if got := l.holding(event.Run); len(got) != 1 || got[0] != "backup-rule/plan/daily" {
		t.Errorf("after a job: %v hold", got)
	}
}
