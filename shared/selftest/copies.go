package selftest

var copyRows = []Row{
	{
		ID:        "arriving-copy-event",
		Statement: "The central account gets no event of a copy that arrives: its source's account does.",
		Source:    guide + "eventbridge.html does not say whose event it is",
		Asked: []string{
			"cloudtrail:LookupEvents in the central account and in the member",
			"backup:ListRecoveryPointsByBackupVault in the central account",
		},
		Judge: arrivingEvent,
		Means: Meaning{
			"The members' rules are what tells of copies. CloudTrail has only part of the events; the experiment is stronger.",
			"Copies are told twice; farvault takes both as one by their job's id, if the events have it.",
		},
		Try: Try{
			Steps: []string{
				"In the central account: a rule on source aws.backup and detail-type \"Copy Job State Change\", with a log " +
					"group as its target.",
				"In a member: aws backup start-copy-job into the central vault. Wait for COMPLETED and five minutes more.",
			},
			Outcomes: []Outcome{
				{"The log group stays empty", "As assumed."},
				{"The copy is in it", "Otherwise: note account, resources and copyJobId of the event."},
			},
		},
	},
	{
		ID:        "copy-resource-arn",
		Statement: "ResourceArn of a copy in the central vault is the source's resource, in its own account.",
		Source:    guide + "API_RecoveryPointByBackupVault.html",
		Asked:     []string{"backup:ListBackupVaults", "backup:ListRecoveryPointsByBackupVault in the central account"},
		Judge:     copyResource,
		Means: Meaning{
			"One listing of the central vault tells which resource has which copy.",
			"Evidence must be joined by SourceBackupVaultArn and the copy job; what is read from ResourceArn is wrong.",
		},
	},
	{
		ID:        "copy-creation-date",
		Statement: "A copy has the CreationDate of its source and a CompletionDate of its own.",
		Source:    guide + "recov-point-create-a-copy.html, of the first",
		Asked: []string{
			"backup:ListRecoveryPointsByBackupVault in the central account",
			"backup:ListCopyJobs in the member",
		},
		Judge: copyDates,
		Means: Meaning{
			"The age of a copy is that of what it holds.",
			"A late copy of an old backup passes for a new one: the source's date must be read in the member.",
		},
	},
	{
		ID:        "failed-copy-plan",
		Statement: "DescribeCopyJob names the plan of a copy that FAILED.",
		Source:    guide + "API_CopyJob.html",
		Asked:     []string{"backup:ListCopyJobs", "backup:DescribeCopyJob in the member"},
		Judge:     failedCopyPlan,
		Means: Meaning{
			"Where the event names no plan, the job does.",
			"The plan of a failed copy is known from the backup job or from no call.",
		},
	},
	{
		ID:        "failed-copy-event-plan",
		Statement: "The event of a FAILED copy names no plan (createdBy).",
		Source:    guide + "eventbridge.html, whose sample of FAILED has none",
		Try: Try{
			Steps: []string{
				"In a member: a rule on \"Copy Job State Change\" with a log group as its target.",
				"Let a plan's copy fail: take the statement for the organization out of the vault access policy of a " +
					"sandbox's destination.",
			},
			Outcomes: []Outcome{
				{"detail has no createdBy", "As assumed: the plan is read from the job."},
				{"detail has createdBy", "One call less for each failed copy; nothing breaks."},
			},
		},
	},
	{
		ID: "copy-condition-order",
		Statement: "A copy that fails for several reasons names the first of: organization, switch, destination vault, " +
			"role, CopyFrom, CopyInto, default vault, lock, type, recovery point, its storage class, service-linked role, " +
			"source key, destination key.",
		Source: guide + "create-cross-account-backup.html",
		Try: Try{
			Steps: []string{
				"Break two of them in a sandbox, for example the destination vault's policy and the source key's.",
				"aws backup start-copy-job, then aws backup describe-copy-job: which does StatusMessage name?",
			},
			Outcomes: []Outcome{
				{"The earlier of the two", "As assumed."},
				{"The later", "Proofs still list both; the order of the simulator's conditions changes."},
			},
		},
	},
	{
		ID: "copy-failure-texts",
		Statement: "A missing destination, a missing service-linked role, a recovery point that turned cold and the " +
			"closed local key of a fully managed type fail copies with words like the simulator's.",
		Source: guide + "troubleshooting.html has none of the four",
		Try: Try{
			Steps: []string{
				"aws backup start-copy-job to the ARN of a vault that is not there, in a sandbox.",
				"aws backup describe-copy-job; give StatusMessage to `farvault explain`.",
			},
			Outcomes: []Outcome{
				{"`farvault explain` names the cause", "As assumed."},
				{"unknown", "A row of shared/catalog is missing: file the message."},
			},
		},
	},
	{
		ID:        "managed-type-local-key",
		Statement: "Of a fully managed type the local vault's key must let the central account DescribeKey and Decrypt.",
		Source:    "one page of AWS's knowledge center alone",
		Try: Try{
			Steps: []string{
				"Back up a small S3 bucket or EFS file system into a vault whose key names its own account alone.",
				"aws backup start-copy-job of it into another account's vault.",
			},
			Outcomes: []Outcome{
				{"FAILED, the message is about the key", "As assumed."},
				{"COMPLETED", "The statement in the local key's policy is not needed for these types, and does no harm."},
			},
		},
	},
	{
		ID:        "central-key-closed",
		Statement: "Copies arrive in a central vault whose key lets its own account alone use it.",
		Source: guide + "create-cross-account-backup.html; AWS's sample central-backup-account.yaml opens the key " +
			"to the organization",
		Try: Try{
			Steps: []string{
				"After the first day of a pilot, in a member: aws backup list-copy-jobs --by-state FAILED and --by-state " +
					"COMPLETED, for EFS, S3 and DynamoDB.",
			},
			Outcomes: []Outcome{
				{"COMPLETED for each type", "As assumed."},
				{
					"FAILED with a message about the destination's key",
					"The setting that opens the central key to the organization is needed.",
				},
			},
		},
	},
	{
		ID:        "local-key-actions",
		Statement: "The central account needs no kms:GenerateDataKey and kms:ReEncrypt* on the local key.",
		Source:    guide + "encryption.html; AWS's sample gives both",
		Try: Try{
			Steps: []string{
				"In a sandbox member take both actions from the statement AllowBackupCopy of the local key.",
				"aws backup start-copy-job of one EBS and one EFS recovery point.",
			},
			Outcomes: []Outcome{
				{"Both COMPLETED", "As assumed."},
				{"One FAILED", "Both actions stay in the key's policy."},
			},
		},
	},
	{
		ID:        "aws-managed-local-key",
		Statement: "A fully managed type is copied out of a local vault that aws/backup encrypts.",
		Source:    guide + "create-cross-account-backup.html speaks of the destination alone",
		Try: Try{
			Steps: []string{
				"aws backup create-backup-vault without a key; back up a small EFS file system into it.",
				"aws backup start-copy-job into another account's vault with a customer managed key.",
			},
			Outcomes: []Outcome{
				{"COMPLETED", "As assumed; EncryptionKey: AWSManaged is fit for these types."},
				{"FAILED", "The settings' doubt is right and the proof must fail it."},
			},
		},
	},
	{
		ID:        "snapshot-resource-account",
		Statement: "aws:ResourceAccount is in the request for snapshots and images, whose ARNs name no account.",
		Source:    iamGuide + "reference_policies_condition-keys.html#condition-keys-resourceaccount",
		Try: Try{
			Steps: []string{
				"A role that may backup:DescribeRecoveryPoint where aws:ResourceAccount is its account.",
				"As that role: aws backup describe-recovery-point of an EBS snapshot.",
			},
			Outcomes: []Outcome{
				{"It is described", "As assumed."},
				{"AccessDenied", "No policy of farvault's may rest on the key for these."},
			},
		},
	},
	{
		ID:        "airgapped-types",
		Statement: "A logically air-gapped vault takes the types of shared/settings' table of September 2026.",
		Source:    guide + "backup-feature-availability.html",
		Try: Try{
			Steps: []string{
				"Open the page's table of features by resource, column logically air-gapped vault; compare the FSx rows with " +
					"`farvault check` of settings that copy FSx there.",
				"Where they differ: aws backup start-copy-job of that type into such a vault.",
			},
			Outcomes: []Outcome{
				{"COMPLETED where the table says so", "As assumed."},
				{"FAILED", "The table's row changes; the message goes to shared/catalog."},
			},
		},
	},
	{
		ID:        "via-service-region",
		Statement: "kms:ViaService names the key's Region in copies between Regions.",
		Source:    "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service",
		Try: Try{
			Steps: []string{
				"Copy an EBS recovery point into a vault of another Region.",
				"In both Regions: aws cloudtrail lookup-events --lookup-attributes " +
					"AttributeKey=EventName,AttributeValue=CreateGrant; look at invokedBy and the Region.",
			},
			Outcomes: []Outcome{
				{"Each key is used in its own Region", "As assumed."},
				{"The other Region's service is named", "Key policies need both Regions in kms:ViaService."},
			},
		},
	},
}
