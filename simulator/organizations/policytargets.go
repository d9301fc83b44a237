package organizations

import (
	"maps"
	"slices"

	"farvault/simulator/kernel"
)

// listPolicies lists all policies of a type, attached or not.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html
func (s *Service) listPolicies(c *kernel.Call, in listInput) (policiesOutput, error) {
	context := map[string][]string{"organizations:PolicyType": {in.Filter}}
	if err := s.authorize(c, managementOrDelegate, "", context); err != nil {
		return policiesOutput{}, err
	}
	if !slices.Contains(policyKinds, in.Filter) {
		return policiesOutput{}, invalidInput("INVALID_ENUM_POLICY_TYPE", "You specified an invalid value.")
	}
	all := []policySummary{}
	for _, id := range slices.Sorted(maps.Keys(s.policies)) {
		if p := s.policies[id]; p.kind == in.Filter {
			all = append(all, s.summary(p))
		}
	}
	part, next, err := cut(all, in)
	return policiesOutput{part, next}, err
}

type targetShape struct{ TargetId, Arn, Name, Type string }

type targetsOutput struct {
	Targets   []targetShape
	NextToken string `json:",omitempty"`
}

// listTargetsForPolicy lists the roots, OUs and accounts that a policy is attached to.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html
func (s *Service) listTargetsForPolicy(c *kernel.Call, in listInput) (targetsOutput, error) {
	found, err := s.reachPolicy(c, managementOrDelegate, in.PolicyId, "")
	if err != nil {
		return targetsOutput{}, err
	}
	all := []targetShape{}
	for _, id := range slices.Sorted(maps.Keys(s.nodes)) {
		if n := s.nodes[id]; slices.Contains(n.attached, found.id) {
			all = append(all, targetShape{TargetId: id, Arn: s.resource(id), Name: n.name, Type: targetType(id)})
		}
	}
	part, next, err := cut(all, in)
	return targetsOutput{part, next}, err
}

func targetType(id string) string {
	switch id[:2] {
	case "r-":
		return "ROOT"
	case "ou":
		return "ORGANIZATIONAL_UNIT"
	}
	return "ACCOUNT"
}
