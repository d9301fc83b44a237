package settings

import (
	"fmt"
	"slices"
	"strings"
)

// ResourceTag begins the key of a condition: what follows is the key of a tag.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ConditionParameter.html
const ResourceTag = "aws:ResourceTag/"

// Picking is which resources a backup selection takes in, in AWS's own form. Patterns of ARNs have * for any text.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
type Picking struct {
	Resources    []string
	NotResources []string
	ListOfTags   []TagCondition // one of them is enough, and Resources is not asked
	Conditions   Conditions     // all must hold, and narrow Resources
}

// Conditions are what a resource's tags must be like, by operator.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Conditions.html
type Conditions struct {
	StringEquals    []TagCondition `yaml:"StringEquals"`
	StringNotEquals []TagCondition `yaml:"StringNotEquals"`
	StringLike      []TagCondition `yaml:"StringLike"`
	StringNotLike   []TagCondition `yaml:"StringNotLike"`
}

// TagCondition is a tag, its key behind aws:ResourceTag/, and the value to compare with. Both are case sensitive.
type TagCondition struct {
	ConditionKey   string `yaml:"ConditionKey"`
	ConditionValue string `yaml:"ConditionValue"`
}

// String is "aws:ResourceTag/backup=daily".
func (c TagCondition) String() string { return c.ConditionKey + "=" + c.ConditionValue }

// operators are the operators with their conditions, in AWS's order.
func (c Conditions) operators() []struct {
	Name string
	All  []TagCondition
} {
	return []struct {
		Name string
		All  []TagCondition
	}{
		{"StringEquals", c.StringEquals},
		{"StringNotEquals", c.StringNotEquals},
		{"StringLike", c.StringLike},
		{"StringNotLike", c.StringNotLike},
	}
}

// Count is how many conditions there are.
func (c Conditions) Count() int {
	return len(c.StringEquals) + len(c.StringNotEquals) + len(c.StringLike) + len(c.StringNotLike)
}

// String is the conditions in one order, whatever order AWS shows them in: those of StringEquals bare, others behind
// their operator.
func (c Conditions) String() string {
	var all []string
	for _, o := range c.operators() {
		for _, one := range o.All {
			text := one.String()
			if o.Name != "StringEquals" {
				text = o.Name + " " + text
			}
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// hold reports whether all conditions do. A tag that is not there equals nothing and is like nothing; so what denies
// holds of what has no tags. AWS's pages leave that open, IAM's operators of these names do so.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func (c Conditions) hold(tags map[string]string) bool {
	is := func(t TagCondition, same func(pattern, value string) bool) bool {
		value, tagged := tags[strings.TrimPrefix(t.ConditionKey, ResourceTag)]
		return tagged && same(t.ConditionValue, value)
	}
	equals := func(t TagCondition) bool { return is(t, func(a, b string) bool { return a == b }) }
	alike := func(t TagCondition) bool { return is(t, Like) }
	all := func(of []TagCondition, holds func(TagCondition) bool) bool {
		return !slices.ContainsFunc(of, func(t TagCondition) bool { return !holds(t) })
	}
	return all(c.StringEquals, equals) && all(c.StringLike, alike) &&
		!slices.ContainsFunc(c.StringNotEquals, equals) && !slices.ContainsFunc(c.StringNotLike, alike)
}

// Resource is something that may carry tags.
type Resource struct {
	ARN  string
	Tags map[string]string
}

// Picks reports whether a selection takes a resource in, the service opt-in apart.
// https://repost.aws/knowledge-center/backup-assign-resources
func (p Picking) Picks(arn string, tags map[string]string) bool {
	named := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool { return Like(pattern, arn) })
	}
	if named(p.NotResources) {
		return false
	}
	tagged := slices.ContainsFunc(p.ListOfTags, func(t TagCondition) bool {
		value, there := tags[strings.TrimPrefix(t.ConditionKey, ResourceTag)]
		return there && value == t.ConditionValue
	})
	return tagged || named(p.Resources) && p.Conditions.hold(tags)
}

// String is the picking for people: "aws:ResourceTag/backup=daily", or with what else narrows it.
func (p Picking) String() string {
	var parts []string
	if text := p.Conditions.String(); text != "" {
		parts = append(parts, text)
	}
	for _, t := range p.ListOfTags {
		parts = append(parts, fmt.Sprintf("ListOfTags %s", t))
	}
	if named := strings.Join(p.Resources, " "); named != "*" && named != "" {
		parts = append(parts, "Resources "+named)
	}
	if len(p.NotResources) > 0 {
		parts = append(parts, "NotResources "+strings.Join(p.NotResources, " "))
	}
	if len(parts) == 0 {
		return "every resource"
	}
	return strings.Join(parts, ", ")
}

// Apart reports whether nothing can be picked by both: each demands another value of the same tag.
func (p Picking) Apart(other Picking) bool {
	if len(p.ListOfTags)+len(other.ListOfTags) > 0 {
		return false
	}
	return slices.ContainsFunc(p.Conditions.StringEquals, func(a TagCondition) bool {
		return slices.ContainsFunc(other.Conditions.StringEquals, func(b TagCondition) bool {
			return a.ConditionKey == b.ConditionKey && a.ConditionValue != b.ConditionValue
		})
	})
}

// Like reports whether a text is as a pattern of AWS Backup's says, in which * anywhere stands for any text: the values
// of conditions, and the ARNs of resources. Other than in IAM's policies no other character has a meaning, nor does ?.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Conditions.html (StringLike)
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (StringLike)
func Like(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, first) {
		return false
	}
	text = text[len(first):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, last)
}
