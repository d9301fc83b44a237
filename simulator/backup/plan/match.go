package plan

import (
	"regexp"
	"slices"
	"strings"

	"farvault/simulator/backup/resource"
)

// Matches reports whether the selection takes a resource in. Conditions narrow
// Resources; ListOfTags adds to them:
// https://repost.aws/knowledge-center/backup-assign-resources
//
// The opt-in counts unless Resources names the resource's type:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
func (d SelectionDocument) Matches(r resource.Resource, optedIn bool) bool {
	if slices.ContainsFunc(d.NotResources, func(pattern string) bool { return like(pattern, r.ARN) }) {
		return false
	}
	tagged := slices.ContainsFunc(d.ListOfTags, func(c Condition) bool {
		value, ok := r.Tags[strings.TrimPrefix(c.ConditionKey, resourceTag)]
		return ok && value == c.ConditionValue
	})
	for _, pattern := range d.Resources {
		if like(pattern, r.ARN) && d.Conditions.hold(r.Tags) && (optedIn || namesType(pattern)) {
			return true
		}
	}
	return tagged && optedIn
}

// namesType reports whether a pattern says more than a service: arn:aws:ec2:*:*:volume/* does, arn:aws:ec2:* does not.
func namesType(pattern string) bool {
	parts := strings.SplitN(pattern, ":", 6)
	return len(parts) == 6 && strings.Trim(parts[5], "*") != ""
}

// hold reports whether all conditions do. A tag that is not there equals nothing and is like nothing.
func (c *Conditions) hold(tags map[string]string) bool {
	if c == nil {
		return true
	}
	equal := func(p ConditionParameter) bool {
		value, ok := tags[strings.TrimPrefix(p.ConditionKey, resourceTag)]
		return ok && value == p.ConditionValue
	}
	alike := func(p ConditionParameter) bool {
		value, ok := tags[strings.TrimPrefix(p.ConditionKey, resourceTag)]
		return ok && like(p.ConditionValue, value)
	}
	not := func(f func(ConditionParameter) bool) func(ConditionParameter) bool {
		return func(p ConditionParameter) bool { return !f(p) }
	}
	return !slices.ContainsFunc(c.StringEquals, not(equal)) && !slices.ContainsFunc(c.StringLike, not(alike)) &&
		!slices.ContainsFunc(c.StringNotEquals, equal) && !slices.ContainsFunc(c.StringNotLike, alike)
}

// like matches with * for any text.
func like(pattern, text string) bool {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(text)
}
