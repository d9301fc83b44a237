// Package iam simulates AWS IAM and STS: roles, their policies, who may assume
// them. It is what the kernel asks for a caller's policies. It knows no users
// and no groups: an account's administrator stands in for people.
package iam

import (
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// Service is IAM and STS of every account.
type Service struct {
	// PropagationDelay is how long AWS Backup cannot assume a new role yet. IAM is
	// eventually consistent and publishes no figure; those who retry allow up to two minutes.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
	PropagationDelay time.Duration

	inUse     map[string]func(account string) bool // by the service of a service-linked role
	deletions map[string]deletion                  // of service-linked roles, by task id
	k         *kernel.Kernel
	accounts  map[string]*account
}

// account is what IAM holds of one account.
type account struct {
	roles   map[string]*Role // by lower-case name
	managed map[string]*managedPolicy
	opens   time.Time // nobody enters by sts:AssumeRole before
}

// New makes an IAM that holds AWS's managed policies and nothing else.
func New(k *kernel.Kernel) *Service {
	return &Service{PropagationDelay: 30 * time.Second, k: k, accounts: map[string]*account{},
		inUse: map[string]func(string) bool{}, deletions: map[string]deletion{}}
}

// OpenAt keeps sts:AssumeRole out of an account until then: after CreateAccount
// one "might need to wait a few minutes before you can successfully access the account".
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
func (s *Service) OpenAt(accountID string, when time.Time) { s.account(accountID).opens = when }

// Operations are the API operations of IAM and STS.
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("sts", "AssumeRole", s.assumeRole),
		kernel.Op("sts", "GetCallerIdentity", s.getCallerIdentity),
		kernel.Op("iam", "CreateRole", s.createRole),
		kernel.Op("iam", "GetRole", s.getRole),
		kernel.Op("iam", "ListRoles", s.listRoles),
		kernel.Op("iam", "DeleteRole", s.deleteRole),
		kernel.Op("iam", "UpdateAssumeRolePolicy", s.updateAssumeRolePolicy),
		kernel.Op("iam", "TagRole", s.tagRole),
		kernel.Op("iam", "PutRolePermissionsBoundary", s.putRolePermissionsBoundary),
		kernel.Op("iam", "CreateServiceLinkedRole", s.createServiceLinkedRole),
		kernel.Op("iam", "DeleteServiceLinkedRole", s.deleteServiceLinkedRole),
		kernel.Op("iam", "GetServiceLinkedRoleDeletionStatus", s.getServiceLinkedRoleDeletionStatus),
		kernel.Op("iam", "AttachRolePolicy", s.attachRolePolicy),
		kernel.Op("iam", "DetachRolePolicy", s.detachRolePolicy),
		kernel.Op("iam", "ListAttachedRolePolicies", s.listAttachedRolePolicies),
		kernel.Op("iam", "PutRolePolicy", s.putRolePolicy),
		kernel.Op("iam", "GetRolePolicy", s.getRolePolicy),
		kernel.Op("iam", "DeleteRolePolicy", s.deleteRolePolicy),
		kernel.Op("iam", "ListRolePolicies", s.listRolePolicies),
		kernel.Op("iam", "GetPolicy", s.getPolicy),
		kernel.Op("iam", "GetPolicyVersion", s.getPolicyVersion),
	}
}

func (s *Service) account(id string) *account {
	a := s.accounts[id]
	if a == nil {
		a = &account{roles: map[string]*Role{}, managed: map[string]*managedPolicy{}}
		s.accounts[id] = a
	}
	return a
}

// Policies are the identity policies of a role session, inline ones first, and its
// permissions boundary or nil. A boundary that does not exist allows nothing. A role that is gone has no policies.
func (s *Service) Policies(caller kernel.Caller) ([]policy.Document, *policy.Document) {
	role, found := s.find(caller.RoleARN)
	if !found {
		return nil, nil
	}
	var identity []policy.Document
	for _, name := range sortedKeys(role.Inline) {
		identity = append(identity, role.Inline[name])
	}
	for _, arn := range role.Attached {
		if managed, ok := s.managedPolicy(caller.Account, arn); ok {
			identity = append(identity, managed.document)
		}
	}
	if role.PermissionsBoundary == "" {
		return identity, nil
	}
	boundary, ok := s.managedPolicy(caller.Account, role.PermissionsBoundary)
	if !ok {
		return identity, &policy.Document{Version: policy.Version2012}
	}
	return identity, &boundary.document
}

// Exists reports whether a principal that a policy names can be found: an
// account's root always, a role when it is there, an assumed-role session when its role is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (s *Service) Exists(principal string) bool {
	if org.IsAccountID(principal) || principal == "*" {
		return true
	}
	arn, err := org.ParseARN(principal)
	switch {
	case err != nil || !org.IsAccountID(arn.Account):
		return false
	case arn.Service == "iam" && arn.Resource == "root":
		return true
	case arn.Service == "iam":
		_, found := s.find(principal)
		return found
	}
	role, _, _ := strings.Cut(arn.Name(), "/")
	return arn.Service == "sts" && s.account(arn.Account).roles[strings.ToLower(role)] != nil
}
