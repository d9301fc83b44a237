package chain

import (
	"maps"
	"slices"
	"strconv"
)

// OptIn is the account's service opt-in in one Region. A tag selection obeys it, and a
// type that is off is passed over without job or event.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
type OptIn struct {
	Account string
	Region  string
	// ResourceTypes is desired: the types that must be on; found: every type with its setting.
	ResourceTypes map[string]bool
	// Managed is likewise of the types that AWS Backup can manage fully by choice, such as DynamoDB's advanced
	// features.
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
	Managed map[string]bool
}

// Ref names the setting.
func (o OptIn) Ref() Ref {
	return Ref{Kind: KindOptIn, Account: o.Account, Region: o.Region, Name: "ResourceTypeOptInPreference"}
}

// After is empty: it needs nothing.
func (o OptIn) After() []Ref { return nil }

func (o OptIn) compare(found Link, _ Observed) []Attribute {
	got := found.(OptIn)
	return append(
		switchedOff("", o.ResourceTypes, got.ResourceTypes),
		switchedOff(ManagementPreference, o.Managed, got.Managed)...)
}

// managementPreference heads the types of Managed among the attributes.
const ManagementPreference = "ResourceTypeManagementPreference "

func switchedOff(prefix string, want, got map[string]bool) []Attribute {
	var out []Attribute
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !got[name] {
			out = append(out, Attribute{Name: prefix + name, Want: "true", Got: strconv.FormatBool(got[name])})
		}
	}
	return out
}
