// Package cloudtrail simulates AWS CloudTrail as far as it is asked which trails there are and what they
// write down, and what happened lately. It writes nothing down itself: the world tells it.
package cloudtrail

import (
	"cmp"
	"slices"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// Trail is a trail of an account. Without selectors of either kind it logs all management events.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html
type Trail struct {
	Name                   string
	HomeRegion             string
	IsMultiRegionTrail     bool
	IsLogging              bool
	EventSelectors         []EventSelector
	AdvancedEventSelectors []AdvancedEventSelector
}

// EventSelector is https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
type EventSelector struct {
	ReadWriteType                 string
	IncludeManagementEvents       bool
	ExcludeManagementEventSources []string `json:",omitempty"`
}

// AdvancedEventSelector is https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html
type AdvancedEventSelector struct {
	FieldSelectors []FieldSelector
}

// FieldSelector is https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
type FieldSelector struct {
	Field     string
	Equals    []string `json:",omitempty"`
	NotEquals []string `json:",omitempty"`
}

// Service is CloudTrail of every account.
type Service struct {
	k      *kernel.Kernel
	trails map[string][]Trail // by account, by name

	history map[where][]entry // oldest first
}

// New makes a CloudTrail without trails.
func New(k *kernel.Kernel) *Service {
	return &Service{k: k, trails: map[string][]Trail{}, history: map[where][]entry{}}
}

// PutTrail makes an account's trail, or replaces the one of its name, as the world's own hand.
func (s *Service) PutTrail(account string, t Trail) {
	s.RemoveTrail(account, t.Name)
	s.trails[account] = append(s.trails[account], t)
	slices.SortFunc(s.trails[account], func(a, b Trail) int { return cmp.Compare(a.Name, b.Name) })
}

// RemoveTrail takes a trail away, as the world's own hand.
func (s *Service) RemoveTrail(account, name string) {
	s.trails[account] = slices.DeleteFunc(s.trails[account], func(t Trail) bool { return t.Name == name })
}

// Operations are the API operations of CloudTrail.
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("cloudtrail", "DescribeTrails", s.describeTrails),
		kernel.Op("cloudtrail", "GetTrailStatus", s.getTrailStatus),
		kernel.Op("cloudtrail", "GetEventSelectors", s.getEventSelectors),
		kernel.Op("cloudtrail", "LookupEvents", s.lookupEvents),
	}
}

type describeInput struct {
	IncludeShadowTrails *bool `json:"includeShadowTrails"`
}

type describedTrail struct {
	Name, TrailARN, HomeRegion string
	IsMultiRegionTrail         bool
}

type describeOutput struct {
	TrailList []describedTrail `json:"trailList"`
}

// describeTrails lists the trails of the Region, and the shadows there of multi-Region trails of others.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
func (s *Service) describeTrails(c *kernel.Call, in describeInput) (describeOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "cloudtrail:DescribeTrails"}); err != nil {
		return describeOutput{}, err
	}
	out := describeOutput{TrailList: []describedTrail{}}
	for _, t := range s.trails[c.Account()] {
		shadow := t.IsMultiRegionTrail && (in.IncludeShadowTrails == nil || *in.IncludeShadowTrails)
		if t.HomeRegion == c.Region || shadow {
			out.TrailList = append(
				out.TrailList,
				describedTrail{t.Name, t.arn(c.Account()), t.HomeRegion, t.IsMultiRegionTrail},
			)
		}
	}
	return out, nil
}

type statusInput struct{ Name string }

type statusOutput struct{ IsLogging bool }

// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
func (s *Service) getTrailStatus(c *kernel.Call, in statusInput) (statusOutput, error) {
	t, err := s.trail(c, "GetTrailStatus", in.Name)
	return statusOutput{t.IsLogging}, err
}

type selectorsInput struct{ TrailName string }

type selectorsOutput struct {
	TrailARN               string
	EventSelectors         []EventSelector         `json:",omitempty"`
	AdvancedEventSelectors []AdvancedEventSelector `json:",omitempty"`
}

// getEventSelectors answers the default, all management events, for a trail that was given none.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
func (s *Service) getEventSelectors(c *kernel.Call, in selectorsInput) (selectorsOutput, error) {
	t, err := s.trail(c, "GetEventSelectors", in.TrailName)
	if err != nil {
		return selectorsOutput{}, err
	}
	out := selectorsOutput{t.arn(c.Account()), t.EventSelectors, t.AdvancedEventSelectors}
	if len(out.EventSelectors)+len(out.AdvancedEventSelectors) == 0 {
		out.EventSelectors = []EventSelector{{ReadWriteType: "All", IncludeManagementEvents: true}}
	}
	return out, nil
}

// trail finds a trail by its ARN, or by its name in its own Region, and asks whether the caller may.
func (s *Service) trail(c *kernel.Call, operation, name string) (Trail, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "cloudtrail:" + operation, Resource: name}); err != nil {
		return Trail{}, err
	}
	for _, t := range s.trails[c.Account()] {
		if name == t.arn(c.Account()) || name == t.Name && t.HomeRegion == c.Region {
			return t, nil
		}
	}
	return Trail{}, kernel.Fail("TrailNotFoundException", "Unknown trail: %s for the user: %s", name, c.Account())
}

func (t Trail) arn(account string) string {
	return org.ARN{
		Partition: org.Partition(t.HomeRegion),
		Service:   "cloudtrail",
		Region:    t.HomeRegion,
		Account:   account,
		Resource:  "trail/" + t.Name,
	}.String()
}
