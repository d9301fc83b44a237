package unreported

import (
	"slices"
	"strings"

	"farvault/shared/settings"
)

// none is that a plan selects nothing, in words without an end.
func (p ExpectedPlan) none() string {
	if p.Selections != nil && p.TagKey == "" {
		return "Plan " + p.Name + " selects no resource"
	}
	return "No resource has the tag " + p.Wants()
}

// namesType reports whether a selection of a plan that is not farvault's names the type of a resource by an ARN. AWS
// Backup then backs it up although the type is switched off.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
func (p ExpectedPlan) namesType(resourceARN string) bool {
	return slices.ContainsFunc(p.Selections, func(s settings.Picking) bool {
		return slices.ContainsFunc(s.Resources, func(pattern string) bool {
			parts := strings.SplitN(pattern, ":", 6)
			return len(parts) == 6 && strings.Trim(parts[5], "*") != "" && settings.Like(pattern, resourceARN)
		})
	})
}

// withNamed are the resources that were found, and those that selections name by their whole ARNs: what never had a tag
// is in no listing by tags.
func (w *Snapshot) withNamed(found []Resource) []Resource {
	known := map[string]bool{}
	for _, r := range found {
		known[r.ARN] = true
	}
	for _, p := range w.Plans {
		for _, s := range p.Selections {
			for _, arn := range s.Resources {
				if !strings.Contains(arn, "*") && !known[arn] {
					known[arn], found = true, append(found, Resource{ARN: arn})
				}
			}
		}
	}
	return found
}
