package organizations

import (
	"time"

	"farvault/simulator/kernel"
)

// Dissolve ends the organization without a word to anybody: every account stands alone.
func (s *Service) Dissolve() {
	s.id, s.managementID = "", ""
	s.accounts, s.nodes, s.below = map[string]*Account{}, map[string]*node{}, nil
	s.delegated, s.handshakes = map[string]map[string]time.Time{}, map[string]*handshake{}
}

// found makes an organization with all features, its root, and its management account in the root.
func (s *Service) found(id, managementID string) {
	s.id, s.managementID = id, managementID
	s.nodes[RootID] = s.newNode(RootID, "", "Root")
	s.AddAccount(managementID, "management", RootID)
}

type createOrganizationInput struct{ FeatureSet string }

// createOrganization makes an account that stands alone the management account of a new organization.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html
func (s *Service) createOrganization(c *kernel.Call, in createOrganizationInput) (organizationOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "organizations:CreateOrganization"}); err != nil {
		return organizationOutput{}, err
	}
	switch {
	case s.accounts[c.Account()] != nil:
		return organizationOutput{}, kernel.Fail(
			"AlreadyInOrganizationException",
			"The provided account is already a member of an organization.",
		)
	case s.id != "":
		return organizationOutput{}, kernel.Fail("ConstraintViolationException", "A second organization is not simulated")
	case in.FeatureSet != "" && in.FeatureSet != "ALL":
		return organizationOutput{}, kernel.Fail("InvalidInputException", "FeatureSet %s is not simulated", in.FeatureSet)
	}
	s.found("o-"+s.k.ID("organization")[:10], c.Account())
	s.emitCall(c, map[string]any{"featureSet": "ALL"}, nil, nil)
	return organizationOutput{s.organization()}, nil
}

// deleteOrganization ends it, while it has no other member.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html
func (s *Service) deleteOrganization(c *kernel.Call, _ empty) (empty, error) {
	if err := s.authorize(c, managementOnly, "", nil); err != nil {
		return empty{}, err
	}
	if len(s.accounts) > 1 {
		return empty{}, kernel.Fail(
			"OrganizationNotEmptyException",
			"To delete an organization you must first remove all member accounts.",
		)
	}
	s.emitCall(c, nil, nil, nil)
	s.Dissolve()
	return empty{}, nil
}
