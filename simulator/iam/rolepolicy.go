package iam

import (
	"slices"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

type attachInput struct{ RoleName, PolicyArn string }

// attachContext has the keys that pin what may be attached to whom.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
func (s *Service) attachContext(c *kernel.Call, roleName, policyARN string) map[string][]string {
	context := map[string][]string{}
	if policyARN != "" {
		context["iam:PolicyARN"] = []string{policyARN}
	}
	if role, missing := s.named(c, roleName); missing == nil && role.PermissionsBoundary != "" {
		context["iam:PermissionsBoundary"] = []string{role.PermissionsBoundary}
	}
	return context
}

// attachRolePolicy attaches once, however often it is asked.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
func (s *Service) attachRolePolicy(c *kernel.Call, in attachInput) (empty, error) {
	role, err := s.change(c, "AttachRolePolicy", in.RoleName, s.attachContext(c, in.RoleName, in.PolicyArn))
	if err != nil {
		return empty{}, err
	}
	managed, ok := s.managedPolicy(c.Account(), in.PolicyArn)
	switch {
	case !ok:
		return empty{}, kernel.Fail("NoSuchEntity", "Policy %s does not exist or is not attachable.", in.PolicyArn).
			HTTP(404)
	case managed.serviceLinked:
		return empty{}, kernel.Fail("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.")
	case slices.Contains(role.Attached, in.PolicyArn):
		return empty{}, nil
	case len(role.Attached) >= managedPoliciesPerRole:
		return empty{}, kernel.Fail("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: %d", managedPoliciesPerRole).
			HTTP(409)
	}
	role.Attached = append(role.Attached, in.PolicyArn)
	return empty{}, nil
}

func (s *Service) detachRolePolicy(c *kernel.Call, in attachInput) (empty, error) {
	role, err := s.change(c, "DetachRolePolicy", in.RoleName, s.attachContext(c, in.RoleName, in.PolicyArn))
	if err != nil {
		return empty{}, err
	}
	i := slices.Index(role.Attached, in.PolicyArn)
	if i < 0 {
		return empty{}, kernel.Fail("NoSuchEntity", "Policy %s was not found.", in.PolicyArn).HTTP(404)
	}
	role.Attached = slices.Delete(role.Attached, i, i+1)
	return empty{}, nil
}

type rolePolicyInput struct{ RoleName, PolicyName, PolicyDocument string }

// putRolePolicy writes one inline policy; all of a role's together may have 10,240 characters without white space.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func (s *Service) putRolePolicy(c *kernel.Call, in rolePolicyInput) (empty, error) {
	if err := checkName("policyName", in.PolicyName, 128); err != nil {
		return empty{}, err
	}
	role, err := s.change(c, "PutRolePolicy", in.RoleName, s.attachContext(c, in.RoleName, ""))
	if err != nil {
		return empty{}, err
	}
	document, err := s.identityDocument(in.PolicyDocument)
	if err != nil {
		return empty{}, err
	}
	size := characters(in.PolicyDocument)
	for name, other := range role.Inline {
		if name != in.PolicyName {
			size += characters(other.String())
		}
	}
	if size > inlineCharactersPerRole {
		return empty{}, kernel.Fail("LimitExceeded", "Maximum policy size of %d bytes "+
			"exceeded for role %s", inlineCharactersPerRole, role.Name).
			HTTP(409)
	}
	role.Inline[in.PolicyName] = document
	return empty{}, nil
}

type rolePolicyOutput struct{ RoleName, PolicyName, PolicyDocument string }

func (s *Service) getRolePolicy(c *kernel.Call, in rolePolicyInput) (rolePolicyOutput, error) {
	role, err := s.reach(c, "GetRolePolicy", in.RoleName, nil)
	if err != nil {
		return rolePolicyOutput{}, err
	}
	document, err := inline(role, in.PolicyName)
	if err != nil {
		return rolePolicyOutput{}, err
	}
	return rolePolicyOutput{role.Name, in.PolicyName, escape(document)}, nil
}

func (s *Service) deleteRolePolicy(c *kernel.Call, in rolePolicyInput) (empty, error) {
	role, err := s.change(c, "DeleteRolePolicy", in.RoleName, s.attachContext(c, in.RoleName, ""))
	if err != nil {
		return empty{}, err
	}
	if _, err := inline(role, in.PolicyName); err != nil {
		return empty{}, err
	}
	delete(role.Inline, in.PolicyName)
	return empty{}, nil
}

func inline(role *Role, name string) (policy.Document, error) {
	document, ok := role.Inline[name]
	if !ok {
		return policy.Document{}, kernel.Fail("NoSuchEntity", "The role policy with name %s cannot be found.", name).
			HTTP(404)
	}
	return document, nil
}
