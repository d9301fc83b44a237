package unreported_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/unreported"
)

// TestOverdue: which resources have a copy that is older than their plan, or the settings, allow. A daily copy may be 36 hours old.
func TestOverdue(t *testing.T) {
	t.Parallel()
	daily, weekly := rule("daily", noon, 35), rule("weekly", mondays, 90)
	far := daily
	far.Destinations = []string{farVault}
	local := rule("daily", noon, 35)
	local.Destinations = nil
	short := rule("weekly", mondays, 90)
	short.CompletionMinutes = 1440
	both := []string{"copy fs-1 copy-overdue", "copy vol-1 copy-overdue"}
	days := func(from, to int) (all []time.Time) {
		for day := from; day <= to; day++ {
			all = append(all, on(day, 12, 0))
		}
		return all
	}
	tests := map[string]struct {
		look *look
		want []string
	}{
		"a copy of the last run":                   {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).copied(theVault, on(4, 12, 0)), nil},
		"a copy that is 36 hours old":              {watched(on(4, 23, 59), daily).made("daily", days(3, 4)...).copied(theVault, on(3, 12, 0)), nil},
		"a copy that is older":                     {watched(on(5, 0, 0), daily).made("daily", days(3, 4)...).copied(theVault, on(3, 12, 0)), both},
		"no copy at all":                           {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...), both},
		"a longer allowed age":                     {watched(on(5, 1, 0), daily).made("daily", days(2, 4)...).copied(theVault, on(3, 12, 0)).with(func(l *look) { l.maxAge = 72 * time.Hour }), nil},
		"older than the longer age":                {watched(on(6, 12, 0), daily).made("daily", days(2, 5)...).copied(theVault, on(3, 12, 0)).with(func(l *look) { l.maxAge = 72 * time.Hour }), both},
		"a shorter allowed age":                    {watched(on(4, 18, 0), daily).made("daily", days(3, 4)...).copied(theVault, on(3, 12, 0)).with(func(l *look) { l.maxAge = 30 * time.Hour }), both},
		"a first backup has time":                  {watched(on(4, 23, 0), daily).made("daily", on(4, 12, 0)), nil},
		"a first backup has had its time":          {watched(on(5, 1, 0), daily).made("daily", on(4, 12, 0)), both},
		"a resource that is new since the run":     {watched(on(6, 1, 0), daily).made("daily", on(5, 21, 0)), nil},
		"weekly copies are not overdue daily":      {watched(on(8, 20, 0), weekly).made("weekly", on(2, 12, 0)).copied(theVault, on(2, 12, 0)), nil},
		"nor before the next one's window is over": {watched(on(9, 23, 59), weekly).made("weekly", on(2, 12, 0), on(9, 12, 0)).copied(theVault, on(2, 12, 0)), nil},
		"but then": {watched(on(10, 0, 0), weekly).made("weekly", on(2, 12, 0), on(9, 12, 0)).copied(theVault, on(2, 12, 0)), both},
		"a completion window that the plan names":       {watched(on(10, 15, 59), short).made("weekly", on(2, 12, 0), on(9, 12, 0)).copied(theVault, on(2, 12, 0)), nil},
		"and after it and the copy's time":              {watched(on(10, 16, 0), short).made("weekly", on(2, 12, 0), on(9, 12, 0)).copied(theVault, on(2, 12, 0)), both},
		"monthly copies":                                {watched(on(28, 12, 0), rule("monthly", monthly, 365)).made("monthly", on(2, 12, 0)).copied(theVault, on(2, 12, 0)), nil},
		"weekdays alone, on a Sunday":                   {watched(on(8, 23, 0), rule("weekdays", "cron(0 12 ? * MON-FRI *)", 35)).made("weekdays", days(2, 6)...).copied(theVault, on(6, 12, 0)), nil},
		"weekdays alone, on a Monday evening":           {watched(on(9, 23, 0), rule("weekdays", "cron(0 12 ? * MON-FRI *)", 35)).made("weekdays", on(6, 12, 0), on(9, 12, 0)).copied(theVault, on(6, 12, 0)), nil},
		"hourly, with a day and a half":                 {watched(on(5, 1, 0), rule("hourly", hourly, 7)).made("hourly", on(3, 11, 0), on(5, 0, 0)).copied(theVault, on(3, 12, 0)), both},
		"copies to another Region":                      {watched(on(5, 1, 0), far).made("daily", days(3, 4)...).copied(farVault, on(4, 12, 0)), nil},
		"copies to another Region that do not come":     {watched(on(5, 1, 0), far).made("daily", days(3, 4)...).copied(theVault, on(4, 12, 0)), both},
		"a rule without copies":                         {watched(on(5, 1, 0), local).made("daily", days(3, 4)...), nil},
		"a vault of which nothing is known":             {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).with(func(l *look) { l.Arrivals = nil }), nil},
		"a vault that was not listed so far back":       {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).with(func(l *look) { l.Arrivals[theVault] = unreported.Arrivals{Since: on(4, 12, 0)} }), nil},
		"backups of an older version of the plan":       {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).with(func(l *look) { l.Plans[0].Version = "v3" }), nil},
		"backups on demand do not count":                {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).with(func(l *look) { forget(l, "p", "") }), nil},
		"swallowed by a longer-kept one without copies": {watched(on(3, 1, 0), daily, longLocal()).made("daily", on(1, 12, 0)).made("yearly", on(2, 12, 0)).copied(theVault, on(1, 12, 0)), nil},
		"no backup either, of one resource":             {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).copied(theVault, on(4, 12, 0)).with(func(l *look) { lose(l, theVolume, on(3, 12, 0)) }), []string{"backup vol-1 backup-overdue"}},
		"no backup of a resource of a type that is off": {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).copied(theVault, on(4, 12, 0)).with(func(l *look) { lose(l, theVolume, on(3, 12, 0)); l.OptIn["EBS"] = false }), nil},
		"no backup of a resource without the tag":       {watched(on(5, 1, 0), daily).made("daily", days(3, 4)...).copied(theVault, on(4, 12, 0)).with(func(l *look) { lose(l, theVolume, on(3, 12, 0)); l.Plans[0].Selected = []string{theFiles} }), nil},
		"no backup of anything is told of the rule":     {watched(on(5, 1, 0), daily).made("daily", on(3, 12, 0)).copied(theVault, on(3, 12, 0)).with(func(l *look) { l.Missed = l.Suspects(l.now) }), []string{"run daily run-missed"}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := tt.look.failing(); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// forget makes another plan, or none, of a plan in jobs and backups.
func forget(l *look, plan, other string) {
	for i := range l.Points {
		if l.Points[i].PlanID == plan {
			l.Points[i].PlanID = other
		}
	}
}

// lose takes the backups of a resource after a time away, and leaves its copy as old as that.
func lose(l *look, arn string, after time.Time) {
	l.Points = slices.DeleteFunc(l.Points, func(p unreported.Point) bool { return p.ResourceARN == arn && p.Created.After(after) })
	l.Arrivals[theVault].Newest[arn] = unreported.Arrival{Created: after, Completed: after}
}

// longLocal is kept for years, and does not copy.
func longLocal() unreported.WatchedRule {
	r := rule("yearly", monthly, 3650)
	r.Destinations = nil
	return r
}

// TestWhatArrivedLatelyEndsItsAlert: should the event of a good job be lost.
func TestWhatArrivedLatelyEndsItsAlert(t *testing.T) {
	t.Parallel()
	l := watched(on(4, 14, 0), rule("daily", noon, 35)).made("daily", on(3, 12, 0), on(4, 12, 0)).copied(theVault, on(4, 12, 0))
	for kind, want := range map[event.JobKind]int{event.Backup: 2, event.Copy: 2} {
		if got := l.holding(kind); len(got) != want {
			t.Errorf("%s: %v hold", kind, got)
		}
	}
	l.now = on(4, 16, 0)
	if got := append(l.holding(event.Backup), l.holding(event.Copy)...); len(got) > 0 {
		t.Errorf("hours later %v are told again", got)
	}
}

func TestStuckCopies(t *testing.T) {
	t.Parallel()
	l := watched(on(4, 16, 0), rule("daily", noon, 35)).made("daily", on(3, 12, 0), on(4, 12, 0)).copied(theVault, on(3, 12, 0))
	l.Stuck = []unreported.StuckCopy{{JobID: "9A1B2C3D-0000", ResourceARN: theVolume, ResourceType: "EBS", Destination: theVault, Created: on(4, 12, 20)}}
	if got := l.failing(); !slices.Equal(got, []string{"copy vol-1 copy-not-begun"}) {
		t.Errorf("got %v", got)
	}
	if p := whyOf(l, "copy-not-begun"); p.JobID != "9A1B2C3D-0000" || p.State != "CREATED" || !strings.Contains(p.Why, "the copy job at 2026-03-04 12:20 UTC, 220 min ago") {
		t.Errorf("%+v", p)
	}
	if l.copied(theVault, on(4, 12, 0)); len(l.failing()) > 0 {
		t.Errorf("a newer copy has arrived: %v", l.failing())
	}
}
