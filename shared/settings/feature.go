package settings

import (
	"slices"
	"strings"
)

// Feature is what AWS Backup can do with a resource type.
type Feature struct {
	Type         string // as ResourceTypes has it
	CrossAccount bool
	CrossRegion  bool
	AirGapped    bool // into a logically air-gapped vault
	// NotAirGapped is what of the type such a vault does not take all the same.
	NotAirGapped string
	// NotAirGappedIn are Regions whose vaults do not take the type, though Regions like them have such vaults.
	NotAirGappedIn []string
	ColdStorage    Cold // and what moves backups there
	Continuous     bool // point-in-time recovery
	// NotOptInAccount: no copy across accounts where an opt-in Region takes part.
	NotOptInAccount bool
	NotAcross       []string // Regions to and from which there is no copy across Regions
}

// FeaturesDate is when the table was compared with AWS's: with the page as the guide's history had it on 24 September.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/doc-history.html
const FeaturesDate = "2026-09"

// Features is AWS's table of features by resource. DynamoDB stands for its advanced features: plain backups of it
// cannot be copied. FSx stands for its four kinds. The page gives FSx for OpenZFS cold storage and not the incremental
// backups that it has: its row is shifted by two columns, for the page on lifecycles has no such type. It has no copies
// of FSx for ONTAP in New Zealand and China, which no setting tells apart from those of other kinds.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-resource
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-region
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
var Features = []Feature{
	{Type: "Aurora", CrossAccount: true, CrossRegion: true, AirGapped: true, Continuous: true},
	{Type: "CloudFormation", CrossRegion: true, ColdStorage: ByLifecycle, NotOptInAccount: true},
	{Type: "DSQL", CrossAccount: true, CrossRegion: true, AirGapped: true, ColdStorage: ByLifecycle},
	{Type: "DocumentDB", CrossAccount: true, CrossRegion: true, AirGapped: true},
	{Type: "DynamoDB", CrossAccount: true, CrossRegion: true, AirGapped: true, ColdStorage: ByAdvancedMode},
	{Type: "EBS", CrossAccount: true, CrossRegion: true, AirGapped: true, ColdStorage: ByArchive},
	{Type: "EC2", CrossAccount: true, CrossRegion: true, AirGapped: true},
	{Type: "EFS", CrossAccount: true, CrossRegion: true, AirGapped: true, ColdStorage: ByLifecycle},
	{
		Type:           "EKS",
		CrossAccount:   true,
		CrossRegion:    true,
		AirGapped:      true,
		NotAirGappedIn: []string{"me-central-1", "me-south-1"},
	},
	{
		Type:         "FSx",
		CrossAccount: true,
		CrossRegion:  true,
		AirGapped:    true,
		NotAirGapped: "FSx for OpenZFS",
		NotAcross:    []string{"me-central-1", "me-south-1"},
	},
	{
		Type:            "Neptune",
		CrossAccount:    true,
		CrossRegion:     true,
		AirGapped:       true,
		NotAirGappedIn:  []string{"ap-southeast-3"},
		NotOptInAccount: true,
	},
	{Type: "RDS", CrossAccount: true, CrossRegion: true, Continuous: true},
	{Type: "Redshift"},
	{Type: "Redshift Serverless"},
	{Type: "S3", CrossAccount: true, CrossRegion: true, AirGapped: true, Continuous: true},
	{Type: "SAP HANA on Amazon EC2", CrossAccount: true, CrossRegion: true, ColdStorage: ByLifecycle, Continuous: true},
	{Type: "Storage Gateway", CrossAccount: true, CrossRegion: true, AirGapped: true},
	{
		Type:            "Timestream",
		CrossAccount:    true,
		CrossRegion:     true,
		AirGapped:       true,
		ColdStorage:     ByLifecycle,
		NotOptInAccount: true,
	},
	{Type: "VirtualMachine", CrossAccount: true, CrossRegion: true, AirGapped: true, ColdStorage: ByLifecycle},
}

// optInRegions are the Regions that an account does not have until it enables them.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
var optInRegions = []string{
	"af-south-1",
	"ap-east-1",
	"ap-east-2",
	"ap-south-2",
	"ap-southeast-3",
	"ap-southeast-4",
	"ap-southeast-5",
	"ap-southeast-6",
	"ap-southeast-7",
	"ca-west-1",
	"eu-central-2",
	"eu-south-1",
	"eu-south-2",
	"il-central-1",
	"me-central-1",
	"me-south-1",
	"mx-central-1",
}

// IsOptInRegion reports whether an account has a Region only after enabling it.
func IsOptInRegion(name string) bool { return slices.Contains(optInRegions, name) }

// IsContinuous reports whether a resource type has continuous backups, which a rule with EnableContinuousBackup makes
// of it.
func IsContinuous(name string) bool { return featureOf(name).Continuous }

func featureOf(name string) Feature {
	for _, f := range Features {
		if f.Type == name {
			return f
		}
	}
	return Feature{Type: name}
}

func typesWith(has func(Feature) bool) []string {
	var names []string
	for _, f := range Features {
		if has(f) {
			names = append(names, f.Type)
		}
	}
	return names
}

// cannotCopy says why a type cannot be copied to the central account from one Region to another; empty where it can.
func (f Feature) cannotCopy(from, to string) string {
	optIn := IsOptInRegion(from) || IsOptInRegion(to)
	switch {
	case !f.CrossAccount:
		return "has no copies across accounts"
	case f.NotOptInAccount && optIn:
		return "has no copies across accounts in opt-in Regions"
	case from != to && !f.CrossRegion:
		return "has no copies across Regions"
	case from != to && (slices.Contains(f.NotAcross, from) || slices.Contains(f.NotAcross, to)):
		return "has no copies across Regions to or from " + strings.Join(f.NotAcross, " and ")
	}
	return ""
}

// CannotCopy says why a type cannot be copied to the central account from a Region, whatever the settings: to that of
// the Region itself; empty where it can.
func (s Settings) CannotCopy(name, region string) string {
	f := featureOf(name)
	if name == "DynamoDB" && !slices.Contains(s.Managed, name) {
		return "copies " + name + " only with its advanced features: set ResourceTypeManagement: [DynamoDB]"
	}
	why := f.cannotCopy(region, region)
	if why == "" {
		return ""
	}
	return why + " for " + name
}
