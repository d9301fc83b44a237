package cloud

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/org"
)

// Organization reads the organization through the management account's reader role.
type Organization struct {
	cloud *Cloud
	tags  bool // of accounts are read with the accounts

	mu sync.Mutex
	// parents is the parent of each OU that was met. An OU cannot be moved, so it stays true.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html
	parents map[string]string
	// policies says whether the organization has backup policies; nil until it was asked.
	policies *bool
}

// Organization is the organization of the Place.
func (c *Cloud) Organization() *Organization {
	return &Organization{cloud: c, parents: map[string]string{}}
}

// WithTags is the organization that gives accounts with their tags, where settings ask for them.
func (o *Organization) WithTags(asked bool) *Organization {
	o.tags = asked
	return o
}

// Account looks an account up: name, state, place in the tree. An account that is not a member is the
// zero Account and no error.
func (o *Organization) Account(ctx context.Context, id string) (org.Account, error) {
	if id == "" { // nobody: Organizations would call it malformed
		return org.Account{}, nil
	}
	s, err := o.cloud.management(ctx)
	if err != nil {
		return org.Account{}, err
	}
	client := s.organizations()
	answer, err := client.DescribeAccount(ctx, &organizations.DescribeAccountInput{AccountId: aws.String(id)})
	if absent(err) {
		return org.Account{}, nil
	}
	if err != nil {
		return org.Account{}, translate("describe account "+id, err)
	}
	account, err := readAccount(*answer.Account)
	if err == nil && o.tags && account.State == org.Active {
		account.Tags, err = o.Tags(ctx, id)
	}
	if err != nil {
		return org.Account{}, err
	}
	if path := pathOf(*answer.Account); path != "" {
		account.Path = path
		return account, nil
	}
	parents, err := o.above(ctx, client, id)
	if absent(err) {
		return org.Account{}, nil
	}
	if err != nil {
		return org.Account{}, translate("list parents of account "+id, err)
	}
	account.Path = org.NewPath(o.cloud.deployment.OrganizationID, parents...)
	return account, nil
}

// pathOf is the account's place as DescribeAccount shows it, without the account itself; empty where AWS shows none.
// Partitions get the member at different times, so its absence says nothing.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
func pathOf(a types.Account) org.Path {
	if len(a.Paths) != 1 {
		return ""
	}
	above, its := strings.CutSuffix(a.Paths[0], aws.ToString(a.Id)+"/")
	if !its {
		return ""
	}
	return org.Path(above)
}

// readAccount takes what farvault keeps of an account. State replaced Status, which is retired;
// an account with neither is an error and not an inactive account.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
func readAccount(a types.Account) (org.Account, error) {
	account := org.Account{ID: aws.ToString(a.Id), Name: aws.ToString(a.Name), State: org.State(a.State)}
	if account.State == "" {
		account.State = org.State(a.Status)
	}
	if account.State == "" {
		return org.Account{}, fmt.Errorf("account %s has neither State nor Status", account.ID)
	}
	return account, nil
}

// above are the root and the OUs over an account, outermost first.
func (o *Organization) above(ctx context.Context, client *organizations.Client, account string) ([]string, error) {
	parent, err := parentOf(ctx, client, account)
	if err != nil {
		return nil, err
	}
	chain := []string{parent}
	for !isRoot(parent) {
		if parent, err = o.parentOfUnit(ctx, client, parent); err != nil {
			return nil, err
		}
		chain = append(chain, parent)
	}
	slices.Reverse(chain)
	return chain, nil
}

func (o *Organization) parentOfUnit(ctx context.Context, client *organizations.Client, unit string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if parent, known := o.parents[unit]; known {
		return parent, nil
	}
	parent, err := parentOf(ctx, client, unit)
	if err == nil {
		o.parents[unit] = parent
	}
	return parent, err
}

// parentOf asks for the one parent that an account or OU has.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html
func parentOf(ctx context.Context, client *organizations.Client, child string) (string, error) {
	answer, err := client.ListParents(ctx, &organizations.ListParentsInput{ChildId: aws.String(child)})
	if err != nil {
		return "", err
	}
	if len(answer.Parents) != 1 {
		return "", fmt.Errorf("%s has %d parents, should have one", child, len(answer.Parents))
	}
	return aws.ToString(answer.Parents[0].Id), nil
}

// isRoot tells a root's id, r-…, from an OU's, ou-….
func isRoot(id string) bool { return len(id) > 2 && id[:2] == "r-" }
