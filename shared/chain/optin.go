package chain

import (
	"fmt"
	"maps"
	"slices"
	"strings"
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
	// Incremental is found: of which types backups are incremental. farvault has no opinion on it, and sends it back.
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
	Incremental map[string]bool
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
		switchedOff(o.ResourceTypes, got.ResourceTypes, func(name string) Attribute { return Attribute{Name: name} }),
		switchedOff(o.Managed, got.Managed, func(name string) Attribute {
			return Attribute{Name: ManagementPreference, Part: name}
		})...)
}

// ManagementPreference is the attribute of the types of Managed; a type of ResourceTypes is an attribute of its own.
const ManagementPreference = "ResourceTypeManagementPreference"

// switchedOff lists the configured types that are there and off. One that AWS Backup does not show is none of them: it
// refuses every type of a call with a type that the Region does not have.
// https://github.com/hashicorp/terraform-provider-aws/issues/21801
func switchedOff(want, got map[string]bool, named func(string) Attribute) []Attribute {
	var out []Attribute
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if on, there := got[name]; there && !on {
			a := named(name)
			a.ShouldBe, a.Now = "true", "false"
			out = append(out, a)
		}
	}
	return out
}

// notThere lists the configured types that AWS Backup does not have in the Region.
func (o OptIn) notThere(got OptIn) []string {
	missing := map[string]bool{}
	for _, pair := range []struct{ want, got map[string]bool }{
		{o.ResourceTypes, got.ResourceTypes},
		{o.Managed, got.Managed},
	} {
		for name := range pair.want {
			if _, there := pair.got[name]; !there {
				missing[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

// notAvailable are the configured types that AWS Backup does not have in a Region: a fact of the account and the
// Region, of which nobody has to do anything.
func (s ChangeSet) notAvailable() []Change {
	var out []Change
	for _, link := range s.Desired.Links {
		want, is := link.(OptIn)
		got, found := s.Seen.Found[link.Ref()].Link.(OptIn)
		if !is || !found {
			continue
		}
		if missing := want.notThere(got); len(missing) > 0 {
			out = append(out, Change{Op: NotAvailable, Ref: link.Ref(), Why: fmt.Sprintf(
				"AWS Backup has no %s in %s, so nothing of it is backed up there", strings.Join(missing, ", "), want.Region,
			)})
		}
	}
	return out
}
