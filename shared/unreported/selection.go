package unreported

import (
	"fmt"
	"slices"
	"time"

	"farvault/shared/event"
)

// recently is how long what a plan has backed up speaks for somebody wanting it backed up.
const recently = 7 * 24 * time.Hour

// selections says of each plan whether it selects something. One that selects nothing is only told where it has backed
// something up lately: an account without such a resource is well, and a tag that is nearly right is told by itself.
func (w Snapshot) selections(now time.Time) (all []event.UnreportedFailure) {
	for _, p := range w.Plans {
		if p.Unread {
			continue
		}
		problem := event.UnreportedFailure{Kind: event.Selection, Resource: "backup-plan/" + p.Name}
		switch lost := w.lost(p, now); {
		case len(p.Selected) > 0, len(lost) == 0:
			problem.Holds = true
		default:
			problem.Cause = "selection-matches-nothing"
			problem.Why = fmt.Sprintf(
				"No resource has the tag %s any longer. The plan recently backed up %s.",
				p.Wants(),
				some(lost),
			)
		}
		all = append(all, problem)
	}
	return all
}

// Idle reports whether no plan selects anything, and nobody seems to have meant one to.
func (w Snapshot) Idle(now time.Time) bool {
	for _, p := range w.Plans {
		if p.Unread || len(p.Selected)+len(w.lost(p, now)) > 0 {
			return false
		}
	}
	return len(w.Plans) > 0 && len(w.Gaps()) == 0
}

// lost are the resources that a plan has backed up lately, without those whose tag is nearly right: of each of these
// a message names the tag.
func (w Snapshot) lost(p ExpectedPlan, now time.Time) (arns []string) {
	for _, point := range w.Points {
		if point.PlanID == p.ID && now.Sub(point.Created) < recently && !slices.Contains(arns, point.ResourceARN) {
			arns = append(arns, point.ResourceARN)
		}
	}
	if len(arns) == 0 { // the gaps are found by a walk over all resources
		return nil
	}
	gaps := w.Gaps()
	return slices.DeleteFunc(arns, func(arn string) bool {
		return slices.ContainsFunc(gaps, func(g Gap) bool { return g.ARN == arn })
	})
}
