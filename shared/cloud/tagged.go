package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
)

// mostTagged is the most that one page of GetResources holds.
const mostTagged = 100

// eachTagged tells what carries a tag, or did once, and is as asked, with its tags: a hundred resources a call.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
func eachTagged(
	ctx context.Context, client *resourcegroupstaggingapi.Client, in resourcegroupstaggingapi.GetResourcesInput,
	tell func(arn string, tags map[string]string),
) error {
	in.ResourcesPerPage = aws.Int32(mostTagged)
	pages := resourcegroupstaggingapi.NewGetResourcesPaginator(client, &in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, m := range page.ResourceTagMappingList {
			tags := map[string]string{}
			for _, t := range m.Tags {
				tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
			}
			tell(aws.ToString(m.ResourceARN), tags)
		}
	}
	return nil
}
