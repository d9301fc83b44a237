package catalog

// A role is missing, cannot be assumed, or may not copy.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
var roleCauses = []Cause{
	{
		ID:    "service-linked-role-missing",
		At:    Source,
		Ours:  true,
		Title: "The service-linked role of AWS Backup is missing",
		Remedy: "Create it in the account in the message: aws iam create-service-linked-role --aws-service-name " +
			"backup.amazonaws.com.",
		Match: []Matcher{
			says(
				"aws-service-role|service-linked role|service linked role|aws service role for backup",
				"assume|not found|not exist|missing|create|cannot|not be found",
			),
		},
		Samples: []string{
			"The provided role arn:aws:iam::1234567890:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup " +
				"cannot be assumed by AWS Backup.",
		},
		Variants: []string{
			"The service-linked role AWSServiceRoleForBackup does not exist in the destination account.",
		},
		Source: guide + "using-service-linked-roles.html",
	},
	{
		ID:    "role-not-enterable",
		At:    Source,
		Title: "A caller has no permission to assume a role in another account",
		Remedy: "Check the role in the message: it must exist, and its trust policy must name the caller. The caller's " +
			"own policies must allow sts:AssumeRole on it.",
		RemedyOfCall: "Check that {resource} exists, that its trust policy names {caller}, and that the caller's own " +
			"policies allow sts:AssumeRole on it. The roles of farvault come with infra/member.yaml, those of Control Tower " +
			"and of the organization with enrollment.",
		Match: []Matcher{says("not authorized to perform", "sts:assume role", "arn:iam:role").butNot("trust polic")},
		Samples: []string{
			"User: arn:aws:sts::111122223333:assumed-role/Pipeline/build is not authorized to perform: sts:AssumeRole on " +
				"resource: arn:aws:iam::222233334444:role/AWSControlTowerExecution",
		},
		Source: "https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/902",
	},
	{
		ID:    "backup-role-not-assumable",
		At:    Source,
		Ours:  true,
		Title: "AWS Backup cannot assume the backup role",
		Remedy: "Create the role in the account, and name backup.amazonaws.com in its trust policy. A new role needs " +
			"some minutes.",
		Match: []Matcher{
			says(
				"cannot be assumed|not be assumed|unable to assume|could not assume|cannot assume|failed to assume|sts:assume " +
					"role|to assume the role",
			),
			says("trust polic|trust relationship"),
		},
		Samples: []string{
			"The provided role arn:aws:iam::XXXXXXXXXXX:role/Backup-Role cannot be assumed by AWS Backup.",
			"The provided role arn:aws:iam::ACCOUNT_ID:role/ServiceLinkedRole cannot be assumed by AWS Backup",
			"IAM Role arn:aws:iam::123456789012:role/XXX cannot be assumed by AWS Backup",
		},
		Source: "https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/195",
	},
	{
		ID:    "backup-role-gone",
		At:    Source,
		Ours:  true,
		Title: "The role of the job does not exist",
		Remedy: "Create the role again in that account. Without it, AWS Backup cannot delete expired recovery " +
			"points, and you pay for them.",
		Match: []Matcher{
			says(
				"role|arn:iam:role|instance profile",
				"does not exist|doesnt exist|not found|cannot be found|could not be found|not be found|no such|was deleted|been "+
					"deleted|is missing",
			),
		},
		Samples: []string{"The role with name AWSBackupDefaultServiceRole cannot be found."},
		Variants: []string{
			"NoSuchEntity: The role with name farvault-backup cannot be found.",
			"IAM role arn:aws:iam::222233334444:role/BackupRole does not exist.",
		},
		Source: guide + "backup-iam.html",
	},
	{
		ID:    "scp-denies-copy",
		At:    Management,
		Title: "A service control policy denies the call",
		Remedy: "Exclude the backup role from the Deny in the service control policy, or allow the action in the " +
			"message.",
		RemedyOfCall: "Exclude {caller} from the Deny of {action} in the service control policy, or allow the action there.",
		Match:        []Matcher{says("service control policy|service control policies|scp")},
		Samples: []string{
			"User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: codecommit:ListRepositories because " +
				"no service control policy allows the codecommit:ListRepositories action",
		},
		Variants: []string{
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: " +
				"backup:CopyFromBackupVault on resource: " +
				"arn:aws:backup:eu-west-1:222233334444:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45 with an explicit " +
				"deny in a service control policy",
		},
		Source: accessDenied,
	},
	{
		ID: "rcp-denies-copy", At: Management,
		Title:        "A resource control policy denies the call",
		Remedy:       "Exclude AWS Backup and the backup role from the Deny in the resource control policy.",
		RemedyOfCall: "Exclude AWS Backup and {caller} from the Deny of {action} in the resource control policy.",
		Match:        []Matcher{says("resource control policy|resource control policies|rcp")},
		Variants: []string{
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: s3:GetObject on " +
				"resource: arn:aws:s3:::invoices/2026 with an explicit deny in a resource control policy",
		},
		Source: accessDenied,
	},
	{
		ID: "boundary-denies-copy", At: Source,
		Title:        "The role's permissions boundary does not allow the call",
		Remedy:       "Allow the action in the message in the role's permissions boundary.",
		RemedyOfCall: "Allow {action} on {resource} in the permissions boundary of {caller}.",
		Match:        []Matcher{says("permissions boundary|permission boundary|permissions boundaries")},
		Samples: []string{
			"User: arn:aws:iam::123456789012:user/JohnDoe is not authorized to perform: codecommit:ListRepositories because " +
				"no permissions boundary allows the codecommit:ListRepositories action",
		},
		Source: accessDenied,
	},
	{
		ID:    "backup-role-lacks-copy",
		At:    Source,
		Ours:  true,
		Title: "The backup role's policies do not allow the copy",
		Remedy: "Attach AWSBackupServiceRolePolicyForBackup to the role, or allow backup:CopyFromBackupVault and " +
			"backup:CopyIntoBackupVault.",
		Match: []Matcher{
			says(
				"copy into backup vault|copy from backup vault",
				"not authorized|denied|identity|not allow|permission",
			),
			says("copy", "not authorized|permission", "copy role"),
		},
		Variants: []string{
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: " +
				"backup:CopyIntoBackupVault on resource: arn:aws:backup:eu-west-1:111122223333:backup-vault:central because no " +
				"identity-based policy allows the backup:CopyIntoBackupVault action",
		},
		Source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html",
	},
}
