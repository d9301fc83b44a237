package coverage_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/coverage"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

const (
	member  = "222233334444"
	central = "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"
	volume  = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1"
	share   = "arn:aws:fsx:eu-west-1:222233334444:file-system/fs-1"
	house   = "arn:aws:redshift:eu-west-1:222233334444:cluster:dw"
)

// at is an hour of a day in March 2026.
func at(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }

// reading is an account that was read on the 5th at one in the morning: its plan is due at noon, and its volume was
// backed up and copied on the 3rd and the 4th.
func reading() coverage.Reading {
	plan := unreported.ExpectedPlan{Name: "daily", ID: "p", TagKey: "backup", TagValue: "daily", Rules: []unreported.WatchedRule{{
		Name: "noon", ID: "r", StartMinutes: 480, CompletionMinutes: 10080, DeleteAfterDays: 35, Destinations: []string{central},
		Timetable: settings.StartWindow{Schedule: "cron(0 12 * * ? *)"}.Timetable(),
	}}}
	r := coverage.Reading{
		Account: member, Region: "eu-west-1", At: at(5, 1), MaxAge: 36 * time.Hour, Expected: []unreported.ExpectedPlan{plan},
		Snapshot: unreported.Snapshot{
			Account: member, Region: "eu-west-1", Found: true, OptIn: map[string]bool{"EBS": true}, Plans: []unreported.ExpectedPlan{plan},
			Jobs: []unreported.PlannedJob{{ID: "job", PlanID: "p", RuleID: "r", Point: "point-4", Created: at(4, 12)}},
			Arrivals: map[string]unreported.Arrivals{central: {Since: at(2, 13), ByPlan: map[string]map[string]unreported.ByPlan{}, Newest: map[string]unreported.Arrival{
				volume: {Created: at(4, 12), Completed: at(4, 13), Kept: at(30, 12), Point: "copy-4", Key: "key", Account: member},
			}}},
		},
		Cannot: func(kind string) string { return settings.Settings{}.CannotCopy(kind, "eu-west-1") },
		Before: coverage.Record{At: at(5, 0)},
	}
	for _, day := range []int{3, 4} {
		r.Snapshot.Points = append(r.Snapshot.Points, unreported.Point{ARN: fmt.Sprint("point-", day), ResourceARN: volume, ResourceType: "EBS", PlanID: "p", RuleID: "r", Created: at(day, 12), Completed: at(day, 13)})
	}
	return r
}

// with lists resources with a tag each.
func with(r coverage.Reading, arn, key, value string) coverage.Reading {
	r.Snapshot.Select([]unreported.Resource{{ARN: arn, Tags: map[string]string{key: value}}})
	return r
}

// beside is an account with a plan that a backup policy of AWS Organizations has made.
func beside(key, value string) coverage.Reading {
	r := reading()
	r.Snapshot.Beside = []unreported.ExpectedPlan{{Name: "Gold", ID: "orgs/1", Manager: "AWS Organizations", Selections: []settings.Picking{
		{ListOfTags: []settings.TagCondition{{ConditionKey: key, ConditionValue: value}}}}}}
	return r
}

func right(r coverage.Reading) coverage.Reading { return with(r, volume, "backup", "daily") }

func TestStates(t *testing.T) {
	t.Parallel()
	change := func(edit func(*coverage.Reading)) coverage.Reading {
		r := right(reading())
		edit(&r)
		return r
	}
	arrival := func(edit func(*unreported.Arrival)) coverage.Reading {
		return change(func(r *coverage.Reading) {
			a := r.Snapshot.Arrivals[central].Newest[volume]
			edit(&a)
			r.Snapshot.Arrivals[central].Newest[volume] = a
		})
	}
	older := func(a *unreported.Arrival) { a.Created, a.Completed = at(2, 12), at(2, 13) }
	tests := map[string]struct {
		reading coverage.Reading
		want    coverage.State
		why     string
	}{
		"a copy of the last run":           {right(reading()), coverage.Protected, ""},
		"a copy of an older run":           {arrival(older), coverage.Failing, "Rule noon of plan daily was due at 2026-03-04 12:00 UTC and has brought no copy since."},
		"an open alert, whatever its copy": {change(func(r *coverage.Reading) { r.Open = map[string]coverage.Open{volume: {Group: "7f3a", Why: "The key."}} }), coverage.Failing, "The key."},
		"no copy, and never seen before": {change(func(r *coverage.Reading) {
			r.Snapshot.Points, r.Snapshot.Arrivals[central].Newest[volume] = nil, unreported.Arrival{}
		}), coverage.Due, "Rule noon of plan daily has still to make its first copy."},
		"no copy, and seen before the run": {change(func(r *coverage.Reading) {
			r.Snapshot.Points, r.Snapshot.Arrivals[central].Newest[volume] = nil, unreported.Arrival{}
			r.Before.Resources = []coverage.Resource{{ARN: volume, Chosen: at(1, 0)}}
		}), coverage.Failing, "was due"},
		"a copy that names no account":          {arrival(func(a *unreported.Arrival) { a.Account = "" }), coverage.Unknown, "does not say of which account"},
		"a copy of another account":             {arrival(func(a *unreported.Arrival) { a.Account = "333344445555" }), coverage.Unknown, "of account 333344445555"},
		"a plan that copies nowhere":            {change(func(r *coverage.Reading) { r.Snapshot.Plans[0].Rules = nil }), coverage.Failing, "copies to a central vault"},
		"a vault that was not listed":           {change(func(r *coverage.Reading) { r.Snapshot.Arrivals = nil }), coverage.Failing, "copies to a central vault"},
		"a tag that is nearly right":            {with(reading(), volume, "Backup", "daily"), coverage.NearlyRight, "vol-1 has Backup=daily; plan daily selects backup=daily."},
		"a type that is off":                    {with(reading(), share, "backup", "daily"), coverage.TypeOff, "FSx is switched off"},
		"no tag, and a plan of a backup policy": {with(beside("tier", "gold"), volume, "tier", "gold"), coverage.Untagged, "It has no tag of farvault's plans. Plan Gold of AWS Organizations backs it up."},
		"no tag, and such a plan of others":     {with(beside("tier", "gold"), volume, "tier", "none"), coverage.Untagged, "It has no backup plan's tag."},
		"no tag":                                {with(reading(), volume, "team", "payments"), coverage.Untagged, "It has no backup plan's tag."},
		"the tag of a plan that is not there":   {change(func(r *coverage.Reading) { r.Snapshot.Plans[0].Selected, r.Snapshot.Plans = nil, nil }), coverage.Failing, "the account has no such plan"},
		"a type that cannot be copied":          {with(reading(), house, "backup", "daily"), coverage.Uncopyable, "AWS Backup has no copies across accounts for Redshift."},
		"tags that could not be read":           {change(func(r *coverage.Reading) { r.Snapshot.Plans[0].Unread = true }), coverage.Unknown, "could not be read"},
		"an account that the settings exclude":  {change(func(r *coverage.Reading) { r.Excluded = "Scope.ExcludeAccounts names it" }), coverage.Excluded, "Scope.ExcludeAccounts names it."},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got := coverage.Judge(tt.reading).Resources
			if len(got) != 1 || got[0].State != tt.want || !strings.Contains(got[0].Why, tt.why) {
				t.Errorf("%+v, want %s because %q", got, tt.want, tt.why)
			}
		})
	}
}

// TestTheEvidence is in the row: both copies, with their keys, jobs and ends.
func TestTheEvidence(t *testing.T) {
	t.Parallel()
	r := coverage.Judge(right(reading())).Resources[0]
	if c := r.Central; c == nil || c.Point != "copy-4" || c.Vault != central || c.Key != "key" || !c.Kept.Equal(at(30, 12)) || !c.Created.Equal(at(4, 12)) {
		t.Errorf("central copy %+v", c)
	}
	if c := r.Local; c == nil || c.Point != "point-4" || c.Job != "job" {
		t.Errorf("backup %+v", c)
	}
	if r.Plan != "daily" || r.Type != "EBS" {
		t.Errorf("%+v", r)
	}
}

// TestWhatWasNotReadLatelyIsUnknown after twice the cadence, and not before.
func TestWhatWasNotReadLatelyIsUnknown(t *testing.T) {
	t.Parallel()
	r := coverage.Judge(right(reading()))
	if got := r.Seen(r.At.Add(2 * time.Hour)).Resources[0].State; got != coverage.Protected {
		t.Errorf("after two hours it is %s", got)
	}
	if got := r.Seen(r.At.Add(2*time.Hour + time.Second)).Resources[0]; got.State != coverage.Unknown || got.Central == nil {
		t.Errorf("after more it is %+v", got)
	}
	var tally coverage.Tally
	tally.Add(member, r.Summary(), r.At.Add(3*time.Hour))
	tally.Add("333344445555", coverage.Summary{}, r.At)
	if tally.Counts[string(coverage.Unknown)] != 1 || tally.Counts[string(coverage.Protected)] != 0 || tally.Unread != 2 || !tally.Read.IsZero() {
		t.Errorf("%+v", tally.Coverage)
	}
}

// TestNewSinceYesterday: what was untagged when the account was first read is not new.
func TestNewSinceYesterday(t *testing.T) {
	t.Parallel()
	first := with(reading(), volume, "team", "a")
	first.Before = coverage.Record{}
	before := coverage.Judge(first)
	next := with(with(reading(), volume, "team", "a"), share, "team", "a")
	next.At, next.Before = first.At.Add(time.Hour), before
	after := coverage.Judge(next)
	later := with(with(reading(), volume, "team", "a"), share, "team", "a")
	later.At, later.Before = next.At.Add(24*time.Hour), after
	if a, b, c := before.Summary().New, after.Summary().New, coverage.Judge(later).Summary().New; a != 0 || b != 1 || c != 0 {
		t.Errorf("new: %d at first, %d an hour later, %d a day later", a, b, c)
	}
}

// TestForeignCopiesThatStop are told once they are late by their own rhythm and the allowed age, and again when they go on.
func TestForeignCopiesThatStop(t *testing.T) {
	t.Parallel()
	look := func(now time.Time, before coverage.Record, copied ...time.Time) coverage.Record {
		r := right(reading())
		r.At, r.Before = now, before
		for _, created := range copied {
			r.Snapshot.Arrivals[central].Count("arn:aws:rds:eu-west-1:222233334444:db:legacy", unreported.Arrival{Account: member, Plan: "theirs", PlanName: "Old", Created: created})
		}
		r.Snapshot.Arrivals[central].Count(volume, unreported.Arrival{Account: member, Plan: "p", Created: at(4, 12)})
		r.Snapshot.Arrivals[central].Count(volume, unreported.Arrival{Account: "333344445555", Plan: "q", Created: at(4, 12)})
		return coverage.Judge(r)
	}
	first := look(at(5, 1), coverage.Record{}, at(3, 2), at(4, 2))
	if len(first.Foreign) != 1 || first.Foreign[0].Plan != "theirs" || first.Foreign[0].Every.Duration() != 24*time.Hour || first.Foreign[0].Stopped {
		t.Fatalf("%+v", first.Foreign)
	}
	var told []string
	say := func(record, before coverage.Record) {
		for _, p := range record.Stopped(before, record.At) {
			told = append(told, fmt.Sprintf("%s holds %t", record.At.Format("2 15:04"), p.Holds))
		}
	}
	before := first
	for hour := range 48 {
		record := look(at(5, 2).Add(time.Duration(hour)*time.Hour), before)
		say(record, before)
		before = record
	}
	back := look(at(7, 2), before, at(7, 1))
	say(back, before)
	if len(told) != 12 || told[0] != "6 15:00 holds false" || told[11] != "7 02:00 holds true" {
		t.Errorf("%v", told)
	}
	// A copy by hand, and one that came once, have no rhythm that they could lose.
	once := look(at(20, 1), look(at(5, 1), coverage.Record{}, at(4, 2)))
	if len(once.Foreign) != 1 || once.Foreign[0].Stopped {
		t.Errorf("%+v", once.Foreign)
	}
}

// TestEveryResourceHasOneState, whatever is read of it, and unknown is never green.
func TestEveryResourceHasOneState(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	seen := map[coverage.State]int{}
	for range 3000 {
		r := generated(random, pick)
		record := coverage.Judge(r)
		if len(record.Resources) != len(r.Snapshot.Resources) {
			t.Fatalf("%d resources of %d", len(record.Resources), len(r.Snapshot.Resources))
		}
		total := 0
		for _, n := range record.Summary().Counts {
			total += n
		}
		if total != len(record.Resources) {
			t.Fatalf("%d states of %d resources", total, len(record.Resources))
		}
		for _, one := range record.Resources {
			seen[one.State]++
			if !slices.Contains(coverage.States, one.State) || one.State.Words() == "" {
				t.Fatalf("state %q of %+v", one.State, one)
			}
			if (one.State == coverage.Protected) != (one.Why == "") {
				t.Fatalf("no evidence, or too much: %+v", one)
			}
			if one.State == coverage.Protected && (one.Central == nil || r.At.Sub(one.Central.Created) > r.MaxAge+24*time.Hour) {
				t.Fatalf("protected by %+v at %s", one.Central, r.At)
			}
		}
		for _, one := range record.Seen(r.At.Add(3 * time.Hour)).Resources {
			if one.State.Green() && one.State != coverage.Excluded {
				t.Fatalf("what was not read is %s", one.State)
			}
		}
	}
	for _, state := range coverage.States {
		if seen[state] == 0 {
			t.Errorf("no resource was %s: %v", state, seen)
		}
	}
	if coverage.Unknown.Green() {
		t.Error("unknown is green")
	}
}

// generated is an account of which anything may be so.
func generated(random *rand.Rand, pick func(...string) string) coverage.Reading {
	r := reading()
	maybe := func(percent int) bool { return random.IntN(100) < percent }
	r.At = r.At.Add(time.Duration(random.IntN(72)) * time.Hour)
	r.Snapshot.Points, r.Snapshot.Arrivals[central] = nil, unreported.Arrivals{Newest: map[string]unreported.Arrival{}}
	if maybe(5) {
		r.Excluded = "Scope names it"
	}
	if maybe(5) {
		r.Snapshot.Plans[0].Unread = true
	}
	if maybe(10) {
		r.Snapshot.Plans = nil
	}
	if maybe(20) && len(r.Snapshot.Plans) > 0 { // a plan of the account's own
		r.Observes, r.Snapshot.Plans[0].Selections = true, []settings.Picking{{ListOfTags: []settings.TagCondition{{ConditionKey: "backup", ConditionValue: "daily"}}}}
		if maybe(50) {
			r.Snapshot.Plans[0].Rules = []unreported.WatchedRule{{Name: "local"}}
		}
	}
	r.Open = map[string]coverage.Open{}
	for i := range random.IntN(8) {
		arn := fmt.Sprintf(pick("arn:aws:ec2:eu-west-1:222233334444:volume/vol-%d", "arn:aws:fsx:eu-west-1:222233334444:file-system/fs-%d", "arn:aws:redshift:eu-west-1:222233334444:cluster:c%d"), i)
		r.Snapshot.Select([]unreported.Resource{{ARN: arn, Tags: map[string]string{pick("backup", "Backup", "team", ""): pick("daily", "Daily", "x", "")}}})
		if maybe(60) {
			created := r.At.Add(-time.Duration(random.IntN(80)) * time.Hour)
			r.Snapshot.Arrivals[central].Newest[arn] = unreported.Arrival{Created: created, Completed: created.Add(time.Hour), Account: pick(member, member, "333344445555", "")}
		}
		if maybe(50) {
			r.Snapshot.Points = append(r.Snapshot.Points, unreported.Point{ResourceARN: arn, PlanID: "p", RuleID: "r", Created: r.At.Add(-time.Duration(random.IntN(80)) * time.Hour)})
		}
		if maybe(10) {
			r.Open[arn] = coverage.Open{Group: "7f3a", Why: "The key."}
		}
	}
	return r
}
