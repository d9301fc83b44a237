package catalog

import "farvault/shared/event"

// A role or a caller lacks permission for something else than to copy. The last row takes every denial that no other
// category claims.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
var permissionCauses = []Cause{
	{
		ID:     "index-role-lacks-permission",
		At:     Source,
		Title:  "AWS Backup cannot index the recovery point; the backup is complete",
		Remedy: "Check the permissions of the indexing role. Only the search in the backup depends on it.",
		Match:  []Matcher{says("index", "failed to create|fail|could not be created")},
		Samples: []string{
			"An AWS Backup recovery point index failed to create. Indexed recovery point arn : " +
				"arn:aws:backup:us-west-2:1112233445566:recovery-point:abcd1234-5678-abcd-9012-abcdef123456",
		},
		Source: events,
	},
	{
		ID:    "restore-wrote-nothing",
		At:    Source,
		Jobs:  []event.JobKind{event.Restore},
		Title: "The restore cannot write any object into the bucket",
		Remedy: "Allow the restore role to write to the target bucket and to use its key. S3_RESTORE_OBJECT_FAILED " +
			"notifications name the objects.",
		Match: []Matcher{says("no objects were restored|objects were not restored|objects could not be restored")},
		Samples: []string{
			"No objects were restored from *RecoveryPointARN* to *bucket*. To get notified of these failures, enable SNS " +
				"event notifications.",
		},
		Source: guide + "restoring-s3.html",
	},
	{
		ID:    "tags-not-readable",
		At:    Source,
		Ours:  true,
		Title: "The role has no permission to read or write tags",
		Remedy: "Allow the role to list and set tags in the resource's service, and to call tag:GetResources for " +
			"selections by tag.",
		Match: []Matcher{
			says(
				"denied|not authorized|permission|unauthorized",
				"list tags|listing tags|describe tags|tag:get resources|add tags|create tags|backup:tag resource|tag "+
					"resource|tags on resource",
			),
		},
		Samples: []string{"Access denied exception while trying to list tags"},
		Variants: []string{
			"InvalidParameterValueException: IAM Role arn:aws:iam::222233334444:role/BackupRole is not authorized to call " +
				"tag:GetResources",
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: backup:TagResource",
		},
		Source: events,
	},
	{
		ID:    "role-may-not-delete",
		At:    Source,
		Ours:  true,
		Title: "The backup role has no permission to delete backups that are past their retention",
		Remedy: "Attach AWSBackupServiceRolePolicyForBackup to the role that made the backup. AWS Backup deletes " +
			"with that role.",
		Match: []Matcher{
			says(
				"ec2:delete snapshot|ec2:deregister image|rds:delete db snapshot|rds:delete db cluster snapshot|dynamodb:delete "+
					"backup|fsx:delete backup|redshift:delete cluster snapshot",
				"not authorized|denied|not allow|permission",
			),
		},
		Variants: []string{
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: " +
				"ec2:DeleteSnapshot on resource: arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234def567890",
			"Access denied: rds:DeleteDBClusterSnapshot is not allowed to the role.",
		},
		Source: guide + "deleting-backups.html",
	},
	{
		ID:    "recovery-point-not-deleted",
		At:    Source,
		Title: "A recovery point is past its retention, and AWS Backup cannot delete it",
		Remedy: "Check that the role that made the backup exists, trusts AWS Backup and has permission to delete. " +
			"Then delete the recovery point; you pay for it until then.",
		Match: []Matcher{
			says(
				"recovery point|snapshot|backup",
				"could not be deleted|unable to delete|failed to delete|not be deleted|permission to delete|delete the recovery "+
					"point",
			).butNot("contains recovery points|plan|vault|managed by"),
		},
		Variants: []string{"AWS Backup does not have permission to delete the recovery point."},
		Source:   guide + "API_DescribeRecoveryPoint.html",
	},
	{
		ID: "snapshot-not-unshared", At: Source,
		Title:   "AWS Backup cannot stop sharing the source snapshot after the copy",
		Remedy:  "Remove the share from the source snapshot. Never delete the backup role while copies run.",
		Match:   []Matcher{says("unshare")},
		Samples: []string{"Failed to unshare snapshot"},
		Source:  guide + "create-cross-account-backup.html#security-considerations-cab",
	},
	{
		ID:    "restore-role-may-not-pass-role",
		At:    Source,
		Jobs:  []event.JobKind{event.Restore},
		Title: "The restore role lacks a permission that the restore needs, such as iam:PassRole",
		Remedy: "Decode the message with aws sts decode-authorization-message, and allow the action in it. Without " +
			"iam:PassRole, restore without a role and attach the role afterwards.",
		Match: []Matcher{says("consult the permissions associated")},
		Samples: []string{
			"You are not authorized to perform this operation. Please consult the permissions associated with your AWS " +
				"Backup role(s), and refer to the AWS Backup documentation for more details.",
		},
		Source: "https://repost.aws/knowledge-center/aws-backup-encoded-authorization-failure",
	},
	{
		ID:     "pass-role-denied",
		At:     Source,
		Title:  "The caller has no permission to pass the role to AWS Backup",
		Remedy: "Allow iam:PassRole on the role, with iam:PassedToService backup.amazonaws.com.",
		Match:  []Matcher{says("iam:pass role|pass role|pass the role")},
		Variants: []string{
			"User: arn:aws:iam::222233334444:user/ann is not authorized to perform: iam:PassRole on resource: " +
				"arn:aws:iam::222233334444:role/BackupRole",
		},
		Source: guide + "access-control.html",
	},
	{
		ID:    "role-lacks-permission",
		At:    Source,
		Ours:  true,
		Title: "The role lacks permissions for the resource's type",
		Remedy: "Attach the managed policy for the type (for S3 AWSBackupServiceRolePolicyForS3Backup), or create " +
			"the default role.",
		Match: []Matcher{
			says(
				"role|aws backup|customer credential|credential|credentials|service",
				"sufficient permission|not have permission|not have the permission|miss permission|missing permission|lack "+
					"permission|lacks permission|insufficient permission|enough permission|required permission|necessary permission",
			),
			says("missing permission|unable to perform s3|unable to perform ec2|unable to perform rds"),
		},
		Samples: []string{
			"IAM Role arn:aws:iam::111111111111:role/service-role/AWSBackupDefaultServiceRole does not have sufficient " +
				"permissions to execute the backup.",
			"Your backup job failed as AWS Backup does not have permission to describe resource arn:aws:s3:::<bucket-name>. " +
				"Please review your IAM policies to ensure AWS Backup can protect your resources.",
			"Customer credential miss permission to get bucket versioning for bucket.",
		},
		Variants: []string{"missing permission"},
		Source:   dashboards,
	},
	{
		ID:    "access-denied",
		At:    Source,
		Title: "AWS denies access and does not name the policy",
		Remedy: "Find the denied call in CloudTrail at the time of the failure. Check identity policies, permissions " +
			"boundary, service control policies and the vault's policy.",
		RemedyOfCall: "Allow {action} on {resource} for {caller}. Check its identity policies and permissions boundary, " +
			"the policy of the resource, and the service control policies, in this order.",
		Match: []Matcher{
			says(
				"denied|not authorized|unauthorized|insufficient privileges|insufficient permission|not have permission|no " +
					"permission|not permitted|forbidden|not entitled|privileges|permission|permissions|access is not " +
					"allowed|authorization",
			),
		},
		Samples: []string{
			"You are not authorized to perform this operation.",
			"Insufficient privileges to perform this action",
			"An error occured (AccessDeniedException) when calling the *[command]* operation: Insufficient privileges to " +
				"perform this action.",
			"User `ARN` is not authorized to perform `action` on `resource` because no identity based policy allows the " +
				"`action`.",
			"error creating Backup Vault (): AccessDeniedException: ",
		},
		Variants: []string{
			"Access Denied",
			"access denied",
			"does not have permission",
			"not authorized to",
			"You are not authorized to perform this operation. Encoded authorization failure message: abc",
		},
		Source: dashboards,
	},
}
