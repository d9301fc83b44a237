// Package setting is AWS Backup's settings: the opt-ins of an account in a
// Region, and the global settings of the organization.
package setting

import (
	"maps"
	"slices"
	"time"

	"farvault/simulator/backup/place"
	"farvault/simulator/backup/resource"
	"farvault/simulator/backup/vault"
	"farvault/simulator/kernel"
	"farvault/simulator/organizations"
)

// CrossAccountBackup is the global setting without which no copy leaves its account.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
const CrossAccountBackup = "isCrossAccountBackupEnabled"

// Settings are all settings of the world.
type Settings struct {
	k             *kernel.Kernel
	organizations *organizations.Service
	emit          vault.Emit

	global     map[string]string
	updated    time.Time
	optIn      map[place.Place]map[string]bool
	management map[place.Place]map[string]bool
}

// New makes the settings of a new organization: everything is off.
func New(k *kernel.Kernel, o *organizations.Service, emit vault.Emit) *Settings {
	return &Settings{
		k:             k,
		organizations: o,
		emit:          emit,
		global: map[string]string{
			CrossAccountBackup:                "false",
			"isMpaEnabled":                    "false",
			"isDelegatedAdministratorEnabled": "false",
		},
		optIn:      map[place.Place]map[string]bool{},
		management: map[place.Place]map[string]bool{},
	}
}

// SetGlobal sets a global setting.
func (s *Settings) SetGlobal(name, value string) {
	s.global[name], s.updated = value, s.k.Clock.Now()
}

// CrossAccount reports whether copies may leave their account.
func (s *Settings) CrossAccount() bool { return s.global[CrossAccountBackup] == "true" }

// OptIn opts a place in to resource types.
func (s *Settings) OptIn(p place.Place, types ...string) {
	for _, name := range types {
		put(s.optIn, p, map[string]bool{name: true})
	}
}

// OptedIn reports whether selections by tag reach a resource type in a place.
func (s *Settings) OptedIn(p place.Place, name string) bool { return s.optIn[p][name] }

// Advanced reports whether AWS Backup fully manages a type that leaves it the choice.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
func (s *Settings) Advanced(p place.Place, name string) bool { return s.management[p][name] }

// Type is a resource type as it is in a place.
func (s *Settings) Type(p place.Place, name string) (resource.Type, bool) {
	return resource.TypeOf(name, s.Advanced(p, name))
}

func put(all map[place.Place]map[string]bool, p place.Place, changes map[string]bool) {
	if all[p] == nil {
		all[p] = map[string]bool{}
	}
	maps.Copy(all[p], changes)
}

type regionSettings struct {
	ResourceTypeOptInPreference      map[string]bool `json:",omitempty"`
	ResourceTypeManagementPreference map[string]bool `json:",omitempty"`
}

// describeRegion shows every type, whether it was ever set or not.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html
func (s *Settings) describeRegion(c *kernel.Call, _ struct{}) (regionSettings, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:DescribeRegionSettings"}); err != nil {
		return regionSettings{}, err
	}
	out := regionSettings{
		ResourceTypeOptInPreference:      map[string]bool{},
		ResourceTypeManagementPreference: map[string]bool{},
	}
	for _, name := range resource.Names() {
		out.ResourceTypeOptInPreference[name] = s.optIn[place.Of(c)][name]
	}
	for _, name := range managed {
		out.ResourceTypeManagementPreference[name] = s.Advanced(place.Of(c), name)
	}
	return out, nil
}

// managed are the types whose full management is a choice.
var managed = []string{"DynamoDB", "EFS"}

// updateRegion changes the types that are named and leaves the others.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
func (s *Settings) updateRegion(c *kernel.Call, in regionSettings) (struct{}, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:UpdateRegionSettings"}); err != nil {
		return struct{}{}, err
	}
	for _, pair := range []struct{ given, known []string }{
		{slices.Sorted(maps.Keys(in.ResourceTypeOptInPreference)), resource.Names()},
		{slices.Sorted(maps.Keys(in.ResourceTypeManagementPreference)), managed},
	} {
		for _, name := range pair.given {
			if !slices.Contains(pair.known, name) {
				return struct{}{}, kernel.Fail(
					"InvalidParameterValueException",
					"Resource type %s is not supported",
					name,
				)
			}
		}
	}
	p := place.Of(c)
	put(s.optIn, p, in.ResourceTypeOptInPreference)
	put(s.management, p, in.ResourceTypeManagementPreference)
	s.emit(p, "Region Setting State Change", []string{}, map[string]any{
		"modifiedAt": vault.EventTime(
			c.Now,
		),
		"ResourceTypeOptInPreference": in.ResourceTypeOptInPreference,
		"state":                       "MODIFIED",
	})
	return struct{}{}, nil
}
