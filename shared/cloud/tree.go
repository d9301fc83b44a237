package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"farvault/shared/org"
)

// Accounts are all accounts of the organization, each with its place in the tree. The tree
// is read once, one call at a time, for the Organizations API throttles early; so no look-up per account is needed. Of
// WithTags each has its tags too.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (o *Organization) Accounts(ctx context.Context) ([]org.Account, error) {
	s, err := o.cloud.management(ctx)
	if err != nil {
		return nil, err
	}
	client := s.organizations()
	var accounts []org.Account
	roots := organizations.NewListRootsPaginator(client, &organizations.ListRootsInput{})
	for roots.HasMorePages() {
		page, err := roots.NextPage(ctx)
		if err != nil {
			return nil, translate("list roots", err)
		}
		for _, root := range page.Roots {
			if accounts, err = o.below(ctx, client, []string{aws.ToString(root.Id)}, accounts); err != nil {
				return nil, err
			}
		}
	}
	if o.tags {
		err = o.addTags(ctx, s, accounts)
	}
	return accounts, err
}

// below adds the accounts under the last of the parents, and under its OUs.
func (o *Organization) below(
	ctx context.Context,
	client *organizations.Client,
	parents []string,
	accounts []org.Account,
) ([]org.Account, error) {
	here := aws.String(parents[len(parents)-1])
	path := org.NewPath(o.cloud.deployment.OrganizationID, parents...)
	pages := organizations.NewListAccountsForParentPaginator(
		client,
		&organizations.ListAccountsForParentInput{ParentId: here},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list accounts in "+*here, err)
		}
		for _, a := range page.Accounts {
			account, err := readAccount(a)
			if err != nil {
				return nil, err
			}
			account.Path = path
			accounts = append(accounts, account)
		}
	}
	units := organizations.NewListOrganizationalUnitsForParentPaginator(
		client,
		&organizations.ListOrganizationalUnitsForParentInput{ParentId: here},
	)
	for units.HasMorePages() {
		page, err := units.NextPage(ctx)
		if err != nil {
			return nil, translate("list OUs in "+*here, err)
		}
		for _, unit := range page.OrganizationalUnits {
			deeper := append(append([]string{}, parents...), aws.ToString(unit.Id))
			if accounts, err = o.below(ctx, client, deeper, accounts); err != nil {
				return nil, err
			}
		}
	}
	return accounts, nil
}
