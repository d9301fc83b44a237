package selftest

var vaultRows = []Row{
	{
		ID:        "missing-vault-text",
		Statement: "A vault that is not there is answered with \"Insufficient privileges to perform this action\".",
		Source:    guide + "troubleshooting.html",
		Asked:     []string{"backup:DescribeBackupVault of a vault that is not there, in the central account"},
		Judge:     missingVault,
		Means: Meaning{
			"A missing vault cannot be told from a closed one; farvault lists.",
			"A missing vault could be told by its code; nothing breaks.",
		},
	},
	{
		ID:        "airgapped-key-list",
		Statement: "The list of vaults shows no key ARN where AWS owns the key.",
		Source:    guide + "API_BackupVaultListMember.html",
		Asked:     []string{"backup:ListBackupVaults in the central account and the member"},
		Judge:     airGappedKey,
		Means: Meaning{
			"A vault without a key is one whose key AWS owns.",
			"farvault would watch a key that is nobody's: EncryptionKeyType decides.",
		},
	},
	{
		ID: "airgapped-creating",
		Statement: "A logically air-gapped vault is CREATING for some minutes, takes neither policy nor copy until " +
			"then, and making one asks for its action alone.",
		Source: guide + "API_CreateLogicallyAirGappedBackupVault.html",
		Try: Try{
			Steps: []string{
				"aws backup create-logically-air-gapped-backup-vault with 7 days; at once put-backup-vault-access-policy; " +
					"describe it each 10 seconds.",
			},
			Outcomes: []Outcome{
				{"Refused until AVAILABLE", "As assumed."},
				{"Taken at once", "farvault waits once for nothing."},
			},
		},
	},
	{
		ID: "airgapped-refusals",
		Statement: "A copy of a type that a logically air-gapped vault does not take fails as one of a type without " +
			"cross-account copies.",
		Source: guide + "logicallyairgappedvault.html",
		Try: Try{
			Steps: []string{
				"aws backup start-copy-job of a type that the page's table leaves out, into such a vault; give StatusMessage " +
					"to `farvault explain`.",
			},
			Outcomes: []Outcome{
				{"The type is named as the cause", "As assumed."},
				{"unknown", "A row of shared/catalog is missing."},
			},
		},
	},
	{
		ID:        "foreign-vault-key",
		Statement: "A vault may be encrypted with another account's key whose policy lets its maker use it.",
		Source: "https://nationalarchives.github.io/terraform-aws-immutable-aws-backup/architecture has it in " +
			"production; AWS's pages neither say so nor forbid it",
		Try: Try{
			Steps: []string{
				"aws backup create-backup-vault --encryption-key-arn of another account's key that admits the caller.",
			},
			Outcomes: []Outcome{
				{"The vault is made", "As assumed."},
				{"Refused", "EncryptionKey: CentralMultiRegion cannot work."},
			},
		},
	},
	{
		ID:        "unknown-vault-action",
		Statement: "A vault access policy with an unknown backup: action is accepted.",
		Source:    guide + "create-a-vault-access-policy.html",
		Try: Try{
			Steps: []string{
				"aws backup put-backup-vault-access-policy on a sandbox vault with Action backup:CreateBackupSubfolder for " +
					"its own account.",
			},
			Outcomes: []Outcome{
				{"Accepted", "As assumed: `farvault check` finds what AWS lets pass."},
				{"Refused", "The check is still right."},
			},
		},
	},
	{
		ID:        "delete-in-locked-vault",
		Statement: "DeleteRecoveryPoint is refused in a locked vault whatever the recovery point's age.",
		Source:    guide + "vault-lock.html",
		Try: Try{
			Steps: []string{
				"A vault in governance mode with MinRetentionDays 1; a recovery point in it; aws backup delete-recovery-point.",
			},
			Outcomes: []Outcome{
				{"Refused", "As assumed; file code and words."},
				{"Deleted", "What farvault says of locked vaults is wrong."},
			},
		},
	},
}
