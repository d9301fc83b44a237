package iam

import (
	"net/url"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

type tag struct{ Key, Value string }

type boundary struct{ PermissionsBoundaryType, PermissionsBoundaryArn string }

// roleShape is a role as the API shows it. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
type roleShape struct {
	Path, RoleName, RoleId, Arn string
	CreateDate                  kernel.Time
	AssumeRolePolicyDocument    string
	Description                 string
	MaxSessionDuration          int
	PermissionsBoundary         *boundary
	Tags                        []tag
}

type roleOutput struct{ Role roleShape }

type empty struct{}

func show(r *Role) roleShape {
	shape := listed(r)
	for _, key := range sortedKeys(r.Tags) {
		shape.Tags = append(shape.Tags, tag{key, r.Tags[key]})
	}
	if r.PermissionsBoundary != "" {
		shape.PermissionsBoundary = &boundary{"Policy", r.PermissionsBoundary}
	}
	return shape
}

// listed leaves out what ListRoles leaves out: tags and boundary.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
func listed(r *Role) roleShape {
	return roleShape{
		Path: r.Path, RoleName: r.Name, RoleId: r.ID, Arn: r.ARN, CreateDate: kernel.At(r.Created),
		AssumeRolePolicyDocument: escape(r.Trust), Description: r.Description, MaxSessionDuration: r.MaxSessionDuration,
	}
}

// escape percent-encodes a document by RFC 3986, as IAM returns all its documents.
func escape(d policy.Document) string {
	return strings.ReplaceAll(url.QueryEscape(d.String()), "+", "%20")
}

type createRoleInput struct {
	RoleName, Path, AssumeRolePolicyDocument, Description, PermissionsBoundary string
	MaxSessionDuration                                                         *int
	Tags                                                                       []tag
}

// createRole asks for iam:CreateRole and, where tags come along, iam:TagRole.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html
func (s *Service) createRole(c *kernel.Call, in createRoleInput) (roleOutput, error) {
	if in.Path == "" {
		in.Path = "/"
	}
	if err := in.check(); err != nil {
		return roleOutput{}, err
	}
	context := requestTags(in.Tags)
	if in.PermissionsBoundary != "" {
		context["iam:PermissionsBoundary"] = []string{in.PermissionsBoundary}
	}
	arn := org.IAM("aws", c.Account(), "role"+in.Path+in.RoleName)
	actions := []string{"iam:CreateRole"}
	if len(in.Tags) > 0 {
		actions = append(actions, "iam:TagRole")
	}
	for _, action := range actions {
		if err := s.k.Authorize(c, kernel.Access{Action: action, Resource: arn, Context: context}); err != nil {
			return roleOutput{}, err
		}
	}
	if _, missing := s.named(c, in.RoleName); missing == nil {
		return roleOutput{}, kernel.Fail("EntityAlreadyExists", "Role with name %s already exists.", in.RoleName).
			HTTP(409)
	}
	trust, err := s.trustDocument(in.AssumeRolePolicyDocument)
	if err != nil {
		return roleOutput{}, err
	}
	if err := s.checkBoundary(c.Account(), in.PermissionsBoundary); err != nil {
		return roleOutput{}, err
	}
	s.PutRole(c.Account(), in.role(trust))
	made, err := s.named(c, in.RoleName)
	if err != nil {
		return roleOutput{}, err
	}
	return roleOutput{show(made)}, nil
}

func (in createRoleInput) role(trust policy.Document) Role {
	role := Role{
		Name: in.RoleName, Path: in.Path, Trust: trust, Description: in.Description,
		PermissionsBoundary: in.PermissionsBoundary, Tags: map[string]string{},
	}
	if in.MaxSessionDuration != nil {
		role.MaxSessionDuration = *in.MaxSessionDuration
	}
	for _, t := range in.Tags {
		role.Tags[t.Key] = t.Value
	}
	return role
}

type roleNameInput struct{ RoleName string }

func (s *Service) getRole(c *kernel.Call, in roleNameInput) (roleOutput, error) {
	role, err := s.reach(c, "GetRole", in.RoleName, nil)
	if err != nil {
		return roleOutput{}, err
	}
	return roleOutput{show(role)}, nil
}

// deleteRole refuses a role that still has policies.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
func (s *Service) deleteRole(c *kernel.Call, in roleNameInput) (empty, error) {
	role, err := s.change(c, "DeleteRole", in.RoleName, nil)
	switch {
	case err != nil:
		return empty{}, err
	case len(role.Attached) > 0:
		return empty{}, kernel.Fail("DeleteConflict", "Cannot delete entity, must detach all policies first.").HTTP(409)
	case len(role.Inline) > 0:
		return empty{}, kernel.Fail("DeleteConflict", "Cannot delete entity, must delete policies first.").HTTP(409)
	}
	delete(s.account(c.Account()).roles, strings.ToLower(role.Name))
	return empty{}, nil
}

type updateAssumeRolePolicyInput struct{ RoleName, PolicyDocument string }

func (s *Service) updateAssumeRolePolicy(c *kernel.Call, in updateAssumeRolePolicyInput) (empty, error) {
	role, err := s.change(c, "UpdateAssumeRolePolicy", in.RoleName, nil)
	if err != nil {
		return empty{}, err
	}
	trust, err := s.trustDocument(in.PolicyDocument)
	if err != nil {
		return empty{}, err
	}
	role.Trust = trust
	return empty{}, nil
}

type tagRoleInput struct {
	RoleName string
	Tags     []tag
}

func (s *Service) tagRole(c *kernel.Call, in tagRoleInput) (empty, error) {
	if err := checkTags(in.Tags); err != nil {
		return empty{}, err
	}
	role, err := s.change(c, "TagRole", in.RoleName, requestTags(in.Tags))
	if err != nil {
		return empty{}, err
	}
	for _, t := range in.Tags {
		role.Tags[t.Key] = t.Value
	}
	return empty{}, nil
}

type boundaryInput struct{ RoleName, PermissionsBoundary string }

func (s *Service) putRolePermissionsBoundary(c *kernel.Call, in boundaryInput) (empty, error) {
	role, err := s.change(
		c,
		"PutRolePermissionsBoundary",
		in.RoleName,
		map[string][]string{"iam:PermissionsBoundary": {in.PermissionsBoundary}},
	)
	if err != nil {
		return empty{}, err
	}
	if err := s.checkBoundary(c.Account(), in.PermissionsBoundary); err != nil {
		return empty{}, err
	}
	role.PermissionsBoundary = in.PermissionsBoundary
	return empty{}, nil
}

// requestTags are the condition keys that tags in a request give.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requesttag
func requestTags(tags []tag) map[string][]string {
	context := map[string][]string{}
	for _, t := range tags {
		context["aws:RequestTag/"+t.Key] = []string{t.Value}
		context["aws:TagKeys"] = append(context["aws:TagKeys"], t.Key)
	}
	return context
}
