package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

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
