package cloud

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"

	"farvault/shared/org"
)

// accountType is what the Resource Groups Tagging API calls an account of an organization.
// https://docs.aws.amazon.com/ARG/latest/userguide/supported-resources.html
// https://github.com/aws-samples/aws-iam-identity-center-extensions/blob/main/lib/state-machines/processTargetAccounts-asl.json
const accountType = "organizations:account"

// addTags gives accounts their tags in AWS Organizations: a call for a hundred of those that have any. Where the role
// may not make it, or it lists no account at all, Organizations is asked of each that is active.
func (o *Organization) addTags(ctx context.Context, s *session, accounts []org.Account) error {
	listed, err := o.listTags(ctx, s)
	if err = translate("list the tags of accounts", err); err != nil && !lasting(err) {
		return err
	}
	known := err == nil && len(listed) > 0
	for i, a := range accounts {
		switch {
		case known:
			if accounts[i].Tags = listed[a.ID]; accounts[i].Tags == nil {
				accounts[i].Tags = map[string]string{}
			}
		case a.State == org.Active:
			if accounts[i].Tags, err = o.Tags(ctx, a.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// listTags are the tags of the accounts that have any, by account. They are listed where Organizations is.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html#awsorganizations-resources-for-iam-policies
func (o *Organization) listTags(ctx context.Context, s *session) (map[string]map[string]string, error) {
	all := map[string]map[string]string{}
	in := resourcegroupstaggingapi.GetResourcesInput{ResourceTypeFilters: []string{accountType}}
	err := eachTagged(ctx, s.in(o.cloud.deployment.OrganizationsRegion()).tags, in,
		func(name string, tags map[string]string) {
			if arn, err := org.ParseARN(name); err == nil {
				all[arn.Resource[strings.LastIndex(arn.Resource, "/")+1:]] = tags // account/o-a1b2c3d4e5/222233334444
			}
		})
	return all, err
}

// Tags are an account's tags in AWS Organizations: a call an account, for people who leave accounts out by them.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html
func (o *Organization) Tags(ctx context.Context, account string) (map[string]string, error) {
	s, err := o.cloud.management(ctx)
	if err != nil {
		return nil, err
	}
	tags := map[string]string{}
	pages := organizations.NewListTagsForResourcePaginator(
		s.organizations(),
		&organizations.ListTagsForResourceInput{ResourceId: aws.String(account)},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list tags of account "+account, err)
		}
		for _, t := range page.Tags {
			tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
		}
	}
	return tags, nil
}
