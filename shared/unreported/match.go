package unreported

import (
	"slices"
	"strings"

	"farvault/shared/policy"
)

// Selection is a selection of a plan that is not farvault's, with all that AWS Backup's selections can say.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
type Selection struct {
	Resources, NotResources []string // ARNs, with wildcards
	AnyOf                   []Tagged // ListOfTags, of which one must hold
	AllOf                   []Tagged // Conditions, which must all hold
}

// Tagged is a condition on a tag.
type Tagged struct {
	Key, Value string
	Like       bool // the value has wildcards
	Not        bool // it must not hold
}

// holds reports whether tags meet the condition. A tag that is missing is not alike, and is not equal.
func (c Tagged) holds(tags map[string]string) bool {
	value, there := tags[c.Key]
	is := there && value == c.Value
	if c.Like {
		is = there && policy.Like(c.Value, value)
	}
	return is != c.Not
}

// Selects reports whether the selection names a resource: one of its ARNs does, under all conditions, or one of the
// tags of ListOfTags; unless NotResources names it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
func (s Selection) Selects(r Resource) bool {
	named := func(pattern string) bool { return policy.Like(pattern, r.ARN) }
	holds := func(c Tagged) bool { return c.holds(r.Tags) }
	fails := func(c Tagged) bool { return !c.holds(r.Tags) }
	if slices.ContainsFunc(s.NotResources, named) {
		return false
	}
	return slices.ContainsFunc(s.AnyOf, holds) ||
		slices.ContainsFunc(s.Resources, named) && !slices.ContainsFunc(s.AllOf, fails)
}

// Named are the resources that the selection names by their whole ARNs: what never had a tag is in no listing by tags.
func (s Selection) Named() (arns []string) {
	for _, arn := range s.Resources {
		if !strings.ContainsAny(arn, "*?") {
			arns = append(arns, arn)
		}
	}
	return arns
}

// selects reports whether a plan selects a resource, by its own tag or by its selections.
func (p ExpectedPlan) selects(r Resource) bool {
	if p.Selections != nil {
		return slices.ContainsFunc(p.Selections, func(s Selection) bool { return s.Selects(r) })
	}
	value, tagged := r.Tags[p.TagKey]
	return tagged && value == p.TagValue
}

// none is that a plan selects nothing, in words without an end.
func (p ExpectedPlan) none() string {
	if p.TagKey == "" {
		return "Plan " + p.Name + " selects no resource"
	}
	return "No resource has the tag " + p.TagKey + "=" + p.TagValue
}

// namesType reports whether a selection of the plan names the type of a resource by an ARN. AWS Backup then backs it up
// although the type is switched off.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
func (p ExpectedPlan) namesType(r Resource) bool {
	return slices.ContainsFunc(p.Selections, func(s Selection) bool {
		return slices.ContainsFunc(s.Resources, func(pattern string) bool {
			parts := strings.SplitN(pattern, ":", 6)
			return len(parts) == 6 && strings.Trim(parts[5], "*") != "" && policy.Like(pattern, r.ARN)
		})
	})
}

// withNamed are the resources that were found, and those that selections name by their whole ARNs.
func (w *Snapshot) withNamed(found []Resource) []Resource {
	known := map[string]bool{}
	for _, r := range found {
		known[r.ARN] = true
	}
	for _, p := range w.Plans {
		for _, s := range p.Selections {
			for _, arn := range s.Named() {
				if !known[arn] {
					known[arn], found = true, append(found, Resource{ARN: arn})
				}
			}
		}
	}
	return found
}
