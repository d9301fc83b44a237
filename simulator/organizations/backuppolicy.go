package organizations

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"farvault/simulator/kernel"
)

// backupPolicy is the type of the policies by which AWS Backup makes plans in accounts. The type is always enabled.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup.html
const backupPolicy = "BACKUP_POLICY"

// AttachBackupPolicy attaches a new backup policy to the root, an OU or an account without a word to anybody. It panics
// on a document that is none.
func (s *Service) AttachBackupPolicy(targetID, name, document string) {
	if !isBackupPolicy(document) {
		panic("simulator: no backup policy: " + document)
	}
	made := s.newPolicy(backupPolicy, name, "", nil)
	made.text = document
	s.nodes[targetID].attached = append(s.nodes[targetID].attached, made.id)
	s.tellBackupPolicy(sortedKeys(s.accounts)...)
}

func isBackupPolicy(document string) bool {
	var policy struct{ Plans map[string]any }
	return json.Unmarshal([]byte(document), &policy) == nil && policy.Plans != nil
}

// tellBackupPolicy tells who makes the plans of accounts' effective policies.
func (s *Service) tellBackupPolicy(accounts ...string) {
	some := slices.ContainsFunc(
		slices.Collect(maps.Values(s.policies)),
		func(p *controlPolicy) bool { return p.kind == backupPolicy },
	)
	if s.OnBackupPolicy == nil || !some {
		return
	}
	for _, id := range accounts {
		if id != s.managementID && s.accounts[id] != nil {
			s.OnBackupPolicy(id, s.EffectiveBackupPolicy(id))
		}
	}
}

// EffectiveBackupPolicy is what the backup policies from the root to the account come to: a later one adds to those
// before, and what it assigns counts. Empty: there is none.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html
func (s *Service) EffectiveBackupPolicy(account string) string {
	var effective any
	for _, id := range s.ancestry(account) {
		for _, attached := range s.attached(id, backupPolicy) {
			var document any
			if err := json.Unmarshal([]byte(attached.text), &document); err == nil {
				effective = inherit(effective, document)
			}
		}
	}
	if effective == nil {
		return ""
	}
	text, err := json.Marshal(effective)
	if err != nil {
		return ""
	}
	return string(text)
}

// inherit is a value of an effective policy, below a parent's. Of the operators those that set values count; those that
// hold children back are passed over.
// https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
func inherit(parent, child any) any {
	members, is := child.(map[string]any)
	if !is {
		return child
	}
	list, _ := parent.([]any)
	if value, sets := members["@@assign"]; sets {
		return value
	}
	if value, sets := members["@@append"].([]any); sets {
		return append(slices.Clone(list), value...)
	}
	if value, sets := members["@@remove"].([]any); sets {
		return slices.DeleteFunc(slices.Clone(list), func(one any) bool { return slices.Contains(value, one) })
	}
	merged := map[string]any{}
	if above, is := parent.(map[string]any); is {
		for name, value := range above {
			merged[name] = value
		}
	}
	for name, value := range members {
		if !strings.HasPrefix(name, "@@") {
			merged[name] = inherit(merged[name], value)
		}
	}
	return merged
}

type effectiveInput struct{ PolicyType, TargetId string }

type effectivePolicy struct {
	PolicyContent, PolicyType, TargetId string
	LastUpdatedTimestamp                kernel.Time
}

type effectiveOutput struct{ EffectivePolicy effectivePolicy }

// describeEffectivePolicy answers every account about itself, and the management account about any.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html
func (s *Service) describeEffectivePolicy(c *kernel.Call, in effectiveInput) (effectiveOutput, error) {
	target, who := in.TargetId, managementOrDelegate
	if target == "" || target == c.Account() {
		target, who = c.Account(), anyMember
	}
	context := map[string][]string{"organizations:PolicyType": {in.PolicyType}}
	if err := s.authorize(c, who, s.resource(target), context); err != nil {
		return effectiveOutput{}, err
	}
	switch {
	case in.PolicyType != backupPolicy:
		return effectiveOutput{}, invalidInput("INVALID_ENUM_POLICY_TYPE", "You specified an invalid value.")
	case s.accounts[target] == nil:
		return effectiveOutput{}, targetNotFound()
	}
	content := s.EffectiveBackupPolicy(target)
	if content == "" {
		return effectiveOutput{}, kernel.Fail("EffectivePolicyNotFoundException",
			"The effective policy of this type does not exist for the target.")
	}
	return effectiveOutput{effectivePolicy{content, in.PolicyType, target, kernel.At(c.Now)}}, nil
}
