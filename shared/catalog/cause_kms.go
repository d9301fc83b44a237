package catalog

import "farvault/shared/event"

// Any problem with a key. The words seldom name the key and never its account:
// the row's At is what is usual, the proof reads the keys.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html#copy-encryption
var kmsCauses = []Cause{
	{
		ID:    "destination-vault-uses-aws-managed-key",
		At:    Destination,
		Title: "The destination vault is encrypted with an AWS managed key",
		Remedy: "Copy to a vault that has a customer managed key. A vault's key cannot be changed, so create a new " +
			"vault.",
		Match: []Matcher{
			says(
				"vault",
				"service managed key|aws managed key|aws-managed key|default key|default kms key|aws managed kms",
			).butNot("snapshot|snapshots"),
			says("default vault|default backup vault", "copy|copied|destination|target"),
			says("user-created", "vault", "key"),
		},
		Samples: []string{
			"Copy job failed because the destination Backup vault is encrypted with the default Backup service managed key. " +
				"The contents of this vault cannot be copied. Only the contents of a Backup vault encrypted by an AWS KMS key " +
				"may be copied.",
			"UnsupportedOperation : Storage Gateway backup copies require a user-created backup vault and key at destination.",
		},
		Source: dashboards,
	},
	{
		ID:    "source-key-not-shared",
		At:    Source,
		Jobs:  []event.JobKind{event.Copy},
		Title: "The source key's policy does not allow the backup account to use the key",
		Remedy: "Add a statement to the source key's policy that allows the backup account to use the key and to " +
			"create grants for AWS services.",
		Match: []Matcher{
			says("given key id|kms key|key arn|key id|encryption key", "not accessible|inaccessible"),
			says("source snapshot kms key|source snapshots kms key|source kms key|source key"),
			says("shared snapshot", "key", "access|permission"),
			says("key", "not shared|does not allow access"),
		},
		Samples: []string{
			"Given key ID is not accessible",
			"AMI snapshot copy failed with error: Given key ID is not accessible. You must have DescribeKey permissions on " +
				"the default key",
			"Given key ID is not accessible. You must have DescribeKey permissions on the default CMK",
			"The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
			"The source snapshot KMS key [arn:aws:kms:eu-central-1:111111111111:key/159f9as4-697q-f354-a448-example] does " +
				"not exist, is not enabled or you do not have permissions to access it.",
		},
		Variants: []string{
			"KMSKeyNotAccessibleFault: The source snapshot KMS key does not exist, is not enabled or you do not have " +
				"permissions to access it",
		},
		Source: copyError,
	},
	{
		ID:     "backup-role-lacks-key",
		At:     Source,
		Jobs:   []event.JobKind{event.Backup, event.Restore},
		Title:  "The backup role has no permission to use the resource's key",
		Remedy: "Add the backup role to the policy of the key that encrypts the resource.",
		Match:  []Matcher{says("source snapshot kms key|source kms key|source key")},
		Samples: []string{
			"The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it.",
		},
		Source: guide + "troubleshooting.html",
	},
	{
		ID:    "destination-key-unusable",
		At:    Destination,
		Title: "The destination vault's key cannot be used",
		Remedy: "Check that the destination vault's key exists in that Region, is enabled, and allows its own " +
			"account to use it.",
		Match: []Matcher{
			says(
				"target|destination",
				"kms key|encryption key|cmk|arn:kms:key|target key|destination key",
				"not exist|not enabled|disabled|permission|accessible|pending|invalid|not found",
			),
		},
		Samples: []string{
			"The target KMS key [None] does not exist, is not enabled or you do not have permissions to access it.",
		},
		Variants: []string{
			"The destination KMS key arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.",
		},
		Source: "https://github.com/awslabs/rds-snapshot-tool/issues/70",
	},
	{
		ID:    "source-key-aws-managed",
		At:    Source,
		Title: "The resource is encrypted with an AWS managed key, which no other account can use",
		Remedy: "Encrypt the resource again with a customer managed key. The policy of an AWS managed key cannot be " +
			"changed.",
		Match: []Matcher{
			says(
				"aws managed key|aws-managed key|aws managed cmk|aws managed kms|ebs default key|default key|default kms "+
					"key|default cmk|default encryption key|managed service "+
					"key|aws/ebs|aws/rds|aws/elasticfilesystem|aws/backup|aws/fsx",
				"share|copy|copied|copies|account",
			),
		},
		Samples: []string{
			"Snapshots encrypted with the AWS managed key can't be shared. Specify another snapshot.",
			"Encrypted snapshots with Amazon EBS default key cannot be shared",
		},
		Source: dashboards,
	},
	{
		ID:    "key-permission-unclear",
		At:    Source,
		Title: "A key is missing, is disabled or does not allow the caller to use it",
		Remedy: "Check that the key exists in the Region and is enabled, and that its policy allows the job's role " +
			"to use it.",
		Match: []Matcher{says("kms key|key|cmk", "does not exist", "not enabled|disabled", "permission|access")},
		Samples: []string{
			"The specified AWS KMS key *ARN* does not exist, is not enabled or you do not have permissions to access it.",
		},
		Variants: []string{
			"Specified KMS key [None] does not exist, is not enabled or you do not have permissions to access it.",
		},
		Source: guide + "restore-testing.html",
	},
	{
		ID:     "key-disabled",
		People: true,
		At:     Source,
		Title:  "A key is disabled or scheduled for deletion",
		Remedy: "Enable the key, or cancel its deletion before the waiting period ends. Data encrypted with a " +
			"deleted key is lost.",
		Match: []Matcher{
			says(
				"kms|key|cmk|arn:kms:key",
				"key was not available|key is not available|key unavailable|is disabled|either disabled|disabled "+
					"exception|pending deletion|pending import|scheduled for deletion|kms invalid state|not enabled",
			).butNot("access key|vss"),
		},
		Samples: []string{
			"KMS key is either disabled or pending deletion or access to KMS key is denied",
		},
		Variants: []string{
			"KMSInvalidStateException: arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab is " +
				"pending deletion.",
			"DisabledException: arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.",
		},
		Source: dashboards,
	},
	{
		ID:    "vault-key-refuses-grant",
		At:    Destination,
		Jobs:  []event.JobKind{event.API},
		Title: "The vault's key does not allow the creating role to create grants",
		Remedy: "Allow kms:CreateGrant and kms:DescribeKey for the creating role in the key's policy, then create " +
			"the vault again.",
		Match: []Matcher{
			says("kms:create grant|kms:retire grant|create grant", "this resource|vault").butNot("arn:kms:key"),
		},
		Samples: []string{
			"User: <assumed role> is not authorized to perform: kms:CreateGrant on this resource because the resource does " +
				"not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly " +
				"denies access",
		},
		Source: guide + "logicallyairgappedvault.html",
	},
	{
		ID:     "key-missing",
		People: true,
		At:     Source,
		Title:  "A key does not exist",
		Remedy: "Change the vault or the resource to a key that exists in that Region. Data encrypted with a deleted " +
			"key cannot be read again.",
		Match: []Matcher{
			says(
				"given key id|kms key|key id|keyid|arn:kms:key|arn:kms:alias|key arn|encryption key|cmk|customer master key",
				"does not exist|not exist|not found|not be found|could not find|cannot find|invalid",
			).butNot("access key|not authorized|denied|permission|ciphertext"),
		},
		Samples: []string{"Given key ID does not exist"},
		Variants: []string{
			"NotFoundException: Alias arn:aws:kms:eu-west-1:222233334444:alias/payments is not found.",
			"NotFoundException: Invalid keyId abcd",
			"Key 'arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab' does not exist",
		},
		Source: dashboards,
	},
	{
		ID:    "key-policy-refused",
		At:    Destination,
		Title: "KMS rejects a key policy",
		Remedy: "Name only principals that exist (an account's root always does). Keep the statement that allows the " +
			"owner to change the policy.",
		Match: []Matcher{
			says("malformed policy document exception|one or more invalid principals"),
			says("key policy", "will not allow|not valid|invalid|malformed|lockout"),
		},
		Samples: []string{
			"MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals.",
			"The new key policy will not allow you to update the key policy in the future.",
		},
		Source: "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
	},
	{
		ID:    "key-permission-missing",
		At:    Source,
		Title: "A key's policy does not allow what the job needs",
		Remedy: "Allow the action in the message, for the principal in the message, in the key's policy. A grant " +
			"needs kms:GrantIsForAWSResource.",
		RemedyOfCall: "Allow {action} for {caller} in the policy of {resource}, and in the caller's own policies.",
		Match: []Matcher{
			says(
				"not authorized|denied|unauthorized|not allowed|permission|forbidden|insufficient",
				"kms|cmk|customer master key|encryption key|arn:kms|key policy|describe key|generate data key",
			).
				butNot("access key|credential miss"),
			says("ciphertext"),
		},
		Samples: []string{
			"The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are " +
				"not allowed to access.",
		},
		Variants: []string{
			"is not authorized to perform: kms:",
			"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: kms:Decrypt on " +
				"resource: arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab because no " +
				"identity-based policy allows the kms:Decrypt action",
		},
		Source: dashboards,
	},
	{
		ID:    "key-error",
		At:    Source,
		Title: "AWS Backup reports a problem with a key",
		Remedy: "Check the keys of the resource, the local vault and the destination vault: their state, their " +
			"policy, and that none is an AWS managed key.",
		Match: []Matcher{
			says(
				"kms|given key id|encryption key|customer managed key|customer master key|arn:kms",
			).butNot("already exists|throttl|rate exceeded|exceeded the rate|reduce the frequency|timed " +
				"out|timeout|unavailable|internal"),
		},
		Variants: []string{"kms key", "Unable to encrypt the backup with the given KMS key."},
		Source:   dashboards,
	},
}
