package unreported

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/org"
)

// jobsKept is how far back AWS Backup lists jobs, less a day: of an older run nothing can be told.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html
const jobsKept = 29 * 24 * time.Hour

// Run is a time at which a rule was due, whose start window is over.
type Run struct {
	Plan ExpectedPlan
	Rule WatchedRule
	At   time.Time
	// Seen: the plan has backed one of its resources up before, so that the resource is not new. Otherwise it may have
	// been made, or been tagged, after the run.
	Seen bool
}

// Suspects are the runs that made no job although the plan selects resources of types that are switched on. Whether the
// plan has been changed since the run, and whether a resource that was never seen is older, is for the caller to find
// out.
func (w Snapshot) Suspects(now time.Time) []Run {
	var all []Run
	for _, p := range w.Plans {
		selected, points := w.selected(p), w.points(p)
		for _, r := range p.Rules {
			at, ok := p.judged(r, now)
			if !ok || now.Sub(at) > jobsKept || !slices.ContainsFunc(selected, r.snapshots) || w.ran(p, r, at) {
				continue
			}
			old := func(arn string) bool { first := begun(points[arn]); return !first.IsZero() && first.Before(at) }
			all = append(all, Run{Plan: p, Rule: r, At: at, Seen: slices.ContainsFunc(selected, old)})
		}
	}
	return all
}

// ran reports whether a rule, or one that may stand in for it, has made a job at a time or later.
func (w Snapshot) ran(p ExpectedPlan, r WatchedRule, at time.Time) bool {
	rules, from := p.standIns(r, at), at.Add(-slack)
	made := func(plan, rule string, created time.Time) bool {
		return plan == p.ID && rules[rule] && created.After(from)
	}
	return slices.ContainsFunc(w.Jobs, func(j PlannedJob) bool { return made(j.PlanID, j.RuleID, j.Created) }) ||
		slices.ContainsFunc(w.Points, func(b Point) bool { return made(b.PlanID, b.RuleID, b.Created) })
}

// runs says of each rule whether it ran when it was due. Of a run that is suspected and was not looked into, nothing.
func (w Snapshot) runs(now time.Time) (all []event.UnreportedFailure) {
	for _, p := range w.Plans {
		for _, r := range p.Rules {
			at, ok := p.judged(r, now)
			if !ok || now.Sub(at) > jobsKept {
				continue
			}
			problem := event.UnreportedFailure{
				Kind:     event.Run,
				Resource: "backup-rule/" + p.Name + "/" + r.Name,
				Plan:     p.ID,
			}
			switch {
			case w.ran(p, r, at):
				problem.Holds = true
			case w.missed(p, r):
				problem.Cause, problem.Why = "run-missed", w.whyMissed(p, r, at)
				problem.Paste = "aws cloudtrail lookup-events --lookup-attributes " +
					"AttributeKey=EventName,AttributeValue=ProcessBackupPlanSelection --region " + w.Region
			default:
				continue
			}
			all = append(all, problem)
		}
	}
	return all
}

// processed are the plans that have made a job lately, which ends what CloudTrail told of their selections: the event
// of a backup that completes does not name its plan.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
func (w Snapshot) processed(now time.Time) (all []event.UnreportedFailure) {
	for _, p := range w.Plans {
		var newest time.Time
		for _, j := range w.Jobs {
			if j.PlanID == p.ID && j.Created.After(newest) {
				newest = j.Created
			}
		}
		if now.Sub(newest) < lately {
			all = append(
				all,
				event.UnreportedFailure{Kind: event.Selection, Resource: "backup-plan/" + p.ID, Holds: true, At: newest},
			)
		}
	}
	return all
}

func (w Snapshot) missed(p ExpectedPlan, r WatchedRule) bool {
	return slices.ContainsFunc(w.Missed, func(m Run) bool { return m.Plan.ID == p.ID && m.Rule.Name == r.Name })
}

func (w Snapshot) whyMissed(p ExpectedPlan, r WatchedRule, at time.Time) string {
	return fmt.Sprintf(
		"Rule %s of plan %s was due at %s. Its start window of %s has ended, and AWS Backup has made no job for it.\n%s",
		r.Name,
		p.Name,
		clockOf(at),
		hours(r.startWindow()),
		"It selects "+some(w.selected(p))+".",
	)
}

func clockOf(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// hours is a window in words: "8 h", "90 min".
func hours(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d min", d/time.Minute)
}

// someShown is how many resources a sentence lists.
const someShown = 3

// some are resources by their names, the first few of many.
func some(arns []string) string {
	var names []string
	for _, arn := range arns[:min(len(arns), someShown)] {
		names = append(names, nameOf(arn))
	}
	shown := strings.Join(names, ", ")
	if rest := len(arns) - someShown; rest > 0 {
		return fmt.Sprintf("%d resources: %s and %d more", len(arns), shown, rest)
	}
	return shown
}

// nameOf is a resource without the ARN around its name.
func nameOf(resourceARN string) string {
	arn, err := org.ParseARN(resourceARN)
	if err != nil {
		return resourceARN
	}
	return arn.Name()
}
