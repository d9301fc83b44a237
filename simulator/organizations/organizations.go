// Package organizations simulates AWS Organizations: one organization, its
// accounts, root and OUs, its service and resource control policies, and the
// life-cycle events that CloudTrail puts on the management account's bus in us-east-1.
package organizations

import (
	"maps"
	"slices"
	"time"

	"farvault/simulator/kernel"
)

// RootID is the id of the organization's root.
const RootID = "r-ab12"

// Service is AWS Organizations, of one organization.
type Service struct {
	// NoPaths leaves the paths of accounts out of the API's answers, as partitions do that do not have them yet.
	// https://docs.amazonaws.cn/organizations/latest/APIReference/API_DescribeAccount.html
	NoPaths bool

	// Emit puts an event on the default bus of an account and Region. Set by who puts the world together; nil: nobody
	// listens.
	Emit func(account, region, source, detailType string, resources []string, detail any)
	// OnCreated runs when CreateAccount has made an account, before its events, and when an account that was invited
	// has joined.
	OnCreated func(accountID string)
	// OnBackupPolicy is told of every member's effective backup policy, empty for none, when it may have changed.
	OnBackupPolicy func(accountID, policy string)
	// CreationTime is how long CreateAccount takes; in AWS's sample events it is three seconds.
	CreationTime time.Duration
	// NextAccountIDs are the ids for the next accounts to be created; when they run out, ids are made up.
	NextAccountIDs []string

	joined       []func(accountID string)
	k            *kernel.Kernel
	id           string // o-a1b2c3d4e5
	managementID string
	accounts     map[string]*Account
	nodes        map[string]*node   // root, OUs and accounts by id
	below        map[string][]*node // by parent, as they were listed last; none once the tree has changed
	policies     map[string]*controlPolicy
	creations    map[string]*creation
	handshakes   map[string]*handshake
	services     map[string]time.Time            // service principals with trusted access
	delegated    map[string]map[string]time.Time // account, service principal
}

// New makes an organization with all features, its root, and its management account in the root.
func New(k *kernel.Kernel, managementID, organizationID string) *Service {
	s := &Service{
		CreationTime: 3 * time.Second,
		k:            k,
		accounts:     map[string]*Account{},
		nodes:        map[string]*node{},
		policies:     map[string]*controlPolicy{},
		creations:    map[string]*creation{},
		handshakes:   map[string]*handshake{},
		services:     map[string]time.Time{},
		delegated:    map[string]map[string]time.Time{},
	}
	for _, standard := range awsPolicies {
		s.policies[standard.id] = &standard
	}
	s.found(organizationID, managementID)
	return s
}

// OnJoined asks to be told of every account that comes to the organization, by CreateAccount or by an invitation.
func (s *Service) OnJoined(f func(accountID string)) { s.joined = append(s.joined, f) }

func (s *Service) tellJoined(accountID string) {
	for _, f := range s.joined {
		f(accountID)
	}
	if s.OnCreated != nil {
		s.OnCreated(accountID)
	}
}

// EnableServiceAccess gives a service principal trusted access to the organization, as the world's own hand.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
func (s *Service) EnableServiceAccess(servicePrincipal string) {
	s.services[servicePrincipal] = s.k.Clock.Now()
}

// DisableServiceAccess takes a service's trusted access away, as the world's own hand. Delegated administrators stay.
func (s *Service) DisableServiceAccess(servicePrincipal string) { delete(s.services, servicePrincipal) }

// Undelegate ends a member's being a delegated administrator for a service, as the world's own hand.
func (s *Service) Undelegate(accountID, servicePrincipal string) {
	delete(s.delegated[accountID], servicePrincipal)
}

// Delegate makes a member a delegated administrator for a service, as the world's own hand.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
func (s *Service) Delegate(accountID, servicePrincipal string) {
	if s.delegated[accountID] == nil {
		s.delegated[accountID] = map[string]time.Time{}
	}
	s.delegated[accountID][servicePrincipal] = s.k.Clock.Now()
}

// Operations are the API operations of Organizations.
func (s *Service) Operations() []kernel.Operation {
	const name = "organizations"
	return []kernel.Operation{
		kernel.Op(name, "CreateOrganization", s.createOrganization),
		kernel.Op(name, "DeleteOrganization", s.deleteOrganization),
		kernel.Op(name, "DescribeOrganization", s.describeOrganization),
		kernel.Op(name, "DescribeAccount", s.describeAccount),
		kernel.Op(name, "ListAccounts", s.listAccounts),
		kernel.Op(name, "ListAccountsForParent", s.listAccountsForParent),
		kernel.Op(name, "ListParents", s.listParents),
		kernel.Op(name, "ListRoots", s.listRoots),
		kernel.Op(name, "ListOrganizationalUnitsForParent", s.listOrganizationalUnitsForParent),
		kernel.Op(name, "ListTagsForResource", s.listTagsForResource),
		kernel.Op(name, "ListPoliciesForTarget", s.listPoliciesForTarget),
		kernel.Op(name, "ListPolicies", s.listPolicies),
		kernel.Op(name, "ListTargetsForPolicy", s.listTargetsForPolicy),
		kernel.Op(name, "DescribePolicy", s.describePolicy),
		kernel.Op(name, "DescribeEffectivePolicy", s.describeEffectivePolicy),
		kernel.Op(name, "CreatePolicy", s.createPolicy),
		kernel.Op(name, "AttachPolicy", s.attachPolicy),
		kernel.Op(name, "DetachPolicy", s.detachPolicy),
		kernel.Op(name, "ListAWSServiceAccessForOrganization", s.listAWSServiceAccess),
		kernel.Op(name, "ListDelegatedAdministrators", s.listDelegatedAdministrators),
		kernel.Op(name, "EnableAWSServiceAccess", s.enableAWSServiceAccess),
		kernel.Op(name, "DisableAWSServiceAccess", s.disableAWSServiceAccess),
		kernel.Op(name, "RegisterDelegatedAdministrator", s.registerDelegatedAdministrator),
		kernel.Op(name, "CreateAccount", s.createAccount),
		kernel.Op(name, "DescribeCreateAccountStatus", s.describeCreateAccountStatus),
		kernel.Op(name, "InviteAccountToOrganization", s.inviteAccount),
		kernel.Op(name, "AcceptHandshake", s.acceptHandshake),
		kernel.Op(name, "ListHandshakesForAccount", s.listHandshakesForAccount),
		kernel.Op(name, "CreateOrganizationalUnit", s.createOrganizationalUnit),
		kernel.Op(name, "MoveAccount", s.moveAccount),
		kernel.Op(name, "CloseAccount", s.closeAccount),
		kernel.Op(name, "RemoveAccountFromOrganization", s.removeAccount),
		kernel.Op(name, "LeaveOrganization", s.leaveOrganization),
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
