package setting

import (
	"maps"
	"slices"

	"farvault/simulator/kernel"
)

type globalSettings struct {
	GlobalSettings map[string]string
	LastUpdateTime kernel.Time `json:",omitzero"`
}

// notMember is what an account outside an organization is told. Reading gives
// it under a code of its own: https://github.com/cloudquery/cq-provider-aws/issues/817
const notMember = "Your account is not a member of an organization."

// describeGlobal can be read from any member.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeGlobalSettings.html
func (s *Settings) describeGlobal(c *kernel.Call, _ struct{}) (globalSettings, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:DescribeGlobalSettings"}); err != nil {
		return globalSettings{}, err
	}
	if s.organizations.Membership(c.Account()).OrganizationID == "" {
		return globalSettings{}, kernel.Fail("ERROR_9601", notMember)
	}
	return globalSettings{maps.Clone(s.global), kernel.At(s.updated)}, nil
}

// updateGlobal is for the management account alone; a delegated administrator cannot.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateGlobalSettings.html
func (s *Settings) updateGlobal(c *kernel.Call, in globalSettings) (struct{}, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:UpdateGlobalSettings"}); err != nil {
		return struct{}{}, err
	}
	switch m := s.organizations.Membership(c.Account()); {
	case m.OrganizationID == "":
		return struct{}{}, kernel.Fail("InvalidRequestException", notMember)
	case !m.Management:
		return struct{}{}, kernel.Fail(
			"InvalidRequestException",
			"Your account is not the management account of an organization.",
		)
	}
	for _, name := range slices.Sorted(maps.Keys(in.GlobalSettings)) {
		if _, known := s.global[name]; !known {
			return struct{}{}, kernel.Fail("InvalidParameterValueException", "Global setting %s is not supported", name)
		}
		if value := in.GlobalSettings[name]; value != "true" && value != "false" {
			return struct{}{}, kernel.Fail(
				"InvalidParameterValueException",
				"Global setting %s cannot be %q",
				name,
				value,
			)
		}
	}
	for name, value := range in.GlobalSettings {
		s.SetGlobal(name, value)
	}
	return struct{}{}, nil
}

// Operations are the API of settings.
func (s *Settings) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("backup", "DescribeRegionSettings", s.describeRegion).REST("GET /account-settings"),
		kernel.Op("backup", "UpdateRegionSettings", s.updateRegion).REST("PUT /account-settings"),
		kernel.Op("backup", "DescribeGlobalSettings", s.describeGlobal).REST("GET /global-settings"),
		kernel.Op("backup", "UpdateGlobalSettings", s.updateGlobal).REST("PUT /global-settings"),
	}
}
