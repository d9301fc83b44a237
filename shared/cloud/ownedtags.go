package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi/types"

	"farvault/shared/chain"
)

// taggable are the types of which farvault makes one that carries its tag.
// https://docs.aws.amazon.com/ARG/latest/userguide/supported-resources.html
var taggable = []string{"backup:backup-plan", "backup:backup-vault", "events:rule", "kms:key"}

// listOwned are the tags of all that carries farvault's tag in the Region, by ARN: one call in the place of one for
// each key, vault, plan and rule.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
func (r *regional) listOwned(ctx context.Context) (map[string]map[string]string, error) {
	all := map[string]map[string]string{}
	err := eachTagged(ctx, r.tags, resourcegroupstaggingapi.GetResourcesInput{
		ResourceTypeFilters: taggable,
		TagFilters:          []types.TagFilter{{Key: aws.String(chain.OwnerTag), Values: []string{chain.OwnerValue}}},
	}, func(arn string, tags map[string]string) { all[arn] = tags })
	return all, err
}

// tagsOf are the tags of a resource, from the Region's list. What the list lacks, its own service is asked: the list
// follows changes late, leaves out what is somebody else's, and a policy may forbid it, as the session policy of the
// entry by AWS's own role does, which has no room for it.
func (r *regional) tagsOf(
	ctx context.Context, arn string, ask func() (map[string]string, error),
) (map[string]string, error) {
	if r.owned == nil {
		return ask()
	}
	if all, err := r.owned(ctx); err == nil {
		if tags, listed := all[arn]; listed {
			return tags, nil
		}
	}
	return ask()
}
