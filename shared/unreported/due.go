package unreported

import (
	"time"

	"farvault/shared/settings"
)

const (
	// slack is what AWS's clock may be behind the schedule's.
	slack = 5 * time.Minute

	// listed is how long after its start window a run's jobs are in AWS's lists at the latest. A job may start at any
	// time within the window: https://repost.aws/knowledge-center/aws-backup-troubleshoot-scheduled-backup-plans
	listed = time.Hour

	// copyTakes is how long after the window of its backup a copy may take that nobody waits for.
	copyTakes = 4 * time.Hour

	// taken bounds how many runs in a row a longer-kept rule may take from another before that one is never due.
	taken = 200
)

func (r WatchedRule) startWindow() time.Duration {
	return time.Duration(r.StartMinutes) * time.Minute
}

// run is the last time, at or before until, that a rule of the plan was to run itself.
func (p ExpectedPlan) run(r WatchedRule, until time.Time) (at time.Time, ok bool) {
	for range taken {
		if at, ok = r.Timetable.Last(until); !ok || !p.swallowed(r, at) {
			return at, ok
		}
		until = at.Add(-time.Minute)
	}
	return time.Time{}, false
}

// swallowed reports whether a rule that is kept longer runs in place of one that is due at a time: where their start
// windows overlap, AWS Backup runs that one alone.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
func (p ExpectedPlan) swallowed(r WatchedRule, at time.Time) bool {
	for _, other := range p.Rules {
		if other.Name != r.Name && other.outlives(r) && other.meets(r, at) {
			return true
		}
	}
	return false
}

func (r WatchedRule) outlives(other WatchedRule) bool {
	return other.DeleteAfterDays != 0 && (r.DeleteAfterDays == 0 || r.DeleteAfterDays > other.DeleteAfterDays)
}

// meets reports whether a start window of r meets the one of the other rule that opens at a time.
func (r WatchedRule) meets(other WatchedRule, at time.Time) bool {
	opens, ok := r.Timetable.Last(at.Add(other.startWindow() - time.Minute))
	return ok && opens.Add(r.startWindow()).After(at)
}

// standIns are the rules of which a job answers for the run of one: itself, and those kept as long that overlap it, of
// which AWS does not say which one runs.
func (p ExpectedPlan) standIns(r WatchedRule, at time.Time) map[string]bool {
	all := map[string]bool{r.ID: true}
	for _, other := range p.Rules {
		if other.DeleteAfterDays == r.DeleteAfterDays && other.meets(r, at) {
			all[other.ID] = true
		}
	}
	return all
}

// due is the last run of which a copy should be there by now. A run has the time of its windows and of the copy; where
// the runs come more often than maxAge, the copies may become as old as that.
func (p ExpectedPlan) due(r WatchedRule, maxAge time.Duration, now time.Time) (at time.Time, ok bool) {
	until := now
	for range taken {
		if at, ok = p.run(r, until); !ok {
			return time.Time{}, false
		}
		early := at.Add(r.allowance(maxAge, p.gap(r, at))).Sub(now)
		if early <= 0 {
			return at, true
		}
		until = at.Add(-max(early, time.Minute))
	}
	return time.Time{}, false
}

// gap is the time between a run and the one before; zero where there was none.
func (p ExpectedPlan) gap(r WatchedRule, at time.Time) time.Duration {
	before, ok := p.run(r, at.Add(-time.Minute))
	if !ok {
		return 0
	}
	return at.Sub(before)
}

// allowance is how long after a run its copy may be missing.
func (r WatchedRule) allowance(maxAge, gap time.Duration) time.Duration {
	if gap > 0 && maxAge > gap {
		return maxAge - gap
	}
	window := r.startWindow()
	completion := time.Duration(r.CompletionMinutes) * time.Minute
	if r.CompletionMinutes < settings.DefaultCompletionWindow { // which is a limit, and not what somebody chose
		window = max(window, completion) // both count from the scheduled time
	}
	return window + copyTakes
}

// AllowedAge is how old the newest copy of any plan may be; zero where that differs, because a plan runs more rarely
// than maxAge.
func AllowedAge(plans []settings.BackupPlan, maxAge time.Duration, now time.Time) time.Duration {
	for _, wanted := range plans {
		plan := PlanExpected(wanted)
		for _, r := range plan.Rules {
			if at, ok := r.Timetable.Last(now); ok && plan.gap(r, at) >= maxAge {
				return 0
			}
		}
	}
	return maxAge
}

// before is how far back evidence goes that a resource is not new: to the run before the one that counts.
func (p ExpectedPlan) before(r WatchedRule, at time.Time) time.Time {
	return at.Add(-p.gap(r, at) - slack)
}

// CopiesSince is how far back the copies of the plan must be listed to judge it; zero where it is never due.
func (p ExpectedPlan) CopiesSince(maxAge time.Duration, now time.Time) time.Time {
	return p.earliest(func(r WatchedRule) (time.Time, bool) {
		at, ok := p.due(r, maxAge, now)
		return at.Add(-slack), ok
	})
}

// PointsSince is the same of its recovery points.
func (p ExpectedPlan) PointsSince(maxAge time.Duration, now time.Time) time.Time {
	return p.earliest(func(r WatchedRule) (time.Time, bool) {
		at, ok := p.due(r, maxAge, now)
		return p.before(r, at), ok
	})
}

// JobsSince is the same of its jobs.
func (p ExpectedPlan) JobsSince(now time.Time) time.Time {
	return p.earliest(func(r WatchedRule) (time.Time, bool) {
		at, ok := p.judged(r, now)
		return at.Add(-slack), ok
	})
}

func (p ExpectedPlan) earliest(of func(WatchedRule) (time.Time, bool)) (first time.Time) {
	for _, r := range p.Rules {
		if at, ok := of(r); ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// judged is the last run whose jobs must be there by now.
func (p ExpectedPlan) judged(r WatchedRule, now time.Time) (time.Time, bool) {
	return p.run(r, now.Add(-r.startWindow()-listed))
}
