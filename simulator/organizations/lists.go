package organizations

import (
	"farvault/simulator/kernel"
	"farvault/simulator/page"
)

// listInput is what the List operations take; each reads its own part.
type listInput struct {
	ParentId, TargetId, PolicyId, Filter, ServicePrincipal, NextToken string
	MaxResults                                                        *int
}

// cut pages lists by at most 20, which is also what is given when nothing is asked.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
func cut[T any](items []T, in listInput) ([]T, string, error) {
	limit := 20
	if in.MaxResults != nil {
		limit = *in.MaxResults
	}
	if limit < 1 || limit > 20 {
		return nil, "", invalidInput("MAX_VALUE_EXCEEDED", "You specified an invalid value.")
	}
	part, next, err := page.Cut(items, in.NextToken, limit)
	if err != nil {
		return nil, "", invalidInput("INVALID_PAGINATION_TOKEN", "You specified an invalid value.")
	}
	return part, next, nil
}

type accountsOutput struct {
	Accounts  []Account
	NextToken string `json:",omitempty"`
}

func (s *Service) listAccounts(c *kernel.Call, in listInput) (accountsOutput, error) {
	if err := s.authorize(c, managementOrDelegate, "", nil); err != nil {
		return accountsOutput{}, err
	}
	part, next, err := cut(s.Accounts(), in)
	return accountsOutput{part, next}, err
}

func (s *Service) listAccountsForParent(c *kernel.Call, in listInput) (accountsOutput, error) {
	if err := s.authorize(c, managementOrDelegate, s.resource(in.ParentId), nil); err != nil {
		return accountsOutput{}, err
	}
	if err := s.parent(in.ParentId); err != nil {
		return accountsOutput{}, err
	}
	var ids []string
	for _, child := range s.children(in.ParentId, "") {
		if child.kind() == "account" {
			ids = append(ids, child.id)
		}
	}
	part, next, err := cut(ids, in)
	all := []Account{}
	for _, id := range part {
		all = append(all, s.shown(id))
	}
	return accountsOutput{all, next}, err
}

type root struct {
	Id, Arn, Name string
	PolicyTypes   []policyType
}

type rootsOutput struct{ Roots []root }

func (s *Service) listRoots(c *kernel.Call, _ listInput) (rootsOutput, error) {
	if err := s.authorize(c, managementOrDelegate, "", nil); err != nil {
		return rootsOutput{}, err
	}
	return rootsOutput{[]root{{RootID, s.arn("root", RootID), s.nodes[RootID].name, policyTypes}}}, nil
}

type unit struct{ Id, Arn, Name string }

type unitsOutput struct {
	OrganizationalUnits []unit
	NextToken           string `json:",omitempty"`
}

func (s *Service) listOrganizationalUnitsForParent(c *kernel.Call, in listInput) (unitsOutput, error) {
	if err := s.authorize(c, managementOrDelegate, s.resource(in.ParentId), nil); err != nil {
		return unitsOutput{}, err
	}
	if err := s.parent(in.ParentId); err != nil {
		return unitsOutput{}, err
	}
	all := []unit{}
	for _, child := range s.children(in.ParentId, "ou-") {
		all = append(all, unit{child.id, s.arn("ou", child.id), child.name})
	}
	part, next, err := cut(all, in)
	return unitsOutput{part, next}, err
}
