package kms

import (
	"maps"
	"slices"
	"strings"

	"farvault/simulator/kernel"
)

type tagInput struct {
	KeyId   string
	Tags    []tag
	TagKeys []string
}

func (s *Service) tagResource(c *kernel.Call, in tagInput) (empty, error) {
	if err := checkTags(in.Tags); err != nil {
		return empty{}, err
	}
	key, err := s.manage(c, "TagResource", in.KeyId, requestTags(in.Tags))
	if err != nil {
		return empty{}, err
	}
	for _, t := range in.Tags {
		key.Tags[t.TagKey] = t.TagValue
	}
	s.settle(key)
	return empty{}, nil
}

func (s *Service) untagResource(c *kernel.Call, in tagInput) (empty, error) {
	key, err := s.manage(c, "UntagResource", in.KeyId, map[string][]string{"aws:TagKeys": in.TagKeys})
	if err != nil {
		return empty{}, err
	}
	for _, name := range in.TagKeys {
		delete(key.Tags, name)
	}
	s.settle(key)
	return empty{}, nil
}

type listTagsOutput struct {
	Tags       []tag
	NextMarker string `json:",omitempty"`
	Truncated  bool
}

func (s *Service) listResourceTags(c *kernel.Call, in pageInput) (listTagsOutput, error) {
	key, err := s.manage(c, "ListResourceTags", in.KeyId, nil)
	if err != nil {
		return listTagsOutput{}, err
	}
	tags := []tag{}
	for _, name := range slices.Sorted(maps.Keys(key.Tags)) {
		tags = append(tags, tag{name, key.Tags[name]})
	}
	part, next, err := cut(tags, in, 50)
	return listTagsOutput{part, next, next != ""}, err
}

// requestTags are the condition keys that tags in a request give.
// https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
func requestTags(tags []tag) map[string][]string {
	context := map[string][]string{}
	for _, t := range tags {
		context["aws:RequestTag/"+t.TagKey] = []string{t.TagValue}
		context["aws:TagKeys"] = append(context["aws:TagKeys"], t.TagKey)
	}
	return context
}

// checkTags holds tags to KMS's rules.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Tag.html
func checkTags(tags []tag) error {
	seen := map[string]bool{}
	for _, t := range tags {
		switch {
		case t.TagKey == "" || len(t.TagKey) > 128 || len(t.TagValue) > 256:
			return kernel.Fail("TagException", "tag %q: a key has 1 to 128 characters, a value at most 256", t.TagKey)
		case strings.HasPrefix(strings.ToLower(t.TagKey), "aws:"):
			return kernel.Fail("TagException", "aws: prefixed tag key names are not allowed for external use.")
		case seen[t.TagKey]:
			return kernel.Fail("TagException", "Duplicate tag keys")
		}
		seen[t.TagKey] = true
	}
	if len(tags) > 50 {
		return kernel.Fail("LimitExceededException", "a key has at most 50 tags")
	}
	return nil
}

// Tagged are the tags of the keys of an account and Region, by ARN; those without tags are not in it.
func (s *Service) Tagged(account, region string) map[string]map[string]string {
	tagged := map[string]map[string]string{}
	for arn, key := range s.in[[2]string{account, region}] {
		if len(key.Tags) > 0 {
			tagged[arn] = key.Tags
		}
	}
	return tagged
}
