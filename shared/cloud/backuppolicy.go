package cloud

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/chain"
)

// BackupPolicy are the plans that an account has, or is about to have, by the backup policies of AWS Organizations;
// none in an organization without such policies, which is asked once.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html
func (o *Organization) BackupPolicy(ctx context.Context, account string) ([]chain.SeenPlan, error) {
	s, err := o.cloud.management(ctx)
	if err != nil {
		return nil, err
	}
	o.mu.Lock() // Organizations takes one call at a time
	defer o.mu.Unlock()
	client := s.organizations()
	if o.policies == nil {
		listed, err := client.ListPolicies(ctx, &organizations.ListPoliciesInput{Filter: types.PolicyTypeBackupPolicy})
		if err != nil {
			return nil, translate("list the backup policies of the organization", err)
		}
		o.policies = new(len(listed.Policies) > 0 || listed.NextToken != nil)
	}
	if !*o.policies {
		return nil, nil
	}
	answer, err := client.DescribeEffectivePolicy(ctx, &organizations.DescribeEffectivePolicyInput{
		PolicyType: types.EffectivePolicyTypeBackupPolicy, TargetId: aws.String(account)})
	var none *types.EffectivePolicyNotFoundException
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, translate("read the effective backup policy of account "+account, err)
	}
	return chain.PolicyPlans(account, aws.ToString(answer.EffectivePolicy.PolicyContent))
}
