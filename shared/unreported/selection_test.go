package unreported_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

func TestSelections(t *testing.T) {
	t.Parallel()
	near := func(l *look) {
		l.Plans[0].Selected, l.Plans[0].NearMisses = nil, []unreported.NearMiss{{ResourceARN: theVolume, Key: "Backup", Value: "Daily"}}
	}
	tests := map[string]struct {
		look        *look
		says, paste string // empty: nothing fails
		idle        bool
	}{
		"a plan that selects something": {look: watched(on(4, 11, 0))},
		"a tag that is nearly right":    {look: watched(on(4, 11, 0)).with(near), says: "vol-1 has Backup=Daily", paste: "--tags 'backup=daily'"},
		"the tag of another plan": {look: watched(on(4, 11, 0)).with(near).with(func(l *look) {
			l.Plans = append(l.Plans, unreported.ExpectedPlan{Name: "other", ID: "q", TagKey: "Backup", TagValue: "Daily", Selected: []string{theVolume}})
		})},
		"nothing any more": {look: watched(on(4, 11, 0)).made("daily", on(3, 12, 0)).with(func(l *look) { l.Plans[0].Selected = nil }), says: "any longer. The plan recently backed up vol-1, fs-1"},
		"nothing for long": {look: watched(on(14, 11, 0)).made("daily", on(3, 12, 0)).with(func(l *look) { l.Plans[0].Selected = nil }), idle: true},
		"an account without anything that is backed up": {look: watched(on(4, 11, 0)).with(func(l *look) { l.Plans[0].Selected = nil }), idle: true},
		"types that are switched off are selected":      {look: watched(on(4, 11, 0)).with(func(l *look) { l.OptIn = nil })},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			p := whyOf(tt.look, "selection-matches-nothing")
			if (p.Cause == "") != (tt.says == "") || !strings.Contains(p.Why, tt.says) || !strings.Contains(p.Paste, tt.paste) {
				t.Errorf("%+v", p)
			}
			if got := tt.look.holding(event.Selection); (len(got) == len(tt.look.Plans)) != (tt.says == "") {
				t.Errorf("%v hold", got)
			}
			if got := tt.look.Idle(tt.look.now); got != tt.idle {
				t.Errorf("idle %t", got)
			}
		})
	}
}

func TestNearTags(t *testing.T) {
	t.Parallel()
	p := unreported.ExpectedPlan{TagKey: "backup", TagValue: "daily"}
	if got := p.NearKeys([]string{"Backup", "backup", "backups", "Name", "team", "bakcup"}); !slices.Equal(got, []string{"Backup", "backup", "backups", "bakcup"}) {
		t.Errorf("near keys %v", got)
	}
	for value, want := range map[string]bool{"Daily": true, "daily": true, "dayly": true, "weekly": false, "none": false, "": false} {
		if p.IsNear("backup", value) != want {
			t.Errorf("%q is near: %t", value, !want)
		}
	}
}

// TestTagFilters: a type that farvault does not know of makes it look at everything.
func TestTagFilters(t *testing.T) {
	t.Parallel()
	if got := unreported.TagFilters([]string{"EBS", "RDS", "Aurora"}); !slices.Equal(got, []string{"ec2:volume", "rds:db", "rds:cluster"}) {
		t.Errorf("%v", got)
	}
	if got := unreported.TagFilters([]string{"EBS", "Quantum"}); got != nil {
		t.Errorf("%v", got)
	}
}

// TestAllowedAge: one age is told of only where it is that of every plan.
func TestAllowedAge(t *testing.T) {
	t.Parallel()
	plan := func(schedule string) settings.BackupPlan {
		return settings.BackupPlan{Rules: []settings.BackupRule{{RuleName: "a", ScheduleExpression: schedule}}}
	}
	for law, tt := range map[string]struct {
		plans []settings.BackupPlan
		want  time.Duration
	}{
		"no plan":                      {nil, 36 * time.Hour},
		"daily":                        {[]settings.BackupPlan{plan(noon)}, 36 * time.Hour},
		"daily and weekly":             {[]settings.BackupPlan{plan(noon), plan(mondays)}, 0},
		"a schedule that is never due": {[]settings.BackupPlan{plan("cron(0 12 * * ? 2020)")}, 36 * time.Hour},
	} {
		if got := unreported.AllowedAge(tt.plans, 36*time.Hour, on(4, 13, 0)); got != tt.want {
			t.Errorf("%s: %s, want %s", law, got, tt.want)
		}
	}
}

// TestHowFarBackAccountsAreRead: as little as the schedules need.
func TestHowFarBackAccountsAreRead(t *testing.T) {
	t.Parallel()
	now, maxAge := on(5, 1, 0), 36*time.Hour
	plan := unreported.ExpectedPlan{Rules: []unreported.WatchedRule{rule("daily", noon, 35)}}
	for what, got := range map[string][2]time.Time{
		"copies, to the last run that has had its time": {plan.CopiesSince(maxAge, now), on(4, 11, 55)},
		"points, to the run before":                     {plan.PointsSince(maxAge, now), on(3, 11, 55)},
		"jobs, to the last run whose window is over":    {plan.JobsSince(now), on(4, 11, 55)},
	} {
		if !got[0].Equal(got[1]) {
			t.Errorf("%s: %s, want %s", what, got[0], got[1])
		}
	}
	if never := (unreported.ExpectedPlan{}).CopiesSince(maxAge, now); !never.IsZero() {
		t.Errorf("a plan without rules reaches back to %s", never)
	}
}
