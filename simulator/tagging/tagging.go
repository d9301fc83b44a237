// Package tagging simulates the Resource Groups Tagging API: which resources carry which tags. It knows the resources
// that AWS Backup can protect, and shows vaults, plans, keys and rules.
package tagging

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/simulator/kernel"
	"farvault/simulator/page"
)

// Tagged tells the tags of what carries any in an account and Region, by ARN.
type Tagged interface {
	Tagged(account, region string) map[string]map[string]string
}

// Resources are those whose tags can be changed by this API too.
type Resources interface {
	Tagged
	// SetTags replaces the tags of a resource; false when there is none.
	SetTags(account, region, arn string, tags map[string]string) bool
}

// Service is the Resource Groups Tagging API of every account and Region.
type Service struct {
	// Unlisted leaves out of GetResources what AWS Backup does not protect, as if its tags were not yet indexed.
	Unlisted bool

	k         *kernel.Kernel
	resources Resources
	others    []Tagged
}

// New makes the API over the resources, and over others that it only shows.
func New(k *kernel.Kernel, resources Resources, others ...Tagged) *Service {
	return &Service{k: k, resources: resources, others: others}
}

// tagged are all resources of an account and Region that carry a tag.
func (s *Service) tagged(c *kernel.Call) map[string]map[string]string {
	all := s.resources.Tagged(c.Account(), c.Region)
	if s.Unlisted {
		return all
	}
	for _, other := range s.others {
		maps.Copy(all, other.Tagged(c.Account(), c.Region))
	}
	return all
}

// Operations are the API operations. Their service is the name that requests are signed for.
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("tagging", "GetResources", s.getResources),
		kernel.Op("tagging", "GetTagKeys", s.getTagKeys),
		kernel.Op("tagging", "TagResources", s.tagResources),
		kernel.Op("tagging", "UntagResources", s.untagResources),
	}
}

type filter struct {
	Key    string
	Values []string
}

type getResourcesInput struct {
	PaginationToken     string
	ResourcesPerPage    int
	ResourceTypeFilters []string
	TagFilters          []filter
}

type tag struct{ Key, Value string }

type mapping struct {
	ResourceARN string
	Tags        []tag
}

type getResourcesOutput struct {
	ResourceTagMappingList []mapping
	PaginationToken        string
}

// The sizes of a page: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
const (
	resourcesPerPage = 50
	mostPerPage      = 100
	keysPerPage      = 500 // assumed
)

// getResources finds tagged resources: of any of the types, that carry every key with any of its values. Keys and
// values are case sensitive. A key without values admits any.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
func (s *Service) getResources(c *kernel.Call, in getResourcesInput) (getResourcesOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "tag:GetResources"}); err != nil {
		return getResourcesOutput{}, err
	}
	if in.ResourcesPerPage < 0 || in.ResourcesPerPage > mostPerPage {
		return getResourcesOutput{}, invalid(
			"ResourcesPerPage %d is not between 1 and %d",
			in.ResourcesPerPage,
			mostPerPage,
		)
	}
	tagged := s.tagged(c)
	var found []mapping
	for _, arn := range slices.Sorted(maps.Keys(tagged)) {
		if in.admits(arn, tagged[arn]) {
			found = append(found, mapping{arn, list(tagged[arn])})
		}
	}
	part, next, err := page.Cut(found, in.PaginationToken, cmp.Or(in.ResourcesPerPage, resourcesPerPage))
	if err != nil {
		return getResourcesOutput{}, expired(err)
	}
	return getResourcesOutput{part, next}, nil
}

func (in getResourcesInput) admits(arn string, tags map[string]string) bool {
	for _, f := range in.TagFilters {
		value, carries := tags[f.Key]
		if !carries || len(f.Values) > 0 && !slices.Contains(f.Values, value) {
			return false
		}
	}
	return len(in.ResourceTypeFilters) == 0 ||
		slices.ContainsFunc(in.ResourceTypeFilters, func(kind string) bool { return isOf(arn, kind) })
}

// isOf reads a type as service[:resourceType].
func isOf(arn, kind string) bool {
	a, err := org.ParseARN(arn)
	service, resource, typed := strings.Cut(kind, ":")
	return err == nil && a.Service == service &&
		(!typed || strings.HasPrefix(a.Resource, resource+"/") || strings.HasPrefix(a.Resource, resource+":"))
}

func list(tags map[string]string) []tag {
	var all []tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		all = append(all, tag{key, tags[key]})
	}
	return all
}

type getTagKeysOutput struct {
	TagKeys         []string
	PaginationToken string
}

// getTagKeys lists every key that a resource of the Region carries.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetTagKeys.html
func (s *Service) getTagKeys(c *kernel.Call, in struct{ PaginationToken string }) (getTagKeysOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "tag:GetTagKeys"}); err != nil {
		return getTagKeysOutput{}, err
	}
	keys := map[string]bool{}
	for _, tags := range s.tagged(c) {
		for key := range tags {
			keys[key] = true
		}
	}
	part, next, err := page.Cut(slices.Sorted(maps.Keys(keys)), in.PaginationToken, keysPerPage)
	if err != nil {
		return getTagKeysOutput{}, expired(err)
	}
	return getTagKeysOutput{part, next}, nil
}

func invalid(format string, args ...any) error {
	return kernel.Fail("InvalidParameterException", format, args...)
}

func expired(err error) error { return kernel.Fail("PaginationTokenExpiredException", "%v", err) }
