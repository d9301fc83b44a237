package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/policy"
)

// controlPolicy is one service control policy where it is attached.
type controlPolicy struct {
	id, name string
	target   string // a root, OU or account id
	document policy.Document
}

// serviceControlPolicies are the documents of the SCPs on the account, by level, root first; nil where the organization uses none.
func (r *Reader) serviceControlPolicies(ctx context.Context, account string) ([][]policy.Document, error) {
	levels, err := r.controlPolicies(ctx, account)
	if err != nil || levels == nil {
		return nil, err
	}
	documents := make([][]policy.Document, len(levels))
	for i, level := range levels {
		for _, p := range level {
			documents[i] = append(documents[i], p.document)
		}
	}
	return documents, nil
}

// controlPolicies are the SCPs on the account, by level, root first. Where no
// level has any the organization does not use SCPs; the management account is never under them.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func (r *Reader) controlPolicies(ctx context.Context, account string) ([][]controlPolicy, error) {
	if account == r.cloud.place.ManagementAccountID {
		return nil, nil
	}
	s, err := r.cloud.management(ctx)
	if err != nil {
		return nil, r.by(r.cloud.place.ManagementAccountID, err)
	}
	client := s.organizations()
	targets, err := r.organization.above(ctx, client, account)
	if err != nil {
		return nil, r.by(s.account, translate("list parents of account "+account, err))
	}
	var levels [][]controlPolicy
	used := false
	for _, target := range append(targets, account) {
		level, err := policiesOn(ctx, client, target)
		if err != nil {
			return nil, r.by(s.account, err)
		}
		used = used || len(level) > 0
		levels = append(levels, level)
	}
	if !used {
		return nil, nil
	}
	return levels, nil
}

// policiesOn are the SCPs attached to a root, OU or account itself.
func policiesOn(ctx context.Context, client *organizations.Client, target string) ([]controlPolicy, error) {
	var found []controlPolicy
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
			found = append(found, controlPolicy{aws.ToString(summary.Id), aws.ToString(summary.Name), target, document})
		}
	}
	return found, nil
}
