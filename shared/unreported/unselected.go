package unreported

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/event"
	"farvault/shared/settings"
)

// Resource is something that may carry tags, of a type that AWS Backup protects.
type Resource = settings.Resource

// Gap is a resource that somebody has tagged for backup and that no plan backs up: its tag is nearly the plan's, or its
// type is switched off.
type Gap struct {
	ARN, Type  string
	Key, Value string // the tag that it has
	Plan       ExpectedPlan
	Off        bool // the tag is right, and the type is off
}

// Select gives each plan what carries its tag, as AWS Backup does: keys and values are case sensitive. What is of no
// type that AWS Backup protects is left out.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
func (w *Snapshot) Select(found []Resource) {
	for _, r := range w.withNamed(found) {
		if len(TypesOf(r.ARN)) == 0 {
			continue
		}
		w.Resources = append(w.Resources, r)
		for i, p := range w.Plans {
			if p.Picks(r) {
				w.Plans[i].Selected = append(w.Plans[i].Selected, r.ARN)
			}
		}
	}
}

// Gaps are the resources that are tagged for backup and not backed up, in the order of their ARNs. A resource that one
// plan selects has none, whatever its other tags look like.
func (w Snapshot) Gaps() (gaps []Gap) {
	selecting := map[string]ExpectedPlan{}
	for _, p := range w.Plans {
		for _, arn := range p.Selected {
			selecting[arn] = p
		}
	}
	for _, r := range w.Resources {
		types := TypesOf(r.ARN)
		if len(types) == 0 {
			continue
		}
		p, selected := selecting[r.ARN]
		switch {
		case selected && !w.reached(p, r.ARN):
			gaps = append(gaps, Gap{ARN: r.ARN, Type: types[0], Key: p.TagKey, Value: p.TagValue, Plan: p, Off: true})
		case !selected:
			if g, near := w.near(r); near {
				gaps = append(gaps, g)
			}
		}
	}
	slices.SortFunc(gaps, func(a, b Gap) int { return strings.Compare(a.ARN, b.ARN) })
	return gaps
}

// near is the tag of a resource that is nearly a plan's, the first of its keys that is.
func (w Snapshot) near(r Resource) (Gap, bool) {
	for _, key := range sortedKeys(r.Tags) {
		for _, p := range w.Plans {
			if !p.Unread && p.IsNear(key, r.Tags[key]) {
				return Gap{ARN: r.ARN, Type: TypesOf(r.ARN)[0], Key: key, Value: r.Tags[key], Plan: p}, true
			}
		}
	}
	return Gap{}, false
}

// IsNear reports whether a tag is nearly the plan's.
func (p ExpectedPlan) IsNear(key, value string) bool {
	return p.TagKey != "" && settings.Near(key, p.TagKey) && settings.Near(value, p.TagValue)
}

func sortedKeys(tags map[string]string) (keys []string) {
	for key := range tags {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// unselected says what is tagged for backup and not backed up, and what no longer is. Types that the settings want are
// left to the failure of the type: farvault switches those on.
func (w Snapshot) unselected(optIn []string) (all []event.UnreportedFailure) {
	gaps := slices.DeleteFunc(w.Gaps(), func(g Gap) bool { return g.Off && slices.Contains(optIn, g.Type) })
	for _, g := range gaps {
		all = append(all, event.UnreportedFailure{
			Kind:         event.Tagged,
			Resource:     g.ARN,
			ResourceType: g.Type,
			Cause:        "tagged-not-backed-up",
			Why:          whyGaps(gaps),
			Paste:        retag(gaps, w.Region),
		})
	}
	for _, arn := range w.Reported {
		if w.TagsRead() && !slices.ContainsFunc(gaps, func(g Gap) bool { return g.ARN == arn }) {
			all = append(all, event.UnreportedFailure{Kind: event.Tagged, Resource: arn, Holds: true})
		}
	}
	return all
}

// TagsRead reports whether it is known what every plan selects.
func (w Snapshot) TagsRead() bool {
	return !slices.ContainsFunc(w.Plans, func(p ExpectedPlan) bool { return p.Unread })
}

// gapsShown is how many of them a message names.
const gapsShown = 10

// whyGaps says of each what it has and what it needs.
func whyGaps(gaps []Gap) string {
	var lines []string
	for _, g := range gaps[:min(len(gaps), gapsShown)] {
		lines = append(lines, g.Why())
	}
	if rest := len(gaps) - gapsShown; rest > 0 {
		lines = append(lines, fmt.Sprintf("%d more are not backed up either: `farvault coverage` lists them.", rest))
	}
	return strings.Join(lines, "\n")
}

// Why is what the resource has and what it needs, in a sentence.
func (g Gap) Why() string {
	switch {
	case g.Off && g.Plan.Selections != nil:
		return fmt.Sprintf("Plan %s selects %s, but %s is switched off in AWS Backup's settings of the account.",
			g.Plan.Name, nameOf(g.ARN), g.Type)
	case g.Off && g.Key == "":
		return fmt.Sprintf("%s is selected by plan %s, but %s is switched off in AWS Backup's settings of the account. %s",
			nameOf(g.ARN), g.Plan.Name, g.Type, "Add "+g.Type+" to ResourceTypeOptIn in infra/settings.yaml and deploy.")
	case g.Off:
		return fmt.Sprintf("%s has %s=%s, but %s is switched off in AWS Backup's settings of the account. Add %s to %s.",
			nameOf(g.ARN), g.Key, g.Value, g.Type, g.Type, "ResourceTypeOptIn in infra/settings.yaml and deploy")
	}
	return fmt.Sprintf("%s has %s=%s; plan %s selects %s.",
		nameOf(g.ARN), g.Key, g.Value, g.Plan.Name, g.Plan.Wants())
}

// retagged is how many resources TagResources takes at once.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html
const retagged = 20

// retag is the command that gives the resources the tag that was meant, those of the first plan.
func retag(gaps []Gap, region string) string {
	var arns []string
	var plan ExpectedPlan
	for _, g := range gaps {
		if g.Off || len(arns) > 0 && g.Plan.Name != plan.Name || len(arns) == retagged {
			continue
		}
		arns, plan = append(arns, g.ARN), g.Plan
	}
	if len(arns) == 0 {
		return ""
	}
	return fmt.Sprintf("aws resourcegroupstaggingapi tag-resources --resource-arn-list %s --tags '%s=%s' --region %s",
		strings.Join(arns, " "), plan.TagKey, plan.TagValue, region)
}
