package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/policy"
	"farvault/shared/proof"
)

// attachedPolicies are all policies of a type, by the root, OU or account that each is attached to. To read them by
// policy costs a call for twenty targets; to ask for the policies of each account costs one an account.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html
func (r *Reader) attachedPolicies(
	ctx context.Context, kind types.PolicyType,
) (map[string][]proof.ControlPolicy, error) {
	s, err := r.cloud.management(ctx)
	if err != nil {
		return nil, r.by(r.cloud.deployment.ManagementAccountID, err)
	}
	client, attached := s.organizations(), map[string][]proof.ControlPolicy{}
	pages := organizations.NewListPoliciesPaginator(client, &organizations.ListPoliciesInput{Filter: kind})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, r.by(s.account, translate("list "+policyWords[kind]+"s", err))
		}
		for _, summary := range page.Policies {
			if err := addTargets(ctx, client, kind, summary, attached); err != nil {
				return nil, r.by(s.account, err)
			}
		}
	}
	return attached, nil
}

// addTargets adds a policy to each of its targets. One that is attached nowhere is not read.
func addTargets(
	ctx context.Context, client *organizations.Client, kind types.PolicyType, summary types.PolicySummary,
	attached map[string][]proof.ControlPolicy,
) error {
	word, id := policyWords[kind], aws.ToString(summary.Id)
	var targets []string
	pages := organizations.NewListTargetsForPolicyPaginator(
		client, &organizations.ListTargetsForPolicyInput{PolicyId: summary.Id},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return translate("list targets of "+word+" "+id, err)
		}
		for _, target := range page.Targets {
			targets = append(targets, aws.ToString(target.TargetId))
		}
	}
	if len(targets) == 0 {
		return nil
	}
	answer, err := client.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: summary.Id})
	if err != nil {
		return translate("read "+word+" "+id, err)
	}
	document, err := policy.Parse(aws.ToString(answer.Policy.Content))
	if err != nil {
		return unreadable(word+" "+id, err)
	}
	for _, target := range targets {
		attached[target] = append(attached[target], proof.ControlPolicy{
			ARN: aws.ToString(summary.Arn), Name: aws.ToString(summary.Name), Target: target, Document: document,
		})
	}
	return nil
}
