package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/policy"
)

// serviceControlPolicies are the SCPs on the account, by level, root first. Where no
// level has any the organization does not use SCPs; the management account is never under them.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func (r *Reader) serviceControlPolicies(ctx context.Context, account string) ([][]policy.Document, error) {
	if account == r.cloud.place.ManagementAccountID {
		return nil, nil
	}
	s, err := r.cloud.management(ctx)
	if err != nil {
		return nil, r.by(r.cloud.place.ManagementAccountID, err)
	}
	client := s.organizations()
	levels, err := r.organization.above(ctx, client, account)
	if err != nil {
		return nil, r.by(s.account, translate("list parents of account "+account, err))
	}
	var documents [][]policy.Document
	used := false
	for _, target := range append(levels, account) {
		level, err := policiesOn(ctx, client, target)
		if err != nil {
			return nil, r.by(s.account, err)
		}
		used = used || len(level) > 0
		documents = append(documents, level)
	}
	if !used {
		return nil, nil
	}
	return documents, nil
}

// policiesOn are the SCPs attached to a root, OU or account itself.
func policiesOn(ctx context.Context, client *organizations.Client, target string) ([]policy.Document, error) {
	var documents []policy.Document
	pages := organizations.NewListPoliciesForTargetPaginator(client, &organizations.ListPoliciesForTargetInput{
		TargetId: aws.String(target), Filter: types.PolicyTypeServiceControlPolicy,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list SCPs on "+target, err)
		}
		for _, summary := range page.Policies {
			answer, err := client.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: summary.Id})
			if err != nil {
				return nil, translate("read SCP "+aws.ToString(summary.Id), err)
			}
			document, err := policy.Parse(aws.ToString(answer.Policy.Content))
			if err != nil {
				return nil, unreadable("SCP "+aws.ToString(summary.Id), err)
			}
			documents = append(documents, document)
		}
	}
	return documents, nil
}
