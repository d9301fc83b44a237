package tagging

import (
	"maps"

	"farvault/simulator/kernel"
)

// failed is why one of several resources was left as it is.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_FailureInfo.html
type failed struct {
	StatusCode   int
	ErrorCode    string
	ErrorMessage string
}

type changeOutput struct{ FailedResourcesMap map[string]failed }

type tagInput struct {
	ResourceARNList []string
	Tags            map[string]string
}

// tagResources adds tags, or gives them other values.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html
func (s *Service) tagResources(c *kernel.Call, in tagInput) (changeOutput, error) {
	return s.change(c, "tag:TagResources", in.ResourceARNList, func(tags map[string]string) { maps.Copy(tags, in.Tags) })
}

type untagInput struct{ ResourceARNList, TagKeys []string }

// untagResources takes tags away; a key that a resource does not carry is no error.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_UntagResources.html
func (s *Service) untagResources(c *kernel.Call, in untagInput) (changeOutput, error) {
	return s.change(c, "tag:UntagResources", in.ResourceARNList, func(tags map[string]string) {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
	})
}

// mostResources is how many a call may name.
const mostResources = 20

// change changes the tags of each resource by itself: what fails for one is told beside its ARN. The permission that
// the resource's own service asks for is not asked.
func (s *Service) change(
	c *kernel.Call,
	action string,
	arns []string,
	edit func(tags map[string]string),
) (changeOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: action}); err != nil {
		return changeOutput{}, err
	}
	if len(arns) == 0 || len(arns) > mostResources {
		return changeOutput{}, invalid("ResourceARNList has %d ARNs: must have 1 to %d", len(arns), mostResources)
	}
	out := changeOutput{FailedResourcesMap: map[string]failed{}}
	tagged := s.resources.Tagged(c.Account(), c.Region)
	for _, arn := range arns {
		tags := maps.Clone(tagged[arn])
		if tags == nil {
			tags = map[string]string{}
		}
		edit(tags)
		if !s.resources.SetTags(c.Account(), c.Region, arn, tags) {
			out.FailedResourcesMap[arn] = failed{400, "InvalidParameterException", "There is no resource " + arn}
		}
	}
	return out, nil
}
