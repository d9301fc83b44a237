package catalog

import "farvault/shared/event"

// What the resource type, the feature or the pair of Regions cannot do at all.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html
var unsupportedCauses = []Cause{
	{
		ID: "marketplace-image", At: Source,
		Title:   "The instance comes from an AWS Marketplace image, which cannot be copied",
		Remedy:  "Remove the instance from the copy, or back up its volumes instead of the instance.",
		Match:   []Matcher{says("marketplace"), says("product code|product codes", "cannot|not|denied")},
		Samples: []string{"Images from AWS Marketplace cannot be copied to another AWS account."},
		Source:  dashboards,
	},
	{
		ID:    "option-group-not-carried",
		At:    Destination,
		Title: "The snapshot needs an option group that the copy does not include",
		Remedy: "Create an option group with the same options in the destination, or copy this database with RDS. " +
			"AWS Backup does not pass option groups on.",
		Match: []Matcher{
			says("option group|option groups", "require|permanent|persistent|target|share|copy|tde|following options"),
		},
		Samples: []string{
			"The snapshot requires a target option group with the following options: TDE",
		},
		Variants: []string{"Cannot share a snapshot that uses an option group with permanent or persistent options."},
		Source:   guide + "cross-region-backup.html",
	},
	{
		ID:     "continuous-not-copied",
		At:     Source,
		Title:  "Continuous backups cannot be copied on demand",
		Remedy: "Add a rule without continuous backup to the plan, and copy its snapshots.",
		Match: []Matcher{
			says("continuous|point-in-time|point in time|pitr", "copy|copied|copies", "not|cannot|unsupported"),
		},
		Variants: []string{
			"StartCopyJob does not support continuous backups.",
			"Copy job failed. Continuous recovery points cannot be copied.",
		},
		Source: guide + "API_StartCopyJob.html",
	},
	{
		ID:    "type-not-copyable",
		At:    Source,
		Title: "The resource type cannot be copied to another account this way",
		Remedy: "Remove the type from the copy, or copy in two steps. AWS's table of features by resource shows what " +
			"is possible.",
		Match: []Matcher{
			says("feature is not supported for provided resource type"),
			says(
				"copy job|copy|copies|cross-account|cross-region|cross account|cross region",
				"not supported|unsupported|does not support|doesnt support|cannot be initiated|cannot be copied|not "+
					"eligible|not available",
			),
			says("snapshot|snapshots", "cannot be shared|cant be shared|cannot share|cant share"),
		},
		Samples: []string{
			"Feature is not supported for provided resource type.",
			"Copy job from us-west-2 to us-east-1 cannot be initiated for RDS resources. Feature is not supported for " +
				"provided resource type.",
		},
		Variants: []string{"Cross-account copy is not supported for resource type FSx ONTAP."},
		Source:   guide + "backup-feature-availability.html#features-by-resource",
	},
	{
		ID:    "file-system-kind-unsupported",
		At:    Source,
		Title: "This kind of file system has no backups",
		Remedy: "Remove the file system from the plan. FSx for Lustre supports backups only if it is persistent and " +
			"not linked to a data repository.",
		Match: []Matcher{says("data repository|scratch", "backup|backups|file system")},
		Variants: []string{
			"Backups are not available for file systems that are linked to a data repository.",
			"Amazon FSx cannot back up scratch file systems.",
		},
		Source: "https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-backups-fsx.html",
	},
	{
		ID:     "windows-version-unsupported",
		At:     Source,
		Title:  "The Windows version is too old for VSS backups",
		Remedy: "Switch off WindowsVSS for this instance, or upgrade it to Windows Server 2012 or later.",
		Match: []Matcher{
			says("unsupported windows"),
			says("vss|windows", "version", "not supported|unsupported|supported versions"),
		},
		Samples: []string{
			"Windows VSS Backup attempt failed because of unsupported Windows Server version. Supported Versions are Windows " +
				"Server 2012 or later.",
		},
		Source: dashboards,
	},
	{
		ID:    "hypervisor-method-unsupported",
		At:    Source,
		Title: "The hypervisor cannot make this kind of snapshot",
		Remedy: "Upgrade the hypervisor or the virtual hardware to a supported version, or remove the virtual " +
			"machine from the plan.",
		Match: []Matcher{
			says("method not supported|not supported on hypervisor"),
			says("hypervisor|vmware|virtual machine|esxi|vcenter|v center", "not supported|unsupported"),
		},
		Samples: []string{
			"CreateSnapshot method not supported on hypervisor during snapshot creation. Aborted backup job",
		},
		Source: dashboards,
	},
	{
		ID:     "instance-profile-fixed",
		At:     Source,
		Jobs:   []event.JobKind{event.Restore},
		Title:  "AWS Backup restores an instance only with its original instance profile",
		Remedy: "Restore with the backed up instance profile, and change the profile afterwards.",
		Match:  []Matcher{says("does not permit", "instance profile"), says("aws backup does not permit")},
		Samples: []string{
			"AWS Backup does not permit attaching a new instance profile to an EC2 instance. Please restore using the backed " +
				"up instance profile.",
		},
		Source: events,
	},
	{
		ID:     "resource-type-unsupported",
		At:     Source,
		Title:  "AWS Backup does not support the resource type in this Region",
		Remedy: "Remove the type from the selection, or check whether the Region supports it now.",
		Match: []Matcher{
			says(
				"unsupported resource|resource not supported|resource type is not supported|resource type not " +
					"supported|resource is not supported|unsupported service",
			),
		},
		Variants: []string{
			"Unsupported resource type",
			"unsupported resource type",
			"The resource type is not supported in this Region.",
		},
		Source: dashboards,
	},
	{
		ID:    "operation-unsupported",
		At:    Source,
		Title: "AWS does not support the operation for this resource",
		Remedy: "Check AWS Backup's table of features by resource and Region. Remove the resource, or protect it " +
			"another way.",
		Match: []Matcher{
			says(
				"not available in the region|not available in the amazon web services region|not available in the " +
					"specified|isnt available in the|not available in this region|not supported|unsupported|does not " +
					"support|doesnt support|do not support|dont support|not currently support|not compatible|incompatible|not " +
					"eligible|not implemented|only supports",
			).
				butNot("current state|in state|access policies|specified availability zone"),
		},
		Variants: []string{
			"UnsupportedOperation: The operation is not supported.",
			"Aurora Serverless v1 clusters do not support this operation.",
		},
		Source: guide + "backup-feature-availability.html",
	},
}
