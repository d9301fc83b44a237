package unreported

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/event"
)

// lately is how far back a copy or backup that ended well is told again, should its event be lost: two looks, and their
// delay.
const lately = 2*time.Hour + 15*time.Minute

// overdue says which resources have no copy of the last run that should have brought one, and why: the run's backup is
// there and no copy of it, or there is no backup either. What a plan backs up, and does so by copying rules, counts;
// what people back up on demand does not.
func (w Snapshot) overdue(maxAge time.Duration, now time.Time) (all []event.UnreportedFailure) {
	for _, p := range w.Plans {
		points := w.points(p)
		protected := w.protected(p, points)
		for _, r := range p.Rules {
			at, ok := p.due(r, maxAge, now)
			if !ok {
				continue
			}
			last := run{plan: p, rule: r, at: at, by: at.Add(r.allowance(maxAge, p.gap(r, at)))}
			for _, arn := range protected {
				for _, destination := range r.Destinations {
					if problem, late := w.late(last, arn, points[arn], destination); late && !told(all, problem) {
						all = append(all, problem)
					}
				}
			}
		}
	}
	return all
}

// run is a time at which a rule was due.
type run struct {
	plan ExpectedPlan
	rule WatchedRule
	at   time.Time
	by   time.Time // when its copies are due
}

// told reports whether a problem is in the list, by another rule of the plan.
func told(all []event.UnreportedFailure, p event.UnreportedFailure) bool {
	return slices.ContainsFunc(all, func(had event.UnreportedFailure) bool {
		return had.Kind == p.Kind && had.Resource == p.Resource && had.Destination == p.Destination
	})
}

// late is what is wrong with the copy of one resource that a run should have brought, if something is.
func (w Snapshot) late(due run, arn string, points []Point, destination string) (event.UnreportedFailure, bool) {
	arrivals, listed := w.Arrivals[destination]
	from, first := due.at.Add(-slack), begun(points)
	isNew := first.IsZero() || first.After(due.at.Add(due.rule.startWindow()))
	if !listed || !due.rule.snapshots(arn) || from.Before(arrivals.Since) || isNew ||
		!arrivals.Newest[arn].Created.Before(from) {
		return event.UnreportedFailure{}, false
	}
	have := "The central vault has no copy of it since " + clockOf(arrivals.Since)
	if newest := arrivals.Newest[arn].Created; !newest.IsZero() {
		have = "Its newest copy in the central vault is from " + clockOf(newest)
	}
	made := due.made(points)
	switch {
	case made.Created.IsZero() && w.ran(due.plan, due.rule, due.at) && slices.Contains(w.selected(due.plan), arn):
		return event.UnreportedFailure{
			Kind:         event.Backup,
			Resource:     arn,
			ResourceType: points[0].ResourceType,
			Cause:        "backup-overdue",
			Why: fmt.Sprintf(
				"Plan %s was due at %s and has made no backup of it since. %s.",
				due.plan.Name,
				clockOf(due.at),
				have,
			),
		}, true
	case made.Created.IsZero() || made.PlanVersion != due.plan.Version:
		// the rule made no job at all; or a version of the plan made it that may not have copied
		return event.UnreportedFailure{}, false
	}
	return event.UnreportedFailure{
		Kind:         event.Copy,
		Resource:     arn,
		ResourceType: made.ResourceType,
		Destination:  destination,
		Cause:        "copy-overdue",
		RunAt:        due.at.Add(-slack),
		Why: fmt.Sprintf("Rule %s of plan %s backed it up at %s. The copy was due by %s. %s.",
			due.rule.Name, due.plan.Name, clockOf(made.Created), clockOf(due.by), have),
	}, true
}

// made is the newest of the backups that the run, or a later one, has made.
func (due run) made(points []Point) (newest Point) {
	rules := due.plan.standIns(due.rule, due.at)
	for _, b := range points {
		if rules[b.RuleID] && !b.Created.Before(due.at.Add(-slack)) && b.Created.After(newest.Created) {
			newest = b
		}
	}
	return newest
}

// protected are the resources that a plan selects or has backed up.
func (w Snapshot) protected(p ExpectedPlan, points map[string][]Point) []string {
	all := slices.AppendSeq(w.selected(p), maps.Keys(points))
	slices.Sort(all)
	return slices.Compact(all)
}

// arrived are the backups and copies that ended well lately, which ends the alerts about them.
func (w Snapshot) arrived(now time.Time) (all []event.UnreportedFailure) {
	well := func(kind event.JobKind, arn, destination string, at time.Time) {
		p := event.UnreportedFailure{Kind: kind, Resource: arn, Destination: destination, Holds: true, At: at}
		if now.Sub(at) < lately && !told(all, p) {
			all = append(all, p)
		}
	}
	for i := range w.Points {
		b := w.Points[len(w.Points)-1-i]
		well(event.Backup, b.ResourceARN, "", b.Completed)
	}
	for _, p := range w.Plans {
		for _, arn := range w.protected(p, w.points(p)) {
			for _, r := range p.Rules {
				for _, destination := range r.Destinations {
					well(event.Copy, arn, destination, w.Arrivals[destination].Newest[arn].Completed)
				}
			}
		}
	}
	return all
}
