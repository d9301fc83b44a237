package check

import "strings"

// checkSelection judges which resources a plan is for.
func (d *document) checkSelection(s *node) {
	d.checkName(s.get("SelectionName"), "SelectionName")
	tags, resources, conditions := s.get("ListOfTags"), s.get("Resources"), s.get("Conditions")
	count := len(tags.list())
	if conditions != nil {
		for _, m := range conditions.members {
			count += len(m.value.list())
		}
	}
	d.checkConditionKeys(conditions)
	at := tags
	if at == nil {
		at = conditions
	}
	d.checkQuota(at, count, tagsASelection)
	var plain, wild int
	for _, arn := range texts(resources) {
		if strings.Contains(arn, "*") {
			wild++
			continue
		}
		plain++
	}
	d.checkQuota(resources, plain, resourcesASelection)
	d.checkQuota(resources, wild, wildcardsASelection)
	if len(tags.list()) > 0 && len(resources.list()) > 0 {
		d.say(
			SelectionOrTrap,
			tags.at,
			assign(s.syntax, asConditions(tags)),
			"ListOfTags and Resources are both set: AWS Backup backs up what has one of the tags, and every one of the "+
				"resources with no tag at all; Conditions take only what is both",
		)
	}
}

// checkConditionKeys wants the tags of conditions as keys of conditions, not as bare names.
func (d *document) checkConditionKeys(conditions *node) {
	if conditions == nil {
		return
	}
	for _, operator := range conditions.members {
		for _, c := range operator.value.list() {
			name := c.get("ConditionKey")
			if s, ok := name.literal(); ok && !strings.HasPrefix(s, "aws:ResourceTag/") {
				d.say(ConditionKey, name.at, assign(name.syntax, field{"ConditionKey", "aws:ResourceTag/" + s}),
					"ConditionKey is %s: in Conditions a tag is named aws:ResourceTag/%s", s, s)
			}
		}
	}
}

// asConditions is a list of tags as conditions that all must hold.
func asConditions(tags *node) field {
	var all [][]field
	for _, tag := range tags.list() {
		name, value := tag.get("ConditionKey"), tag.get("ConditionValue")
		if name.is(text) && value.is(text) {
			all = append(
				all,
				[]field{
					{"ConditionKey", "aws:ResourceTag/" + strings.TrimPrefix(name.text, "aws:ResourceTag/")},
					{"ConditionValue", value.text},
				},
			)
		}
	}
	return field{"Conditions", []field{{"StringEquals", all}}}
}
