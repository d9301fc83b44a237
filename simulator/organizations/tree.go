package organizations

import (
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// node is the root, an OU or an account in the tree.
type node struct {
	id, parent, name string
	tags             map[string]string
	attached         []string // ids of control policies
}

// newNode makes a node with AWS's own policies attached, as every new root, OU and account has them.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func (s *Service) newNode(id, parent, name string) *node {
	s.below = nil
	return &node{
		id:       id,
		parent:   parent,
		name:     name,
		tags:     map[string]string{},
		attached: []string{fullAWSAccess, rcpFullAWSAccess},
	}
}

// AddOU puts an OU under the root or another OU. It panics for a parent that is not there.
func (s *Service) AddOU(id, parentID, name string) {
	if parentID == "" {
		parentID = RootID
	}
	if s.nodes[parentID] == nil {
		panic("simulator: OU " + id + " in " + parentID + ", which the organization does not have")
	}
	s.nodes[id] = s.newNode(id, parentID, name)
}

// MoveAccount moves an account under another parent without a word to anybody.
func (s *Service) MoveAccount(accountID, destinationParentID string) {
	s.nodes[accountID].parent, s.below = destinationParentID, nil
	s.tellBackupPolicy(accountID)
}

// ancestry is the ids from the root down to the account or OU itself.
func (s *Service) ancestry(id string) []string {
	var ids []string
	for n := s.nodes[id]; n != nil; n = s.nodes[n.parent] {
		ids = append(ids, n.id)
	}
	slices.Reverse(ids)
	return ids
}

// path is the account's place without itself, in the form of aws:PrincipalOrgPaths.
func (s *Service) path(account string) org.Path {
	ids := s.ancestry(account)
	return org.NewPath(s.id, ids[:len(ids)-1]...)
}

// children are the nodes under a parent whose ids begin with a prefix, sorted by id. A list has as many pages as it is
// long, so that it is sorted once for all of them.
func (s *Service) children(parentID, prefix string) []*node {
	all, known := s.below[parentID]
	if !known {
		for _, n := range s.nodes {
			if n.parent == parentID {
				all = append(all, n)
			}
		}
		slices.SortFunc(all, func(a, b *node) int { return strings.Compare(a.id, b.id) })
		if s.below == nil {
			s.below = map[string][]*node{}
		}
		s.below[parentID] = all
	}
	if prefix == "" {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(n *node) bool { return !strings.HasPrefix(n.id, prefix) })
}

// kind is the word for a node in ARNs: root, ou, account.
func (n *node) kind() string {
	switch {
	case strings.HasPrefix(n.id, "r-"):
		return "root"
	case strings.HasPrefix(n.id, "ou-"):
		return "ou"
	}
	return "account"
}

// parent says whether there is a root or OU of that id.
func (s *Service) parent(id string) error {
	if n := s.nodes[id]; n != nil && n.kind() != "account" {
		return nil
	}
	return kernel.Fail("ParentNotFoundException", "You specified parent that doesn't exist.")
}
