package iam

import (
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// Role is an IAM role with all that belongs to it.
type Role struct {
	ARN, Name, Path, ID, Description string
	Trust                            policy.Document
	// ARNs of managed policies, in the order they were attached
	Attached            []string
	Inline              map[string]policy.Document // by policy name
	PermissionsBoundary string                     // ARN of a managed policy, or empty
	Tags                map[string]string
	MaxSessionDuration  int // seconds
	Created             time.Time
}

// PutRole makes a role, or makes an existing one of that name over, as a stack
// would: nobody is asked. An empty Path is "/"; ARN and ID are filled in, and what is
// there already keeps its ID and its age.
func (s *Service) PutRole(accountID string, r Role) {
	if r.Path == "" {
		r.Path = "/"
	}
	if r.MaxSessionDuration == 0 {
		r.MaxSessionDuration = defaultSessionSeconds
	}
	r.Inline, r.Tags, r.Attached = maps.Clone(r.Inline), maps.Clone(r.Tags), slices.Clone(r.Attached)
	if r.Inline == nil {
		r.Inline = map[string]policy.Document{}
	}
	if r.Tags == nil {
		r.Tags = map[string]string{}
	}
	r.ARN = org.IAM("aws", accountID, "role"+r.Path+r.Name)
	roles, key := s.account(accountID).roles, strings.ToLower(r.Name)
	if old := roles[key]; old != nil {
		r.ID, r.Created = old.ID, old.Created
	} else {
		r.ID, r.Created = uniqueID("AROA", s.k.ID("role")), s.k.Clock.Now()
	}
	roles[key] = &r
}

// RemoveRole takes a role away without a word, as AWS does with a service-linked role that nothing uses.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
func (s *Service) RemoveRole(accountID, name string) {
	delete(s.account(accountID).roles, strings.ToLower(name))
}

// Role is the role of that ARN, path and all.
func (s *Service) Role(arn string) (Role, bool) {
	r, ok := s.find(arn)
	if !ok {
		return Role{}, false
	}
	return *r, true
}

func (s *Service) find(arn string) (*Role, bool) {
	parsed, err := org.ParseARN(arn)
	if err != nil {
		return nil, false
	}
	name := parsed.Resource[strings.LastIndex(parsed.Resource, "/")+1:]
	r := s.account(parsed.Account).roles[strings.ToLower(name)]
	if r == nil || r.ARN != arn {
		return nil, false
	}
	return r, true
}

// named is the role of that name in the caller's account, or NoSuchEntity.
func (s *Service) named(c *kernel.Call, name string) (*Role, error) {
	if r := s.account(c.Account()).roles[strings.ToLower(name)]; r != nil {
		return r, nil
	}
	return nil, kernel.Fail("NoSuchEntity", "The role with name %s cannot be found.", name).HTTP(404)
}

// reach authorizes an action on a role and finds it. A role that does not exist is judged by the ARN it would
// have at the root path, so that NoSuchEntity is shown to those alone who might have seen the role.
func (s *Service) reach(c *kernel.Call, action, name string, context map[string][]string) (*Role, error) {
	role, missing := s.named(c, name)
	access := kernel.Access{
		Action:   "iam:" + action,
		Resource: org.IAM("aws", c.Account(), "role/"+name),
		Context:  context,
	}
	if missing == nil {
		access.Resource = role.ARN
		access.Context = withTags(context, role.Tags)
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	return role, missing
}

// change is reach for what alters a role, which AWS does not allow on its own.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html (UnmodifiableEntity)
func (s *Service) change(c *kernel.Call, action, name string, context map[string][]string) (*Role, error) {
	role, err := s.reach(c, action, name, context)
	if err == nil && strings.HasPrefix(role.Path, serviceLinkedPath) {
		return nil, kernel.Fail(
			"UnmodifiableEntity",
			"Cannot perform the operation on the protected role '%s' - this role is only modifiable by AWS",
			role.Name,
		)
	}
	return role, err
}

// withTags adds the tags of the resource that is asked for.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
func withTags(context map[string][]string, tags map[string]string) map[string][]string {
	all := map[string][]string{}
	maps.Copy(all, context)
	for key, value := range tags {
		all["aws:ResourceTag/"+key] = []string{value}
		all["iam:ResourceTag/"+key] = []string{value}
	}
	return all
}

// uniqueID is an identifier of IAM's form: a prefix that tells the kind, then upper-case letters and digits.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func uniqueID(prefix, hex string) string { return prefix + strings.ToUpper(hex)[:17] }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
