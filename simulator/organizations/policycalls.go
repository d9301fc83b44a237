package organizations

import (
	"regexp"
	"slices"

	"farvault/simulator/kernel"
)

// policyKinds are the types of policy that are simulated.
var policyKinds = []string{serviceControl, resourceControl, backupPolicy}

// policiesPerTarget is the quota for each type of control policy on a root, OU or account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const policiesPerTarget = 5

type policiesOutput struct {
	Policies  []policySummary
	NextToken string `json:",omitempty"`
}

func (s *Service) listPoliciesForTarget(c *kernel.Call, in listInput) (policiesOutput, error) {
	if err := s.authorize(
		c,
		managementOrDelegate,
		s.resource(in.TargetId),
		map[string][]string{"organizations:PolicyType": {in.Filter}},
	); err != nil {
		return policiesOutput{}, err
	}
	if !slices.Contains(policyKinds, in.Filter) {
		return policiesOutput{}, invalidInput("INVALID_ENUM_POLICY_TYPE", "You specified an invalid value.")
	}
	if s.nodes[in.TargetId] == nil {
		return policiesOutput{}, targetNotFound()
	}
	all := []policySummary{}
	for _, attached := range s.attached(in.TargetId, in.Filter) {
		all = append(all, s.summary(attached))
	}
	part, next, err := cut(all, in)
	return policiesOutput{part, next}, err
}

type policyInput struct {
	PolicyId, TargetId               string
	Content, Description, Name, Type string
}

type policyShape struct {
	PolicySummary policySummary
	Content       string
}

type policyOutput struct{ Policy policyShape }

func (s *Service) describePolicy(c *kernel.Call, in policyInput) (policyOutput, error) {
	found, err := s.reachPolicy(c, managementOrDelegate, in.PolicyId, "")
	if err != nil {
		return policyOutput{}, err
	}
	content := found.text // as it was given
	if content == "" {
		content = found.document.String()
	}
	return policyOutput{policyShape{s.summary(found), content}}, nil
}

func (s *Service) createPolicy(c *kernel.Call, in policyInput) (policyOutput, error) {
	if err := s.authorize(
		c,
		managementOnly,
		"",
		map[string][]string{"organizations:PolicyType": {in.Type}},
	); err != nil {
		return policyOutput{}, err
	}
	if !slices.Contains(policyKinds, in.Type) {
		return policyOutput{}, invalidInput("INVALID_ENUM_POLICY_TYPE", "You specified an invalid value.")
	}
	for _, other := range s.policies {
		if other.name == in.Name && other.kind == in.Type {
			return policyOutput{}, kernel.Fail(
				"DuplicatePolicyException",
				"A policy with the same name already exists.",
			)
		}
	}
	document, err := controlDocument(in.Type, in.Content)
	if err != nil {
		return policyOutput{}, err
	}
	made := s.newPolicy(in.Type, in.Name, in.Description, document)
	made.text = in.Content
	return policyOutput{policyShape{s.summary(made), in.Content}}, nil
}

// attachPolicy works at once; AWS needs a moment.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html
func (s *Service) attachPolicy(c *kernel.Call, in policyInput) (empty, error) {
	found, err := s.reachPolicy(c, managementOnly, in.PolicyId, in.TargetId)
	if err != nil {
		return empty{}, err
	}
	target := s.nodes[in.TargetId]
	switch {
	case target == nil:
		return empty{}, targetNotFound()
	case slices.Contains(target.attached, found.id):
		return empty{}, kernel.Fail(
			"DuplicatePolicyAttachmentException",
			"The selected policy is already attached to the specified target.",
		)
	case len(s.attached(target.id, found.kind)) >= policiesPerTarget:
		return empty{}, kernel.Fail("ConstraintViolationException", "You have attached the maximum number of policies to "+
			"the specified target.").
			With("Reason", "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")
	}
	target.attached = append(target.attached, found.id)
	s.tellBackupPolicy(sortedKeys(s.accounts)...)
	s.emitCall(c, map[string]any{"policyId": in.PolicyId, "targetId": in.TargetId}, nil, nil)
	return empty{}, nil
}

// detachPolicy leaves at least one SCP on every target.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html
func (s *Service) detachPolicy(c *kernel.Call, in policyInput) (empty, error) {
	found, err := s.reachPolicy(c, managementOnly, in.PolicyId, in.TargetId)
	if err != nil {
		return empty{}, err
	}
	target := s.nodes[in.TargetId]
	switch {
	case target == nil:
		return empty{}, targetNotFound()
	case !slices.Contains(target.attached, found.id):
		return empty{}, kernel.Fail(
			"PolicyNotAttachedException",
			"The policy isn't attached to the specified target in the specified root.",
		)
	case found.kind != backupPolicy && len(s.attached(target.id, found.kind)) == 1:
		return empty{}, kernel.Fail("ConstraintViolationException", "You cannot remove the last policy attached to the "+
			"specified target. You should have at least one at any time.").
			With("Reason", "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")
	}
	target.attached = slices.DeleteFunc(target.attached, func(id string) bool { return id == found.id })
	s.tellBackupPolicy(sortedKeys(s.accounts)...)
	s.emitCall(c, map[string]any{"policyId": in.PolicyId, "targetId": in.TargetId}, nil, nil)
	return empty{}, nil
}

// reachPolicy authorizes the call on the policy, and on the target where one is named, and finds the policy.
func (s *Service) reachPolicy(c *kernel.Call, who permission, id, targetID string) (*controlPolicy, error) {
	if !policyID.MatchString(id) || targetID != "" && !targetPattern.MatchString(targetID) {
		return nil, invalidInput("INVALID_PATTERN", "You specified an invalid value.")
	}
	found, resource, context := s.policies[id], s.arn("policy", id), map[string][]string{}
	if found != nil {
		resource, context["organizations:PolicyType"] = s.policyARN(found), []string{found.kind}
	}
	resources := []string{resource}
	if targetID != "" {
		resources = append(resources, s.resource(targetID))
	}
	for _, resource := range resources {
		if err := s.authorize(c, who, resource, context); err != nil {
			return nil, err
		}
	}
	if found == nil {
		return nil, kernel.Fail("PolicyNotFoundException", "You specified a policy that doesn't exist.")
	}
	return found, nil
}

// The ids of policies, and of what they are attached to.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html
var (
	policyID      = regexp.MustCompile(`^p-[0-9a-zA-Z_]{8,128}$`)
	targetPattern = regexp.MustCompile(`^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$`)
)

func noPattern() error {
	return invalidInput("INVALID_PATTERN", "You provided a value that does not match the required pattern.")
}

func targetNotFound() error {
	return kernel.Fail("TargetNotFoundException", "You specified a target that doesn't exist.")
}
