package plan

import (
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// SelectionDocument says what a plan backs up, and as which role.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
type SelectionDocument struct {
	SelectionName string
	IamRoleArn    string
	Resources     []string    `json:",omitempty"`
	NotResources  []string    `json:",omitempty"`
	ListOfTags    []Condition `json:",omitempty"`
	Conditions    *Conditions `json:",omitempty"`
}

// Condition is one of ListOfTags, of which any may hold.
type Condition struct{ ConditionType, ConditionKey, ConditionValue string }

// Conditions must all hold.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Conditions.html
type Conditions struct {
	StringEquals    []ConditionParameter `json:",omitempty"`
	StringNotEquals []ConditionParameter `json:",omitempty"`
	StringLike      []ConditionParameter `json:",omitempty"`
	StringNotLike   []ConditionParameter `json:",omitempty"`
}

// ConditionParameter is a tag, its key as aws:ResourceTag/key, and a value.
type ConditionParameter struct{ ConditionKey, ConditionValue string }

// Selection is a selection of a plan. AWS Backup has no call that changes one.
type Selection struct {
	ID               string
	Document         SelectionDocument
	CreatorRequestID string
	Created          time.Time
}

// Quotas of selections: https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
const (
	maxSelections    = 100
	maxResources     = 500
	maxWildcards     = 30
	maxTagConditions = 30
)

const resourceTag = "aws:ResourceTag/"

// check holds a selection to its form. The text about empty sections is AWS's:
// https://github.com/ministryofjustice/modernisation-platform-terraform-baselines/pull/293
func (d SelectionDocument) check() error {
	wildcards := 0
	for _, pattern := range d.Resources {
		if _, err := org.ParseARN(pattern); err != nil && pattern != "*" && !strings.HasPrefix(pattern, "arn:") {
			return invalid("Invalid ARN %s in Resources", pattern)
		}
		if strings.Contains(pattern, "*") {
			wildcards++
		}
	}
	switch {
	case !validName.MatchString(d.SelectionName):
		return invalid("Selection name %s is not valid", d.SelectionName)
	case len(d.Resources) == 0 && len(d.ListOfTags) == 0:
		return invalid("Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty.")
	case len(d.Resources) > maxResources || wildcards > maxWildcards || len(d.ListOfTags) > maxTagConditions:
		return kernel.Fail("LimitExceededException", "Selection %s names too many resources or tags", d.SelectionName)
	}
	for _, tag := range d.ListOfTags {
		if tag.ConditionType != "STRINGEQUALS" {
			return invalid("ConditionType %s is not valid, it must be STRINGEQUALS", tag.ConditionType)
		}
	}
	if d.Conditions != nil {
		c := d.Conditions
		for _, p := range slices.Concat(c.StringEquals, c.StringNotEquals, c.StringLike, c.StringNotLike) {
			if !strings.HasPrefix(p.ConditionKey, resourceTag) {
				return invalid("Condition key %s does not begin with %s", p.ConditionKey, resourceTag)
			}
		}
	}
	return nil
}

// checkRole tries the role as AWS Backup will use it. Both refusals pass once IAM has spread the role and its policies:
// https://github.com/hashicorp/terraform-provider-aws/issues/9297 ,
// https://github.com/vinycoolguy2015/awslambda/issues/1
func (s *Plans) checkRole(p place.Place, d SelectionDocument) error {
	role := d.IamRoleArn
	caller, err := s.iam.Assume(role, "backup.amazonaws.com")
	if err != nil {
		return invalid("IAM Role %s cannot be assumed by AWS Backup", role)
	}
	if !d.MayFind(s.k, p, caller) {
		return invalid("IAM Role %s is not authorized to call tag:GetResources", role)
	}
	return nil
}

// MayFind reports whether the role may look in a place for what the selection
// selects. Where all is named by ARN there is nothing to look for.
func (d SelectionDocument) MayFind(k *kernel.Kernel, p place.Place, role kernel.Caller) bool {
	named := len(d.ListOfTags) == 0 && d.Conditions == nil && !strings.Contains(strings.Join(d.Resources, " "), "*")
	if named {
		return true
	}
	access := kernel.Access{Action: "tag:GetResources", Context: map[string][]string{"aws:RequestedRegion": {p.Region}}}
	return k.Judge(role, access).Decision == policy.Allowed
}
