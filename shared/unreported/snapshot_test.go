package unreported_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

const (
	theVault  = "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"
	farVault  = "arn:aws:backup:eu-central-1:111122223333:backup-vault:farvault"
	theVolume = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1"
	theFiles  = "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-1"
)

// on is a time in March 2026, in UTC; the 2nd is a Monday.
func on(day, hour, minute int) time.Time {
	return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC)
}

// look is a watch of one plan whose rules the test gives, and the hour of the look.
type look struct {
	unreported.Snapshot
	now    time.Time
	maxAge time.Duration
}

// rule is one that copies into the central vault; zero days keep forever.
func rule(name, schedule string, days int64) unreported.WatchedRule {
	return unreported.WatchedRule{Name: name, ID: "id-" + name, StartMinutes: 480, Timetable: settings.StartWindow{Schedule: schedule}.Timetable(),
		CompletionMinutes: 10080, DeleteAfterDays: days, Destinations: []string{theVault}}
}

// watched is an account whose volume and file system carry the plan's tag, looked at at a time, all that arrived in the central vault being known.
func watched(now time.Time, rules ...unreported.WatchedRule) *look {
	return &look{now: now, maxAge: 36 * time.Hour, Snapshot: unreported.Snapshot{
		Account: "222233334444", Region: "eu-west-1", OptIn: map[string]bool{"EBS": true, "EFS": true},
		Plans: []unreported.ExpectedPlan{{Name: "plan", ID: "p", Version: "v2", Rules: rules, TagKey: "backup", TagValue: "daily", Selected: []string{theVolume, theFiles}}},
		Arrivals: map[string]unreported.Arrivals{
			theVault: {Newest: map[string]unreported.Arrival{}}, farVault: {Newest: map[string]unreported.Arrival{}},
		},
	}}
}

// made is a job of a rule at each of the times, with a backup of each resource.
func (l *look) made(rule string, at ...time.Time) *look {
	for _, t := range at {
		l.Jobs = append(l.Jobs, unreported.PlannedJob{PlanID: "p", RuleID: "id-" + rule, Created: t})
		for _, arn := range []string{theVolume, theFiles} {
			l.Points = append(l.Points, unreported.Point{ResourceARN: arn, ResourceType: "EBS", PlanID: "p", PlanVersion: "v2", RuleID: "id-" + rule, Created: t, Completed: t.Add(10 * time.Minute)})
		}
	}
	return l
}

// copied is the newest copy of both resources in a vault.
func (l *look) copied(vault string, created time.Time) *look {
	for _, arn := range []string{theVolume, theFiles} {
		l.Arrivals[vault].Newest[arn] = unreported.Arrival{Created: created, Completed: created.Add(30 * time.Minute)}
	}
	return l
}

// with changes the look.
func (l *look) with(change func(*look)) *look {
	change(l)
	return l
}

// failing are the problems that do not hold, as "kind resource cause".
func (l *look) failing() (all []string) {
	for _, p := range l.Failures(nil, l.maxAge, l.now) {
		if !p.Holds {
			all = append(all, strings.Join([]string{string(p.Kind), p.Resource[strings.LastIndexAny(p.Resource, ":/")+1:], p.Cause}, " "))
		}
	}
	slices.Sort(all)
	return all
}

// holding are the resources of the problems of a kind that hold.
func (l *look) holding(kind event.JobKind) (all []string) {
	for _, p := range l.Failures(nil, l.maxAge, l.now) {
		if p.Holds && p.Kind == kind {
			all = append(all, p.Resource)
		}
	}
	return all
}

func whyOf(l *look, cause string) event.UnreportedFailure {
	for _, p := range l.Failures(nil, l.maxAge, l.now) {
		if p.Cause == cause {
			return p
		}
	}
	return event.UnreportedFailure{}
}

// BenchmarkSilences is the judgment of one account: a hundred resources, under a plan of four rules.
func BenchmarkSilences(b *testing.B) {
	now := on(30, 22, 0)
	l := watched(now, rule("hourly", hourly, 2), rule("daily", noon, 35), rule("weekly", mondays, 90), rule("monthly", monthly, 0))
	l.Plans[0].Selected = nil
	for i := range 100 {
		arn := fmt.Sprint(theVolume, i)
		l.Plans[0].Selected = append(l.Plans[0].Selected, arn)
		for hour := range 24 * 30 {
			at := now.Add(-time.Duration(hour) * time.Hour).Truncate(time.Hour)
			l.Points = append(l.Points, unreported.Point{ResourceARN: arn, ResourceType: "EBS", PlanID: "p", PlanVersion: "v2", RuleID: "id-hourly", Created: at, Completed: at})
		}
		l.Arrivals[theVault].Newest[arn] = unreported.Arrival{Created: now.Add(-2 * time.Hour), Completed: now.Add(-time.Hour)}
	}
	for b.Loop() {
		l.Suspects(now)
		if len(l.Failures(nil, l.maxAge, now)) == 0 {
			b.Fatal("nothing was looked at")
		}
	}
}
