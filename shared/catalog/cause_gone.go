package catalog

import "farvault/shared/event"

// Resource, vault or recovery point is missing.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
var resourceGoneCauses = []Cause{
	{
		ID:    "vault-gone-or-denied",
		At:    Nobody,
		Title: "The vault does not exist, or the caller has no permission to see it",
		Remedy: "List the vaults of the account and Region. AWS Backup answers AccessDenied for a missing vault as " +
			"well.",
		Match: []Matcher{
			says("denied", "describe backup vault|describe the backup vault"),
			says("either the resource does not exist or you do not have permission"),
		},
		Variants: []string{"Access Denied trying to describe backup vault"},
		Source:   guide + "troubleshooting.html",
	},
	{
		ID:    "vault-gone",
		At:    Source,
		Title: "A backup vault does not exist",
		Remedy: "Create the vault again under the name in the rule, or correct TargetBackupVaultName or " +
			"DestinationBackupVaultArn.",
		Match: []Matcher{
			says(
				"vault|arn:backup:backup-vault|logically air-gapped vault",
				"does not exist|doesnt exist|not found|not exist|cannot find|could not find|could not be found|no longer|was "+
					"deleted|been deleted",
			).butNot("recovery point|arn:backup:recovery-point"),
		},
		Samples: []string{
			"Backup job failed because backup vault " +
				"arn:aws:backup:us-west-2:1112233445566:backup-vault:9ab3e749-82c6-4342-9320-5edbf4918b86 does not exist.",
		},
		Variants: []string{"ResourceNotFoundException: Backup vault member-local-vault not found"},
		Source:   events,
	},
	{
		ID:    "recovery-point-gone",
		At:    Source,
		Title: "The recovery point no longer exists",
		Remedy: "Keep the local backups longer than a copy takes. The source expired or was deleted before AWS " +
			"Backup copied it.",
		Match: []Matcher{
			says(
				"recovery point|recovery points|arn:backup:recovery-point|cryopod|source snapshot|snapshot|source backup",
				"cannot find|could not find|not found|does not exist|doesnt exist|no longer|not exist|been deleted|was "+
					"deleted|could not be found",
			).butNot("not authorized|not in state|role"),
		},
		Variants: []string{
			"Cannot find recovery point",
			"Could not find cryopod",
			"InvalidSnapshot.NotFound: The snapshot 'snap-0abc1234def567890' does not exist.",
			"The recovery point is no longer available.",
		},
		Source: dashboards,
	},
	{
		ID:    "restore-names-what-is-missing",
		At:    Source,
		Jobs:  []event.JobKind{event.Restore},
		Title: "The restore's metadata names a resource that does not exist",
		Remedy: "Change the restore's metadata: name a subnet group, parameter group, option group or security group " +
			"of the target account and Region.",
		Match: []Matcher{says("doesnt refer to an existing|does not refer to an existing|isnt an existing")},
		Samples: []string{
			"DBSubnetGroupName doesn't refer to an existing DB subnet group.",
			"DBParameterGroupName doesn't refer to an existing DB parameter group.",
		},
		Source: restoreErrors,
	},
	{
		ID:     "nothing-to-restore",
		At:     Source,
		Title:  "The recovery point contains nothing that the restore asks for",
		Remedy: "Choose another recovery point, or a prefix that contains objects.",
		Match: []Matcher{
			says("no objects that match|no objects match|no matching objects|no items match|nothing to restore"),
		},
		Samples: []string{"There are no objects that match the restore request for *RecoveryPointARN*."},
		Source:  guide + "restoring-s3.html",
	},
	{
		ID:    "resource-missing",
		At:    Source,
		Title: "The resource does not exist",
		Remedy: "Remove the resource from the plan if it was deleted on purpose. Otherwise restore it from its last " +
			"recovery point.",
		Match: []Matcher{
			says(
				"does not exist|doesnt exist|do not exist|not exist|not found|could not find|cannot find|cant find|no longer " +
					"available|no longer exists|could not be found|cannot be found|was deleted|has been deleted|have been " +
					"deleted|no such|unable to find|unable to locate",
			).
				butNot("role|policy|principal|user|instance profile|identity|arn:iam|credentials|plugin|entity|temporarily"),
		},
		Samples: []string{
			"The specified volume was not found.",
			"The virtual machine is not found.",
			"Table not found.",
		},
		Variants: []string{
			"does not exist", "Could not find resource", "resource not found", "no longer available",
			"InvalidInstanceID.NotFound: The instance ID 'i-0abc1234def567890' does not exist",
			"DBInstanceNotFound: DBInstance orders not found.",
			"NoSuchBucket: The specified bucket does not exist",
			"File system 'fs-0abc1234def567890' does not exist.",
			"Cannot find Backup plan with ID 0d3f2b1e-5f0a-4a64-9f3e-6a1f4f8a7c11",
		},
		Source: dashboards,
	},
}
