package organizations

import (
	"slices"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

type empty struct{}

type policyType struct{ Type, Status string }

type organization struct {
	Id, Arn, FeatureSet                                   string
	MasterAccountId, MasterAccountArn, MasterAccountEmail string
	AvailablePolicyTypes                                  []policyType
}

type organizationOutput struct{ Organization organization }

var policyTypes = []policyType{{serviceControl, "ENABLED"}, {resourceControl, "ENABLED"}}

// describeOrganization is for every account of the organization.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
func (s *Service) describeOrganization(c *kernel.Call, _ empty) (organizationOutput, error) {
	if err := s.authorize(c, anyMember, "", nil); err != nil {
		return organizationOutput{}, err
	}
	return organizationOutput{s.organization()}, nil
}

func (s *Service) organization() organization {
	management := s.accounts[s.managementID]
	return organization{
		Id: s.id,
		Arn: org.ARN{
			Partition: "aws",
			Service:   "organizations",
			Account:   s.managementID,
			Resource:  "organization/" + s.id,
		}.String(),
		FeatureSet:           "ALL",
		MasterAccountId:      management.Id,
		MasterAccountArn:     management.Arn,
		MasterAccountEmail:   management.Email,
		AvailablePolicyTypes: policyTypes[:1], // AWS shows SCPs alone here
	}
}

type accountInput struct{ AccountId string }

type accountOutput struct{ Account Account }

func (s *Service) describeAccount(c *kernel.Call, in accountInput) (accountOutput, error) {
	if err := s.authorize(c, managementOrDelegate, s.resource(in.AccountId), s.tagged(in.AccountId)); err != nil {
		return accountOutput{}, err
	}
	if s.accounts[in.AccountId] == nil {
		return accountOutput{}, accountNotFound()
	}
	return accountOutput{s.shown(in.AccountId)}, nil
}

type parent struct{ Id, Type string }

type listParentsInput struct {
	ChildId, NextToken string
	MaxResults         *int
}

type listParentsOutput struct{ Parents []parent }

// listParents has one parent to tell: "a child can have only a single parent".
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html
func (s *Service) listParents(c *kernel.Call, in listParentsInput) (listParentsOutput, error) {
	if err := s.authorize(c, managementOrDelegate, s.resource(in.ChildId), nil); err != nil {
		return listParentsOutput{}, err
	}
	child := s.nodes[in.ChildId]
	if child == nil || child.parent == "" {
		return listParentsOutput{}, kernel.Fail(
			"ChildNotFoundException",
			"You specified an organizational unit (OU) or account that doesn't exist.",
		)
	}
	kind := "ORGANIZATIONAL_UNIT"
	if child.parent == RootID {
		kind = "ROOT"
	}
	return listParentsOutput{[]parent{{child.parent, kind}}}, nil
}

type servicePrincipal struct {
	ServicePrincipal string
	DateEnabled      kernel.Time
}

type serviceAccessOutput struct {
	EnabledServicePrincipals []servicePrincipal
	NextToken                string `json:",omitempty"`
}

func (s *Service) listAWSServiceAccess(c *kernel.Call, in listInput) (serviceAccessOutput, error) {
	if err := s.authorize(c, managementOrDelegate, "", nil); err != nil {
		return serviceAccessOutput{}, err
	}
	all := []servicePrincipal{}
	for _, name := range sortedKeys(s.services) {
		all = append(all, servicePrincipal{name, kernel.At(s.services[name])})
	}
	part, next, err := cut(all, in)
	return serviceAccessOutput{part, next}, err
}

type delegate struct {
	Account
	DelegationEnabledDate kernel.Time
}

type delegatesOutput struct {
	DelegatedAdministrators []delegate
	NextToken               string `json:",omitempty"`
}

// listDelegatedAdministrators lists them for one service, or for any.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
func (s *Service) listDelegatedAdministrators(c *kernel.Call, in listInput) (delegatesOutput, error) {
	context := map[string][]string{}
	if in.ServicePrincipal != "" {
		context["organizations:ServicePrincipal"] = []string{in.ServicePrincipal}
	}
	if err := s.authorize(c, managementOrDelegate, "", context); err != nil {
		return delegatesOutput{}, err
	}
	all := []delegate{}
	for _, id := range sortedKeys(s.delegated) {
		for _, service := range sortedKeys(s.delegated[id]) {
			if in.ServicePrincipal == "" || in.ServicePrincipal == service {
				shown := delegate{s.shown(id), kernel.At(s.delegated[id][service])}
				shown.Paths = nil // of an account alone
				all = append(all, shown)
				break
			}
		}
	}
	part, next, err := cut(all, in)
	return delegatesOutput{part, next}, err
}

type organizationsTag struct{ Key, Value string }

type tagsInput struct{ ResourceId, NextToken string }

type tagsOutput struct{ Tags []organizationsTag }

func (s *Service) listTagsForResource(c *kernel.Call, in tagsInput) (tagsOutput, error) {
	if err := s.authorize(c, managementOrDelegate, s.resource(in.ResourceId), nil); err != nil {
		return tagsOutput{}, err
	}
	if !targetPattern.MatchString(in.ResourceId) && !policyID.MatchString(in.ResourceId) {
		return tagsOutput{}, noPattern()
	}
	target := s.nodes[in.ResourceId]
	if target == nil {
		return tagsOutput{}, targetNotFound()
	}
	tags := []organizationsTag{}
	for _, key := range sortedKeys(target.tags) {
		tags = append(tags, organizationsTag{key, target.tags[key]})
	}
	return tagsOutput{slices.Clip(tags)}, nil
}
