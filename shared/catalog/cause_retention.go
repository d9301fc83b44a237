package catalog

import "farvault/shared/event"

// Lifecycle arithmetic, vault lock, continuous backups and cold storage.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
var retentionCauses = []Cause{
	{
		ID:    "retention-outside-vault-lock",
		At:    Destination,
		Title: "The copy's retention is outside the limits of the destination vault's lock",
		Remedy: "Set the copy action's DeleteAfterDays between the vault lock's MinRetentionDays and " +
			"MaxRetentionDays, or copy to another vault.",
		Match: []Matcher{
			says("retention", "within the range|not within|outside|out of range", "vault|lock|job"),
			says(
				"retention|delete after days",
				"min retention days|max retention days|minimum retention|maximum retention",
			),
		},
		Samples: []string{
			"Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.",
		},
		Variants: []string{
			"Backup job failed. The retention period is less than the minimum retention of the locked vault.",
		},
		Source: dashboards,
	},
	{
		ID:    "lifecycle-gap-too-short",
		At:    Source,
		Title: "The time in cold storage is shorter than 90 days",
		Remedy: "Set DeleteAfterDays to at least MoveToColdStorageAfterDays plus 90, in the rule and in each copy " +
			"action.",
		Match: []Matcher{says("90 days|days apart", "cold|delete after days|lifecycle")},
		Samples: []string{
			"Error in rule daily : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from " +
				"MoveToColdStorageAfterDays",
		},
		Variants: []string{
			"Error in some rules due to : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from " +
				"MoveToColdStorageAfterDays",
		},
		Source: "https://github.com/hashicorp/terraform-provider-aws/pull/7350",
	},
	{
		ID:    "recovery-point-cold",
		At:    Source,
		Title: "The recovery point is in cold storage and cannot be copied",
		Remedy: "Raise MoveToColdStorageAfterDays in the backup rule, so that AWS Backup copies before the " +
			"transition.",
		Match: []Matcher{
			says(
				"recovery point|snapshot|backup",
				"cold storage|cold tier|archived|archive tier",
				"copy|copied|copies",
			).butNot("invalid lifecycle|move to cold"),
		},
		Variants: []string{"Copy job failed. The recovery point is in cold storage and cannot be copied."},
		Source:   guide + "recov-point-create-a-copy.html",
	},
	{
		ID:    "cold-storage-unavailable",
		At:    Source,
		Title: "This rule cannot use cold storage",
		Remedy: "Remove MoveToColdStorageAfterDays from the rule. Continuous backups and most resource types have no " +
			"cold storage.",
		Match: []Matcher{
			says(
				"move to cold storage after days|cold storage|archive",
				"unavailable|not available|not supported|cannot|not allowed|opt in|opt-in|not eligible|minimum",
			),
		},
		Samples: []string{
			"Error in rule Yearly-Backups : Invalid lifecycle. MoveToColdStorageAfterDays is unavailable",
		},
		Source: "https://github.com/lgallard/terraform-aws-backup/issues/40",
	},
	{
		ID:    "continuous-retention-too-long",
		At:    Source,
		Title: "The retention of a continuous backup is longer than 35 days",
		Remedy: "Set DeleteAfterDays of the continuous rule to 35 or less. Add a second rule with snapshots for a " +
			"longer retention.",
		Match: []Matcher{
			says(
				"continuous|point-in-time|point in time|pitr",
				"35|retention|delete after days|lifecycle",
			).butNot("copy job|copied"),
		},
		Variants: []string{
			"Error in rule pitr : Invalid lifecycle. DeleteAfterDays for continuous backup must be between 1 and 35 days",
		},
		Source: guide + "point-in-time-recovery.html",
	},
	{
		ID:    "delete-after-days-out-of-range",
		At:    Source,
		Title: "DeleteAfterDays is out of range",
		Remedy: "Set DeleteAfterDays to 1 to 36500 days, at most 35 for a continuous backup, or remove it to keep " +
			"the backups forever.",
		Match: []Matcher{
			says(
				"delete after days|retention days|retention period",
				"less than|more than|greater than|between|exceed|at least|at most|positive",
			),
		},
		Samples: []string{"Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days"},
		Source:  "https://github.com/hashicorp/terraform-provider-aws/issues/24960",
	},
	{
		ID:    "snapshot-locked",
		At:    Source,
		Jobs:  []event.JobKind{event.RecoveryPoint, event.API},
		Title: "A lock on the snapshot prevents the deletion of the recovery point",
		Remedy: "Wait until the lock on the EBS snapshot ends, then delete the recovery point. You pay for it until " +
			"then.",
		Match: []Matcher{
			says("snapshot lock|snapshot is locked|locked snapshot|lock on the snapshot|compliance lock"),
		},
		Variants: []string{
			"The snapshot snap-0abc1234def567890 cannot be deleted because a snapshot lock is in place.",
			"AWS Backup could not delete the recovery point: the snapshot is locked.",
		},
		Source: guide + "deleting-backups.html",
	},
	{
		ID:    "vault-lock-forbids",
		At:    Destination,
		Title: "A vault lock or a legal hold forbids the change",
		Remedy: "Wait until the retention ends. Nobody can remove a lock in compliance mode; a permitted user can " +
			"remove one in governance mode.",
		Match: []Matcher{
			says(
				"vault|backup|recovery point|retention",
				"vault lock|is locked|been locked|locked vault|lock configuration|lock date|legal hold|compliance mode",
			),
		},
		Variants: []string{
			"InvalidRequestException: Backup vault is locked. The lock configuration cannot be changed after the lock date.",
			"Recovery point cannot be deleted. (Backup vault configured with vault lock)",
		},
		Source: guide + "vault-lock.html",
	},
	{
		ID:    "lifecycle-invalid",
		At:    Source,
		Jobs:  []event.JobKind{event.API, event.Copy, event.Backup},
		Title: "AWS Backup does not accept the lifecycle",
		Remedy: "Check DeleteAfterDays and MoveToColdStorageAfterDays of the rule and its copy actions against the " +
			"vault's lock and the resource type.",
		Match: []Matcher{
			says("invalid lifecycle"),
			says(
				"lifecycle|retention",
				"invalid|not valid|must|cannot|not allowed|not supported|conflict|shorten|exceed",
			).butNot("not authorized|denied|permission|role"),
		},
		Variants: []string{
			"Error in rule daily : Invalid lifecycle.",
			"The lifecycle of the recovery point cannot be shortened.",
		},
		Source: guide + "API_Lifecycle.html",
	},
}
