package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/policy"
	"farvault/shared/proof"
)

// controlPolicies are the policies of a type, SCPs or RCPs, that bind the account, by level, root first. Where no
// level has any the organization does not use the type; the management account is never under them.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
func (r *Reader) controlPolicies(
	ctx context.Context,
	account string,
	kind types.PolicyType,
) ([][]proof.ControlPolicy, error) {
	if account == r.cloud.deployment.ManagementAccountID {
		return nil, nil
	}
	s, err := r.cloud.management(ctx)
	if err != nil {
		return nil, r.by(r.cloud.deployment.ManagementAccountID, err)
	}
	client := s.organizations()
	levels, err := r.organization.above(ctx, client, account)
	if err != nil {
		return nil, r.by(s.account, translate("list parents of account "+account, err))
	}
	var all [][]proof.ControlPolicy
	used := false
	for _, target := range append(levels, account) {
		level, err := policiesOn(ctx, client, target, kind)
		if err != nil {
			return nil, r.by(s.account, err)
		}
		used = used || len(level) > 0
		all = append(all, level)
	}
	if !used {
		return nil, nil
	}
	return all, nil
}

// policyWords are what messages call the types.
var policyWords = map[types.PolicyType]string{
	types.PolicyTypeServiceControlPolicy:  "SCP",
	types.PolicyTypeResourceControlPolicy: "RCP",
}

// policiesOn are the policies of a type attached to a root, OU or account itself.
func policiesOn(
	ctx context.Context,
	client *organizations.Client,
	target string,
	kind types.PolicyType,
) ([]proof.ControlPolicy, error) {
	var attached []proof.ControlPolicy
	pages := organizations.NewListPoliciesForTargetPaginator(client, &organizations.ListPoliciesForTargetInput{
		TargetId: aws.String(target), Filter: kind,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list "+policyWords[kind]+"s on "+target, err)
		}
		for _, summary := range page.Policies {
			answer, err := client.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: summary.Id})
			if err != nil {
				return nil, translate("read "+policyWords[kind]+" "+aws.ToString(summary.Id), err)
			}
			document, err := policy.Parse(aws.ToString(answer.Policy.Content))
			if err != nil {
				return nil, unreadable(policyWords[kind]+" "+aws.ToString(summary.Id), err)
			}
			attached = append(
				attached,
				proof.ControlPolicy{
					ARN:      aws.ToString(summary.Arn),
					Name:     aws.ToString(summary.Name),
					Target:   target,
					Document: document,
				},
			)
		}
	}
	return attached, nil
}
