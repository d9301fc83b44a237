package eventbridge

import (
	"strings"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

type tagResourceInput struct {
	ResourceARN string
	Tags        []tag
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html
func (s *Service) tagResource(c *kernel.Call, in tagResourceInput) (*struct{}, error) {
	tags, err := s.tagged(c, in.ResourceARN, "TagResource", in.Tags)
	if err != nil {
		return nil, err
	}
	if *tags == nil {
		*tags = map[string]string{}
	}
	for _, t := range in.Tags {
		(*tags)[t.Key] = t.Value
	}
	return &struct{}{}, nil
}

type listTagsInput struct{ ResourceARN string }

type listTagsOutput struct{ Tags []tag }

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html
func (s *Service) listTagsForResource(c *kernel.Call, in listTagsInput) (*listTagsOutput, error) {
	tags, err := s.tagged(c, in.ResourceARN, "ListTagsForResource", nil)
	if err != nil {
		return nil, err
	}
	return &listTagsOutput{Tags: tagsOf(*tags)}, nil
}

// tagged finds the tags of the rule or bus that an ARN names and asks whether the caller may act on it.
func (s *Service) tagged(c *kernel.Call, resourceARN, action string, request []tag) (*map[string]string, error) {
	tags := s.tagsAt(resourceARN)
	var present map[string]string
	if tags != nil {
		present = *tags
	}
	account := ""
	if arn, err := org.ParseARN(resourceARN); err == nil {
		account = arn.Account
	}
	access := kernel.Access{
		Action:   "events:" + action,
		Resource: resourceARN,
		Account:  account,
		Context:  tagContext(request, present),
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if tags == nil {
		arn, _ := org.ParseARN(resourceARN)
		if rule, is := strings.CutPrefix(arn.Resource, "rule/"); is && !strings.Contains(rule, "/") {
			return nil, kernel.Fail("ResourceNotFoundException", "Rule %s does not exist on EventBus default.", rule)
		}
		return nil, kernel.Fail("ResourceNotFoundException", "Resource %s does not exist.", resourceARN)
	}
	return tags, nil
}

func (s *Service) tagsAt(resourceARN string) *map[string]string {
	if b, ok := s.bus(resourceARN); ok {
		return &b.tags
	}
	arn, err := org.ParseARN(resourceARN)
	if err != nil {
		return nil
	}
	busName, ruleName := "default", strings.TrimPrefix(arn.Resource, "rule/")
	if i := strings.LastIndex(ruleName, "/"); i >= 0 {
		busName, ruleName = ruleName[:i], ruleName[i+1:]
	}
	b, ok := s.bus(BusARN(arn.Account, arn.Region, busName))
	if !ok {
		return nil
	}
	if r, ok := b.rules[ruleName]; ok {
		return &r.Tags
	}
	return nil
}

// Tagged are the tags of the rules on the default bus of an account and Region, by ARN; those without tags are not in
// it.
func (s *Service) Tagged(account, region string) map[string]map[string]string {
	tagged := map[string]map[string]string{}
	b, touched := s.buses[BusARN(account, region, "default")]
	if !touched {
		return tagged
	}
	for _, r := range b.rules {
		if len(r.Tags) > 0 {
			tagged[r.arn()] = r.Tags
		}
	}
	return tagged
}
