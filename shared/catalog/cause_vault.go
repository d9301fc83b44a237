package catalog

import "farvault/shared/event"

// The vault's resource policy denies, or AWS refused the policy.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
var vaultPolicyCauses = []Cause{
	{
		ID:    "vault-policy-denies-copy",
		At:    Destination,
		Ours:  true,
		Title: "The destination vault's access policy does not allow the copy",
		Remedy: "Allow backup:CopyIntoBackupVault in the destination vault's access policy, for the organization or " +
			"the source account.",
		Match: []Matcher{
			says(
				"access denied trying to call aws backup|access denied trying to call the aws backup|access denied while " +
					"calling aws backup",
			),
			says(
				"copy into backup vault",
				"resource-based|resource policy|vault access policy|vault policy|access policy",
			),
			says(
				"destination vault|destination backup vault|target vault|target backup vault",
				"access policy|vault policy|policy",
				"denied|not allow|does not allow|denies|permission",
			),
		},
		Samples: []string{
			"Access Denied trying to call AWS Backup service",
			"Access Denied trying to call AWS Backup service.",
		},
		Variants: []string{
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: " +
				"backup:CopyIntoBackupVault on resource: arn:aws:backup:eu-west-1:111122223333:backup-vault:central because no " +
				"resource-based policy allows the backup:CopyIntoBackupVault action",
		},
		Source: "https://repost.aws/knowledge-center/backup-resolve-access-denied-error",
	},
	{
		ID:    "local-vault-policy-denies-copy",
		At:    Source,
		Title: "The local vault's access policy denies copies from it",
		Remedy: "Remove the Deny of backup:CopyFromBackupVault from the local vault's access policy, or exclude the " +
			"backup role from it.",
		Match: []Matcher{
			says("copy from backup vault", "resource-based|resource policy|vault access policy|vault policy"),
		},
		Variants: []string{
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: " +
				"backup:CopyFromBackupVault on resource: arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234def567890 with an " +
				"explicit deny in a resource-based policy",
		},
		Source: accessDenied,
	},
	{
		ID:    "vault-policy-sharing-refused",
		At:    Destination,
		Jobs:  []event.JobKind{event.API},
		Title: "AWS Backup rejects a vault policy that allows other accounts too much",
		Remedy: "Allow other accounts only backup:CopyIntoBackupVault. AWS Backup denies them everything else, " +
			"whatever the policy allows.",
		Match: []Matcher{
			says("sharing restriction|sharing restrictions"),
			says("policy", "cannot be added", "vault"),
		},
		Samples: []string{
			"The specified policy cannot be added to the vault due to cross-account sharing restrictions. Amend the policy " +
				"or the vault's settings, then retry request",
		},
		Source: "https://github.com/rebuy-de/aws-nuke/pull/1150",
	},
	{
		ID:        "vault-policy-principal-invalid",
		At:        Destination,
		Retryable: true,
		Jobs:      []event.JobKind{event.API},
		Title:     "A principal of the vault policy does not exist yet",
		Remedy: "Try again for two minutes while IAM propagates a new role, or name the organization with " +
			"aws:PrincipalOrgID instead of a role.",
		Match:    []Matcher{says("provided principal is not valid|principal is not valid|provided principal")},
		Samples:  []string{"Provided principal is not valid"},
		Variants: []string{"InvalidParameterValueException: Provided principal is not valid"},
		Source:   "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/backup/vault_policy.go",
	},
	{
		ID:    "vault-not-shared",
		At:    Destination,
		Title: "The air-gapped vault is not shared with the account",
		Remedy: "Share the logically air-gapped vault with the account through AWS Resource Access Manager, and " +
			"accept the share.",
		Match:    []Matcher{says("vault", "not shared|resource share|not been shared|shared with")},
		Variants: []string{"The backup vault is not shared with account 222233334444."},
		Source:   guide + "logicallyairgappedvault.html",
	},
	{
		ID:     "vault-policy-missing",
		At:     Destination,
		Title:  "The vault has no access policy",
		Remedy: "Add an access policy to the vault that allows backup:CopyIntoBackupVault.",
		Match: []Matcher{
			says(
				"vault",
				"access policy|policy",
				"not found|does not exist|no policy|does not have|no access policy|no resource-based policy exists|not associated",
			).butNot("not authorized|denied|role|principal"),
		},
		Variants: []string{"ResourceNotFoundException: Backup vault central does not have an access policy"},
		Source:   "https://github.com/aquasecurity/cloudsploit/pull/1593",
	},
	{
		ID:     "vault-policy-malformed",
		At:     Destination,
		Jobs:   []event.JobKind{event.API},
		Title:  "AWS Backup does not accept the vault's access policy",
		Remedy: "Write out every action. Vault access policies do not support wildcards in Action.",
		Match: []Matcher{
			says(
				"access policies|vault access policy|vault policy|access policy",
				"wildcard|malformed|syntax|invalid|not valid|not support|dont support|too large|exceed",
			).butNot("not authorized|denied|role"),
		},
		Samples: []string{
			"AWS Backup access policies don't support a wildcard in the Action key",
		},
		Variants: []string{"InvalidParameterValueException: The vault access policy is not valid."},
		Source:   guide + "create-a-vault-access-policy.html",
	},
	{
		ID:     "vault-policy-denies",
		At:     Destination,
		Title:  "A vault's access policy denies the call",
		Remedy: "Find the Deny in the access policy of the vault in the message, and exclude the caller from it.",
		RemedyOfCall: "Find the Deny of {action} in the access policy of the vault of {resource}, and exclude {caller} " +
			"from it.",
		Match: []Matcher{
			says(
				"resource-based policy|resource-based policies|vault policy|vault access policy|resource policy",
				"arn:backup|backup vault|perform backup|recovery point|vault",
			).
				butNot("identity-based|service control|permissions boundary|permission boundary|resource control|session policy"),
		},
		Variants: []string{
			"User: arn:aws:iam::222233334444:user/ann is not authorized to perform: backup:StartRestoreJob on resource: " +
				"arn:aws:backup:eu-west-1:222233334444:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45 with an explicit " +
				"deny in a resource-based policy",
		},
		Source: accessDenied,
	},
}
