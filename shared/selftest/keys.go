package selftest

const kmsGuide = "https://docs.aws.amazon.com/kms/latest/developerguide/"

var keyRows = []Row{
	{
		ID:        "aws-managed-key-policy",
		Statement: "The policies of AWS managed keys name kms:CallerAccount and kms:ViaService, as that of aws/ebs does.",
		Source:    kmsGuide + "concepts.html#aws-managed-cmk",
		Asked:     []string{"kms:ListAliases", "kms:GetKeyPolicy in the member"},
		Judge:     managedKeys,
		Means: Meaning{
			"A backup under such a key can never be copied to another account.",
			"The proof of a copy under such a key must read the policy.",
		},
	},
	{
		ID:        "source-key-present",
		Statement: "A recovery point that is encrypted names its key in EncryptionKeyArn.",
		Source:    guide + "API_RecoveryPointByBackupVault.html says of no member when it is left out",
		Try: Try{
			Steps: []string{
				"In a member: aws backup list-recovery-points-by-backup-vault --backup-vault-name farvault-local --query " +
					"'RecoveryPoints[?IsEncrypted].[ResourceType,EncryptionKeyArn]' (it only reads)",
			},
			Outcomes: []Outcome{
				{"Each line has an ARN", "As assumed."},
				{"A type has none", "A proof takes its backups for unencrypted, and passes a key that is not shared."},
			},
		},
	},
	{
		ID:        "via-service-cn",
		Statement: "kms:ViaService ends in amazonaws.com in the China Regions too, without .cn.",
		Source:    kmsGuide + "conditions-kms.html#conditions-kms-via-service shows Regions of the partition aws alone",
		Try: Try{
			Steps: []string{
				"In cn-north-1: aws kms get-key-policy --key-id alias/aws/ebs --policy-name default (it only reads)",
			},
			Outcomes: []Outcome{
				{"kms:ViaService is ec2.cn-north-1.amazonaws.com", "As assumed."},
				{"It ends in .cn", "Proofs of such keys are wrong in China, and infra/member.yaml's condition never holds."},
			},
		},
	},
	{
		ID:        "kms-tags-next-call",
		Statement: "Tags of a key, those given in CreateKey too, count in policies up to five minutes later.",
		Source:    kmsGuide + "tag-authorization.html",
		Try: Try{
			Steps: []string{
				"A role that may kms:CreateKey with a tag, and kms:DisableKey where aws:ResourceTag has it; the key's policy " +
					"allows the account.",
				"As that role: create-key with the tag, and each 10 seconds disable-key. Schedule the key's deletion.",
			},
			Outcomes: []Outcome{
				{"Refused, then allowed within five minutes", "As assumed."},
				{"Allowed in the next call", "farvault waits for nothing; the wait may stay."},
				{"Refused for longer", "The provisioner's wait is too short."},
			},
		},
	},
	{
		ID:        "kms-lockout-tags",
		Statement: "The lockout check of CreateKey looks at the tags that the call gives.",
		Source:    kmsGuide + "key-policy-default.html",
		Try: Try{
			Steps: []string{
				"aws kms create-key with a tag and a policy that lets the caller PutKeyPolicy where aws:ResourceTag has it. " +
					"Schedule the key's deletion.",
			},
			Outcomes: []Outcome{
				{"Made", "As assumed."},
				{"MalformedPolicyDocumentException", "Key policies must name the maker, as farvault's do."},
			},
		},
	},
	{
		ID: "grant-context",
		Statement: "kms:GrantIsForAWSResource is in the context of all grant calls, \"false\" for people; a grant " +
			"allows what a policy may still deny.",
		Source: kmsGuide + "conditions-kms.html#conditions-kms-grant-is-for-aws-resource",
		Try: Try{
			Steps: []string{
				"A key that denies kms:CreateGrant where kms:GrantIsForAWSResource is \"false\". As administrator: aws kms " +
					"create-grant.",
			},
			Outcomes: []Outcome{{"Refused", "As assumed."}, {"Allowed", "The key is absent: such a deny needs Null."}},
		},
	},
	{
		ID:        "replica-key-role",
		Statement: "Only the first multi-Region key of an account asks for iam:CreateServiceLinkedRole.",
		Source:    kmsGuide + "multi-region-auth-slr.html",
		Try: Try{
			Steps: []string{
				"Twice, as a role without iam:CreateServiceLinkedRole: aws kms create-key --multi-region, before and after " +
					"an administrator has made one.",
			},
			Outcomes: []Outcome{
				{"The first is refused, the second made", "As assumed."},
				{"Both refused", "The provisioner keeps the permission."},
			},
		},
	},
	{
		ID:        "replica-request-tags",
		Statement: "The kms:CreateKey that ReplicateKey asks for carries the tags of the call.",
		Source:    "https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html",
		Try: Try{
			Steps: []string{
				"A role that may kms:CreateKey where aws:RequestTag has the tag, and kms:ReplicateKey. As that role: aws kms " +
					"replicate-key with the tag.",
			},
			Outcomes: []Outcome{
				{"Made", "As assumed."},
				{"Refused", "template.yaml needs kms:CreateKey without the condition for replicas."},
			},
		},
	},
	{
		ID:        "replica-primary-deletion",
		Statement: "The waiting time of a primary key's deletion begins when its last replica is gone.",
		Source:    kmsGuide + "multi-region-keys-delete.html",
		Try: Try{
			Steps: []string{
				"aws kms schedule-key-deletion of a primary key with a replica; describe-key shows KeyState and " +
					"PendingDeletionWindowInDays. Cancel.",
			},
			Outcomes: []Outcome{
				{"PendingReplicaDeletion, no DeletionDate", "As assumed."},
				{"A DeletionDate", "farvault's warning names a date too late."},
			},
		},
	},
	{
		ID: "dynamodb-key-permissions",
		Statement: "A table with a customer managed key asks for kms:Decrypt, DescribeKey, CreateGrant, Encrypt, " +
			"GenerateDataKey and ReEncrypt of whoever uses it, through DynamoDB.",
		Source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html",
		Try: Try{
			Steps: []string{
				"Deploy template.yaml with the table's key in a sandbox; invoke the sweep once; read its log for AccessDenied.",
			},
			Outcomes: []Outcome{{"None", "As assumed."}, {"One names a kms: action", "The functions' roles lack it."}},
		},
	},
	{
		ID:        "queue-key-context",
		Statement: "EventBridge tells KMS neither aws:SourceArn nor aws:SourceAccount when it sends to an encrypted queue.",
		Source:    "https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/407",
		Try: Try{
			Steps: []string{
				"A key whose policy lets events.amazonaws.com use it where aws:SourceAccount is the account; a queue with " +
					"it; a rule to the queue; aws events put-events.",
			},
			Outcomes: []Outcome{
				{"Nothing arrives", "As assumed: the condition would lose every event."},
				{"It arrives", "The key's policy may be narrower."},
			},
		},
	},
}
