package unreported

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/settings"
)

// NearMiss is a resource that carries almost the tag that a plan selects by.
type NearMiss struct{ ResourceARN, Key, Value string }

// recently is how long what a plan has backed up speaks for somebody wanting it backed up.
const recently = 7 * 24 * time.Hour

// NearKeys are the tag keys that somebody may have written instead of the plan's, which is among them where it is in
// use with other values. Keys are case sensitive:
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
func (p ExpectedPlan) NearKeys(keys []string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return !settings.Near(key, p.TagKey) })
}

// IsNear reports whether a tag with a near key is nearly the plan's.
func (p ExpectedPlan) IsNear(key, value string) bool {
	return settings.Near(key, p.TagKey) && settings.Near(value, p.TagValue)
}

// selections says of each plan whether it selects something. One that selects nothing is only told where somebody meant
// it to: where a tag is nearly right, or the plan has backed something up lately. An account without such a resource is
// well.
func (w Snapshot) selections(now time.Time) (all []event.UnreportedFailure) {
	for _, p := range w.Plans {
		if p.Unread {
			continue
		}
		problem := event.UnreportedFailure{Kind: event.Selection, Resource: "backup-plan/" + p.Name}
		lost := w.lost(p, now)
		p.NearMisses = w.misses(p)
		switch {
		case len(p.Selected) > 0, len(p.NearMisses) == 0 && len(lost) == 0:
			problem.Holds = true
		case len(p.NearMisses) > 0:
			problem.Cause, problem.Why, problem.Paste = "selection-matches-nothing", p.whyNear(), p.retag(w.Region)
		default:
			problem.Cause = "selection-matches-nothing"
			problem.Why = fmt.Sprintf(
				"No resource has the tag %s=%s any longer. The plan recently backed up %s.",
				p.TagKey,
				p.TagValue,
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
		if p.Unread || len(p.Selected)+len(w.misses(p))+len(w.lost(p, now)) > 0 {
			return false
		}
	}
	return len(w.Plans) > 0
}

// misses are the near misses of a plan that carry no other plan's tag.
func (w Snapshot) misses(p ExpectedPlan) []NearMiss {
	return slices.DeleteFunc(slices.Clone(p.NearMisses), func(n NearMiss) bool {
		return slices.ContainsFunc(
			w.Plans,
			func(other ExpectedPlan) bool { return other.TagKey == n.Key && other.TagValue == n.Value },
		)
	})
}

// lost are the resources that a plan has backed up lately.
func (w Snapshot) lost(p ExpectedPlan, now time.Time) (arns []string) {
	for _, point := range w.Points {
		if point.PlanID == p.ID && now.Sub(point.Created) < recently && !slices.Contains(arns, point.ResourceARN) {
			arns = append(arns, point.ResourceARN)
		}
	}
	return arns
}

func (p ExpectedPlan) whyNear() string {
	var lines []string
	for _, near := range p.NearMisses[:min(len(p.NearMisses), someShown)] {
		lines = append(lines, fmt.Sprintf("%s has %s=%s", nameOf(near.ResourceARN), near.Key, near.Value))
	}
	if rest := len(p.NearMisses) - someShown; rest > 0 {
		lines = append(lines, fmt.Sprintf("%d more have similar tags", rest))
	}
	return fmt.Sprintf(
		"No resource has the tag %s=%s. %s. Keys and values of tags are case sensitive.",
		p.TagKey,
		p.TagValue,
		strings.Join(lines, "; "),
	)
}

// retag is the command that gives the resources the tag that was meant.
func (p ExpectedPlan) retag(region string) string {
	var arns []string
	for _, near := range p.NearMisses[:min(len(p.NearMisses), someShown)] {
		arns = append(arns, near.ResourceARN)
	}
	return fmt.Sprintf(
		"aws resourcegroupstaggingapi tag-resources --resource-arn-list %s --tags '%s=%s' --region %s",
		strings.Join(arns, " "),
		p.TagKey,
		p.TagValue,
		region,
	)
}
