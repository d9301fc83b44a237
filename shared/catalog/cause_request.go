package catalog

import "farvault/shared/event"

// A call was malformed or clashed with what is there.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html
var invalidRequestCauses = []Cause{
	{
		ID:    "vault-name-invalid",
		At:    Source,
		Jobs:  []event.JobKind{event.API},
		Title: "The rule's vault name is not the name of a local vault",
		Remedy: "Set TargetBackupVaultName to 2 to 50 letters, digits, hyphens and underscores, never to an ARN. Put " +
			"another account's vault into CopyActions.",
		Match:   []Matcher{says("vault name", "not valid|invalid|failed to satisfy")},
		Samples: []string{"Error in rule Daily : Backup vault name Random Backups is not valid"},
		Variants: []string{
			"Error in rule daily : Backup vault name arn:aws:backup:us-west-2:111122223333:backup-vault:central-vault is not " +
				"valid",
		},
		Source: "https://github.com/aws/aws-cdk/issues/8685",
	},
	{
		ID:     "restore-name-taken",
		At:     Source,
		Jobs:   []event.JobKind{event.Restore},
		Title:  "A resource with the restore's target name already exists",
		Remedy: "Restore under another name, or rename the existing resource.",
		Match: []Matcher{
			says(
				"already has a db|already has a cluster|with the given identifier|identifier already|name already in use|db " +
					"instance already exists|table already exists",
			),
		},
		Samples:  []string{"The user already has a DB instance with the given identifier."},
		Variants: []string{"DBInstanceAlreadyExists: DB instance already exists", "Table already exists: orders"},
		Source:   restoreErrors,
	},
	{
		ID:     "already-exists",
		At:     Nobody,
		Benign: true,
		Title:  "The resource to create already exists",
		Remedy: "Find the existing resource by its name and compare it. AWS Backup returns an existing plan for the " +
			"same CreatorRequestId.",
		Match: []Matcher{says("already exists|already exist|same name already|entity already")},
		Samples: []string{
			"Backup plan with the same plan document already exists",
			"Backup vault with the same name already exists",
		},
		Variants: []string{
			"AlreadyExistsException: An alias with the name arn:aws:kms:eu-west-1:222233334444:alias/farvault already exists",
			"EntityAlreadyExists: Role with name farvault-backup already exists.",
		},
		Source: "https://github.com/ministryofjustice/modernisation-platform/pull/4909",
	},
	{
		ID: "selections-not-deleted", At: Nobody, Retryable: true,
		Title:   "A plan still has selections",
		Remedy:  "Delete the selections, then the plan. AWS Backup can need two minutes to see that they are deleted.",
		Match:   []Matcher{says("selections must be deleted|selections", "prior to|before")},
		Samples: []string{"Related backup plan selections must be deleted prior to backup plan deletion"},
		Source:  guide + "deleting-a-backup-plan.html",
	},
	{
		ID: "vault-not-empty", At: Nobody,
		Title:   "A vault that contains recovery points cannot be deleted",
		Remedy:  "Keep the vault. To delete it, delete its recovery points first.",
		Match:   []Matcher{says("vault cannot be deleted|contains recovery points|vault is not empty")},
		Samples: []string{"Backup vault cannot be deleted because it contains recovery points."},
		Source:  "https://github.com/gruntwork-io/cloud-nuke/issues/730",
	},
	{
		ID:     "bucket-options-differ",
		At:     Source,
		Benign: true,
		Title:  "Two rules back up the bucket with different options; the continuous rule's options apply",
		Remedy: "Set the same BackupOptions in both rules.",
		Match:  []Matcher{says("different backup options|same settings for backing up acls")},
		Samples: []string{
			"Periodic/snapshot backup for bucket <bucket name> has different backup options than the continuous backup. When " +
				"using continuous backups along with snapshot backups for the same bucket, the snapshot will use the same " +
				"settings for backing up ACLs and Object tags as the continuous backup.",
		},
		Source: guide + "s3-backups.html",
	},
	{
		ID:     "notification-unknown",
		At:     Nobody,
		Jobs:   []event.JobKind{event.API},
		Title:  "AWS Backup does not support this vault notification event",
		Remedy: "Use one of the listed events, and allow backup.amazonaws.com to publish to the topic.",
		Match: []Matcher{
			says("list of notifications|backup vault events|notification", "please select|not valid|invalid"),
		},
		Samples: []string{
			"Please select from the following list of notifications BACKUP_JOB_STARTED, BACKUP_JOB_COMPLETED, " +
				"RESTORE_JOB_STARTED, RESTORE_JOB_COMPLETED, COPY_JOB_STARTED, COPY_JOB_SUCCESSFUL, COPY_JOB_FAILED, " +
				"RECOVERY_POINT_MODIFIED, S3_BACKUP_OBJECT_FAILED, S3_RESTORE_OBJECT_FAILED",
		},
		Source: "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1188",
	},
	{
		ID:     "managed-by-aws-backup",
		At:     Nobody,
		Title:  "A resource that AWS Backup created can be deleted only through AWS Backup",
		Remedy: "Delete the recovery point in its vault instead.",
		Match: []Matcher{
			says("managed by aws backup|managed by the aws backup|created by aws backup", "cannot|not be|must"),
		},
		Samples:  []string{"This image is managed by AWS Backup and cannot be deleted via Amazon EC2 APIs"},
		Variants: []string{"The snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs."},
		Source:   "https://repost.aws/knowledge-center/backup-delete-ami-error",
	},
	{
		ID:     "selection-empty",
		At:     Source,
		Jobs:   []event.JobKind{event.API},
		Title:  "The selection names no resources",
		Remedy: "Set ListOfTags, Resources or Conditions in the selection. AWS Backup rejects an empty selection.",
		Match: []Matcher{
			says("invalid backup selection|list of tags", "must|non-empty|invalid|not valid"),
			says("invalid backup selection"),
		},
		Samples: []string{"Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty."},
		Source:  "https://github.com/ministryofjustice/modernisation-platform-terraform-baselines/pull/90",
	},
	{
		ID:     "schedule-expression-invalid",
		At:     Source,
		Jobs:   []event.JobKind{event.API},
		Title:  "AWS Backup does not accept the rule's schedule",
		Remedy: "Write a cron expression of six fields, in UTC or the rule's time zone, at most hourly.",
		Match: []Matcher{
			says(
				"cron|schedule expression|timezone|time zone|schedule",
				"invalid|not valid|must|not supported|expression",
			),
		},
		Variants: []string{
			"Error in rule daily : Schedule expression is not valid",
			"Invalid cron expression: cron(0 12 * * * *)",
		},
		Source: guide + "API_BackupRuleInput.html",
	},
	{
		ID: "job-already-finished", At: Nobody,
		Title:    "The call repeats the token of a finished job",
		Remedy:   "Use a new idempotency token for a new attempt.",
		Match:    []Matcher{says("already finished|already completed|idempotency token|idempotent parameter mismatch")},
		Variants: []string{"Restore job 4F5E6D7C already finished"},
		Source:   guide + "API_StartRestoreJob.html",
	},
	{
		ID:     "restore-network-unfit",
		At:     Source,
		Jobs:   []event.JobKind{event.Restore},
		Title:  "The network in the restore's metadata does not fit",
		Remedy: "Name a subnet group of one VPC that covers two Availability Zones, and security groups of that VPC.",
		Match: []Matcher{
			says(
				"subnet|subnets|vpc|security group",
				"cover|common vpc|non-vpc|different vpc|different vpcs|is invalid|not in the same vpc",
			),
		},
		Samples: []string{
			"The requested subnet is invalid, or multiple subnets were requested that are not all in a common VPC.",
			"Subnets in the DB subnet group should cover at least two Availability Zones unless there is only one " +
				"Availability Zone.",
			"The DB subnet group doesn't cover all Availability Zones after it's created because of users' change.",
			"Cannot restore from VPC backup to non-VPC DB instance.",
		},
		Source: restoreErrors,
	},
	{
		ID: "request-invalid", At: Source,
		Title:  "AWS rejects a parameter",
		Remedy: "Correct the parameter in the message.",
		Match: []Matcher{
			says(
				"invalid parameter|is not valid|are not valid|is invalid|are invalid|invalid value|validation error|validation " +
					"exception|failed to satisfy constraint|malformed|missing parameter|missing required|invalid request|invalid " +
					"argument|bad request|must be|must have|must specify|must contain|is required|not a valid|invalid arn|invalid " +
					"resource|invalid backup|invalid|cannot be empty|must not",
			).
				butNot("try again later|internal"),
		},
		Variants: []string{
			"is invalid",
			"InvalidParameterValueException: Invalid ARN: arn: invalid prefix",
			"1 validation error detected: Value 'x' at 'backupPlanName' failed to satisfy constraint: Member must satisfy " +
				"regular expression pattern",
			"MissingParameterValueException: IamRoleArn is required",
			"Invalid Resource Type : EC2",
		},
		Source: guide + "CommonErrors.html",
	},
}
