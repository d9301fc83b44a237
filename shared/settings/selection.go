package settings

import (
	"fmt"
	"slices"
	"strings"
)

// AWS Backup's quotas of a selection, none of which can be raised.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
const (
	maxConditions = 30
	maxResources  = 500 // ARNs without a wildcard
	maxWildcards  = 30  // ARNs with one
)

// typeARN is how the ARNs of a resource type look, behind "arn:aws:".
type typeARN struct {
	name, pattern string
	// optedIn says that the type must be switched on even where a selection names it.
	optedIn bool
}

// typeARNs are the types that a selection can name. DocumentDB and Neptune are not among them: their ARNs are Aurora's.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var typeARNs = []typeARN{
	{"Aurora", "rds:*:*:cluster:*", true},
	{"CloudFormation", "cloudformation:*:*:stack/*", false},
	{"DynamoDB", "dynamodb:*:*:table/*", false},
	{"EBS", "ec2:*:*:volume/*", false},
	{"EC2", "ec2:*:*:instance/*", false},
	{"EFS", "elasticfilesystem:*:*:file-system/*", false},
	{"EKS", "eks:*:*:cluster/*", false},
	{"FSx", "fsx:*:*:file-system/*", false},
	{"RDS", "rds:*:*:db:*", false},
	{"Redshift", "redshift:*:*:cluster:*", false},
	{"S3", "s3:::*", false},
	{"Storage Gateway", "storagegateway:*:*:gateway/*", false},
	{"Timestream", "timestream:*:*:database/*", false},
	{"VirtualMachine", "backup-gateway:*:*:vm/*", false},
}

func selectableTypes() (names []string) {
	for _, t := range typeARNs {
		names = append(names, t.name)
	}
	return names
}

// Picking is what the selection picks, in AWS's form. What ResourceTypes leaves out is narrowed from every resource:
// only Resources and Conditions together mean both.
func (s Selection) Picking(partition string) Picking {
	p := Picking{NotResources: s.NotResources, Conditions: s.Conditions}
	for _, t := range typeARNs {
		if slices.Contains(s.ResourceTypes, t.name) {
			p.Resources = append(p.Resources, "arn:"+partition+":"+t.pattern)
		}
	}
	if len(s.ResourceTypes) == 0 {
		p.Resources = []string{"*"}
	}
	if s.TagKey != "" {
		p.Conditions.StringEquals = append(slices.Clone(p.Conditions.StringEquals),
			TagCondition{ConditionKey: ResourceTag + s.TagKey, ConditionValue: s.TagValue})
	}
	return p
}

// OneTag is the tag that the selection asks for, where it is one, so that a tag that is nearly right can be known.
func (s Selection) OneTag() (key, value string) {
	if s.TagKey != "" {
		return s.TagKey, s.TagValue
	}
	if equal := s.Conditions.StringEquals; len(equal) == 1 {
		return strings.TrimPrefix(equal[0].ConditionKey, ResourceTag), equal[0].ConditionValue
	}
	return "", ""
}

// ObeysOptIn reports whether AWS Backup asks the opt-in of a type before it backs up what the selection picks.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
func (s Selection) ObeysOptIn(resourceType string) bool {
	return !slices.Contains(s.ResourceTypes, resourceType) ||
		slices.ContainsFunc(typeARNs, func(t typeARN) bool { return t.name == resourceType && t.optedIn })
}

func (f *file) checkSelection(path string, s Selection) {
	f.checkName(path+".SelectionName", s.SelectionName)
	tagged := f.written(path+".TagKey") || f.written(path+".TagValue")
	conditions := path + ".Conditions"
	switch {
	case tagged && f.written(conditions):
		f.mistake(conditions, "and TagKey are both there: write the tag as one of the StringEquals")
	case f.written(conditions) && len(f.at[conditions].Content) == 0:
		f.mistake(conditions, "is empty: write StringEquals, StringNotEquals, StringLike or StringNotLike")
	case tagged || !f.written(conditions) && !f.written(path+".ResourceTypes") && !f.written(path+".NotResources"):
		f.checkTag(path+".TagKey", s.TagKey, 128)
		f.checkTag(path+".TagValue", s.TagValue, 256)
	}
	f.checkConditions(conditions, s.Conditions)
	f.checkTypes(path+".ResourceTypes", s.ResourceTypes)
	f.checkNotResources(path+".NotResources", s.NotResources)
}

func (f *file) checkConditions(path string, c Conditions) {
	if n := c.Count(); n > maxConditions {
		f.mistake(path, "has %d conditions: AWS allows %d in a selection", n, maxConditions)
	}
	for _, o := range c.operators() {
		if at := path + "." + o.Name; f.written(at) && len(o.All) == 0 {
			f.mistake(at, "is empty: leave it out")
		}
		for i, one := range o.All {
			at := fmt.Sprintf("%s.%s[%d]", path, o.Name, i)
			key, tag := strings.CutPrefix(one.ConditionKey, ResourceTag)
			switch {
			case one.ConditionKey == "":
				f.mistake(at+".ConditionKey", "is missing: must be %s and the key of a tag", ResourceTag)
			case !tag || key == "":
				f.mistake(at+".ConditionKey", "is %q: must be %s and the key of a tag", one.ConditionKey, ResourceTag)
			}
			if !f.written(at + ".ConditionValue") {
				f.mistake(at+".ConditionValue", "is missing: must be the value to compare the tag's with")
			}
			if strings.HasSuffix(o.Name, "Equals") && strings.Contains(one.ConditionValue, "*") {
				f.mistake(at+".ConditionValue", "is %q: here a wildcard is a character like others, StringLike and StringNotLike "+
					"have wildcards", one.ConditionValue)
			}
		}
	}
}

func (f *file) checkTypes(path string, types []string) {
	if f.written(path) && len(types) == 0 {
		f.mistake(path, "is empty: leave it out for every type")
	}
	f.checkList(path, types, func(name string) string {
		if slices.Contains(selectableTypes(), name) {
			return ""
		}
		return "must be one of " + strings.Join(selectableTypes(), ", ")
	})
}

func (f *file) checkNotResources(path string, patterns []string) {
	plain, wild := 0, 0
	f.checkList(path, patterns, func(pattern string) string {
		switch {
		case strings.Contains(pattern, "*"):
			wild++
		default:
			plain++
		}
		if strings.Trim(pattern, "*") == "" {
			return "leaves out every resource, so nothing would be backed up"
		}
		if !strings.HasPrefix(pattern, "arn:") {
			return "must be an ARN, such as arn:aws:ec2:*:*:volume/vol-0abc, with * for any text"
		}
		return ""
	})
	switch {
	case f.written(path) && len(patterns) == 0:
		f.mistake(path, "is empty: leave it out where nothing is left out")
	case wild > maxWildcards:
		f.mistake(path, "has %d ARNs with *: AWS allows %d", wild, maxWildcards)
	case plain > maxResources:
		f.mistake(path, "has %d ARNs: AWS allows %d", plain, maxResources)
	}
}
