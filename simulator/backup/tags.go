package backup

import (
	"maps"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// tagged finds the tags of a vault, plan or recovery point of a place, and
// whether it is there. Other recovery points than AWS Backup's own keep theirs elsewhere:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListTags.html
func (s *Service) tagged(p place.Place, arn string) (*map[string]string, bool) {
	if v, ok := s.vaults.ByARN(arn); ok && v.Place == p {
		return &v.Tags, true
	}
	if found, ok := s.plans.ByARN(p, arn); ok {
		return &found.Tags, true
	}
	for _, v := range s.vaults.In(p) {
		if point, ok := v.Point(arn); ok && point.Type.FullyManaged {
			return &point.Tags, true
		}
	}
	return nil, false
}

// Furniture are the vaults and plans of the world, by their tags.
type Furniture struct{ s *Service }

// Furniture are the vaults and plans, which AWS Backup does not protect.
func (s *Service) Furniture() Furniture { return Furniture{s} }

// Tagged are their tags in an account and Region, by ARN; those without tags are not in it.
func (f Furniture) Tagged(account, region string) map[string]map[string]string {
	tagged, p := map[string]map[string]string{}, place.Place{Account: account, Region: region}
	for _, v := range f.s.vaults.In(p) {
		if len(v.Tags) > 0 {
			tagged[v.ARN] = v.Tags
		}
	}
	for _, plan := range f.s.plans.In(p) {
		if len(plan.Tags) > 0 {
			tagged[plan.ARN] = plan.Tags
		}
	}
	return tagged
}

// authorizeTags asks for the action on what bears the ARN, with its tags and those of the call.
func (s *Service) authorizeTags(
	c *kernel.Call,
	action, arn string,
	requested map[string]string,
) (*map[string]string, error) {
	tags, found := s.tagged(place.Of(c), arn)
	access := kernel.Access{Action: action, Resource: arn, Context: place.Requested(requested)}
	if found {
		access.Context = place.Join(access.Context, place.Carried(*tags))
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if !found {
		return nil, kernel.Fail("ResourceNotFoundException", "Resource %s not found", arn)
	}
	return tags, nil
}

type listTagsInput struct {
	ResourceArn, NextToken string
	MaxResults             int
}

type listTagsOutput struct{ Tags map[string]string }

func (s *Service) listTags(c *kernel.Call, in listTagsInput) (listTagsOutput, error) {
	tags, err := s.authorizeTags(c, "backup:ListTags", in.ResourceArn, nil)
	if err != nil {
		return listTagsOutput{}, err
	}
	return listTagsOutput{maps.Clone(*tags)}, nil
}

type tagInput struct {
	ResourceArn string
	Tags        map[string]string
}

func (s *Service) tag(c *kernel.Call, in tagInput) (struct{}, error) {
	tags, err := s.authorizeTags(c, "backup:TagResource", in.ResourceArn, in.Tags)
	if err != nil {
		return struct{}{}, err
	}
	together := maps.Clone(*tags)
	if together == nil {
		together = map[string]string{}
	}
	maps.Copy(together, in.Tags)
	if err := place.CheckTags(together); err != nil {
		return struct{}{}, err
	}
	*tags = together
	return struct{}{}, nil
}

type untagInput struct {
	ResourceArn string
	TagKeyList  []string
}

func (s *Service) untag(c *kernel.Call, in untagInput) (struct{}, error) {
	keys := map[string]string{}
	for _, key := range in.TagKeyList {
		keys[key] = ""
	}
	tags, err := s.authorizeTags(c, "backup:UntagResource", in.ResourceArn, keys)
	if err != nil {
		return struct{}{}, err
	}
	left := maps.Clone(*tags)
	maps.DeleteFunc(left, func(key, _ string) bool { _, named := keys[key]; return named })
	*tags = left
	return struct{}{}, nil
}

func (s *Service) tagOperations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("backup", "ListTags", s.listTags).
			REST("GET /tags/{ResourceArn}?nextToken=NextToken&maxResults=MaxResults"),
		kernel.Op("backup", "TagResource", s.tag).REST("POST /tags/{ResourceArn}"),
		kernel.Op("backup", "UntagResource", s.untag).REST("POST /untag/{ResourceArn}"),
	}
}
