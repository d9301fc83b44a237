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

// LinkedRoles is the global setting by which AWS Backup makes its service-linked role in the organization's accounts:
// "A value for Backup Service-Linked Role creation, styled as isDelegatedAdministratorEnabled". That it does so in all
// of them, at once, and in those that join later when they join, is assumed.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateGlobalSettings.html
const LinkedRoles = "isDelegatedAdministratorEnabled"

// Settings are all settings of the world.
type Settings struct {
	k             *kernel.Kernel
	organizations *organizations.Service
	emit          vault.Emit

	global      map[string]string
	updated     time.Time
	optIn       map[place.Place]map[string]bool
	management  map[place.Place]map[string]bool
	incremental map[place.Place]map[string]bool
	recent      []map[string]bool          // that were put
	regions     map[string]map[string]bool // whether a Region has a type, where the table does not say it
	linked      func(account string)       // makes AWSServiceRoleForBackup in an account
	virgin      []string                   // what an account is opted in to that has set nothing
}

// New makes the settings of a new organization: everything is off.
func New(k *kernel.Kernel, o *organizations.Service, emit vault.Emit, linked func(account string)) *Settings {
	s := &Settings{
		linked:        linked,
		k:             k,
		organizations: o,
		emit:          emit,
		global: map[string]string{
			CrossAccountBackup: "false",
			"isMpaEnabled":     "false",
			LinkedRoles:        "false",
		},
		optIn:       map[place.Place]map[string]bool{},
		management:  map[place.Place]map[string]bool{},
		incremental: map[place.Place]map[string]bool{},
		regions:     map[string]map[string]bool{},
	}
	o.OnJoined(func(account string) {
		if s.global[LinkedRoles] == "true" {
			linked(account)
		}
	})
	return s
}

// SetGlobal sets a global setting.
func (s *Settings) SetGlobal(name, value string) {
	s.global[name], s.updated = value, s.k.Clock.Now()
	if name == LinkedRoles && value == "true" {
		for _, account := range s.organizations.Accounts() {
			s.linked(account.Id)
		}
	}
}

// CrossAccount reports whether copies may leave their account.
func (s *Settings) CrossAccount() bool { return s.global[CrossAccountBackup] == "true" }

// OptIn opts a place in to resource types.
func (s *Settings) OptIn(p place.Place, types ...string) {
	for _, name := range types {
		s.put(s.optIn, p, map[string]bool{name: true})
	}
}

// OptedIn reports whether selections by tag reach a resource type in a place.
func (s *Settings) OptedIn(p place.Place, name string) bool {
	if on, set := s.optIn[p][name]; set {
		return on
	}
	return slices.Contains(s.virgin, name) && s.known(p.Region, name)
}

// SetVirgin says what an account is opted in to that has set nothing. No page says what that is on AWS: the answer in
// https://github.com/boto/boto3/issues/3758 has DynamoDB, EBS, EC2, EFS, RDS, Redshift and S3 on and the rest off. It
// is nothing until it is set here, which asks more of whoever wants backups.
func (s *Settings) SetVirgin(types ...string) { s.virgin = types }

// Advanced reports whether AWS Backup fully manages a type that leaves it the choice.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
func (s *Settings) Advanced(p place.Place, name string) bool { return s.management[p][name] }

// Type is a resource type as it is in a place.
func (s *Settings) Type(p place.Place, name string) (resource.Type, bool) {
	return resource.TypeOf(name, s.Advanced(p, name))
}

// known reports whether a Region has a type.
func (s *Settings) known(region, name string) bool {
	if has, told := s.regions[region][name]; told {
		return has
	}
	return resource.In(region, name)
}

// names are the types of AWS Backup, and those that a Region was given beside them.
func (s *Settings) names(region string) []string {
	names := resource.Names()
	for _, given := range slices.Sorted(maps.Keys(s.regions[region])) {
		if !slices.Contains(names, given) {
			names = append(names, given)
		}
	}
	return names
}

// SetType makes a Region have a type, or not.
func (s *Settings) SetType(region, name string, has bool) {
	if s.regions[region] == nil {
		s.regions[region] = map[string]bool{}
	}
	s.regions[region][name] = has
}

// mostRecent is how many answers are looked through for one that is the same.
const mostRecent = 8

// put makes changes to a place's answers. What has been put is never changed but replaced, and one that is as it was
// put lately elsewhere is the same: ten thousand accounts are opted in to the same types.
func (s *Settings) put(all map[place.Place]map[string]bool, p place.Place, changes map[string]bool) {
	if len(changes) == 0 {
		return
	}
	both := maps.Clone(all[p])
	if both == nil {
		both = map[string]bool{}
	}
	maps.Copy(both, changes)
	for _, known := range s.recent {
		if maps.Equal(known, both) {
			all[p] = known
			return
		}
	}
	s.recent = append(s.recent[max(0, len(s.recent)+1-mostRecent):], both)
	all[p] = both
}
