package setting

import (
	"slices"

	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
	"farvault/simulator/kernel"
)

// regionSettings are the three maps by type.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html
type regionSettings struct {
	ResourceTypeOptInPreference      map[string]bool `json:",omitempty"`
	ResourceTypeManagementPreference map[string]bool `json:",omitempty"`
	ResourceTypeOptInIncremental     map[string]bool `json:",omitempty"`
}

// The types whose full management is a choice, and those that can be backed up incrementally.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
var (
	managed       = []string{"DynamoDB", "EFS"}
	incrementally = []string{"DynamoDB"}
)

// describeRegion shows every type that the Region has, whether it was ever set or not.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html
func (s *Settings) describeRegion(c *kernel.Call, _ struct{}) (regionSettings, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:DescribeRegionSettings"}); err != nil {
		return regionSettings{}, err
	}
	p := place.Of(c)
	return regionSettings{
		ResourceTypeOptInPreference:      s.shown(p, s.names(p.Region), s.OptedIn),
		ResourceTypeManagementPreference: s.shown(p, managed, s.Advanced),
		ResourceTypeOptInIncremental: s.shown(p, incrementally, func(p place.Place, name string) bool {
			return s.incremental[p][name]
		}),
	}, nil
}

func (s *Settings) shown(p place.Place, names []string, on func(place.Place, string) bool) map[string]bool {
	all := map[string]bool{}
	for _, name := range names {
		if s.known(p.Region, name) {
			all[name] = on(p, name)
		}
	}
	return all
}

// unknownType is what AWS Backup says of a map with a type that the Region does not know; which type it was, it does
// not say. The words are those for the opt-ins; for the other two maps they are inferred.
// https://github.com/hashicorp/terraform-provider-aws/issues/21801 , https://github.com/boto/boto3/issues/3758
const unknownType = "Element present in resource type %s has invalid values. Please use describeRegionSettings API " +
	"to know the supported resource types"

// updateRegion changes the types that are named and leaves the others. One type that the Region does not have refuses
// the whole call, with whatever else it asks for.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
func (s *Settings) updateRegion(c *kernel.Call, in regionSettings) (struct{}, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:UpdateRegionSettings"}); err != nil {
		return struct{}{}, err
	}
	for _, m := range []struct {
		name  string
		given map[string]bool
		known []string
	}{
		{"opt in preference", in.ResourceTypeOptInPreference, s.names(c.Region)},
		{"management preference", in.ResourceTypeManagementPreference, managed},
		{"opt in incremental", in.ResourceTypeOptInIncremental, incrementally},
	} {
		for name := range m.given {
			if !slices.Contains(m.known, name) || !s.known(c.Region, name) {
				return struct{}{}, kernel.Fail("InvalidParameterValueException", unknownType, m.name)
			}
		}
	}
	p := place.Of(c)
	s.put(s.optIn, p, in.ResourceTypeOptInPreference)
	s.put(s.management, p, in.ResourceTypeManagementPreference)
	s.put(s.incremental, p, in.ResourceTypeOptInIncremental)
	s.emit(p, "Region Setting State Change", []string{}, map[string]any{
		"modifiedAt":                  vault.EventTime(c.Now),
		"ResourceTypeOptInPreference": in.ResourceTypeOptInPreference,
		"state":                       "MODIFIED",
	})
	return struct{}{}, nil
}
