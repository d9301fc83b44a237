package iam

import (
	"strings"

	"farvault/simulator/kernel"
	"farvault/simulator/page"
)

// listInput pages every List operation of IAM, 100 items unless asked otherwise.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
type listInput struct {
	RoleName, PathPrefix, Marker string
	MaxItems                     *int
}

func cut[T any](items []T, in listInput) ([]T, string, error) {
	limit := 100
	if in.MaxItems != nil {
		limit = *in.MaxItems
	}
	if limit < 1 || limit > 1000 {
		return nil, "", kernel.Fail(
			"ValidationError",
			"1 validation error detected: Value '%d' at 'maxItems' failed to satisfy constraint: Member must be between 1 "+
				"and 1000",
			limit,
		)
	}
	part, next, err := page.Cut(items, in.Marker, limit)
	if err != nil {
		return nil, "", kernel.Fail("ValidationError", "Invalid Marker.")
	}
	return part, next, nil
}

type listRolesOutput struct {
	Roles       []roleShape
	IsTruncated bool
	Marker      string
}

func (s *Service) listRoles(c *kernel.Call, in listInput) (listRolesOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "iam:ListRoles"}); err != nil {
		return listRolesOutput{}, err
	}
	var roles []roleShape
	for _, name := range sortedKeys(s.account(c.Account()).roles) {
		if role := s.account(c.Account()).roles[name]; strings.HasPrefix(role.Path, in.PathPrefix) {
			roles = append(roles, listed(role))
		}
	}
	part, next, err := cut(roles, in)
	return listRolesOutput{part, next != "", next}, err
}

type attachedPolicy struct{ PolicyName, PolicyArn string }

type listAttachedOutput struct {
	AttachedPolicies []attachedPolicy
	IsTruncated      bool
	Marker           string
}

func (s *Service) listAttachedRolePolicies(c *kernel.Call, in listInput) (listAttachedOutput, error) {
	role, err := s.reach(c, "ListAttachedRolePolicies", in.RoleName, nil)
	if err != nil {
		return listAttachedOutput{}, err
	}
	var attached []attachedPolicy
	for _, arn := range role.Attached {
		attached = append(attached, attachedPolicy{arn[strings.LastIndex(arn, "/")+1:], arn})
	}
	part, next, err := cut(attached, in)
	return listAttachedOutput{part, next != "", next}, err
}

type listRolePoliciesOutput struct {
	PolicyNames []string
	IsTruncated bool
	Marker      string
}

func (s *Service) listRolePolicies(c *kernel.Call, in listInput) (listRolePoliciesOutput, error) {
	role, err := s.reach(c, "ListRolePolicies", in.RoleName, nil)
	if err != nil {
		return listRolePoliciesOutput{}, err
	}
	part, next, err := cut(sortedKeys(role.Inline), in)
	return listRolePoliciesOutput{part, next != "", next}, err
}
