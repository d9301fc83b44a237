package policy

// SharedVaultKey is the policy of the central account's multi-Region key by which members encrypt their local vaults:
// its own account, and the organization's accounts through AWS Backup. It names no member, so it stays as it is when
// one joins. The calls are those that the maker of a vault, and AWS Backup with it, needs; all may look at the key,
// which is how a member finds it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
// https://repost.aws/knowledge-center/backup-vault-access-denied
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
func SharedVaultKey(partition, centralAccount, organizationID string) Document {
	d := VaultKey(partition, centralAccount)
	members := map[string]Values{"aws:PrincipalOrgID": {organizationID}}
	d.Statement = append(d.Statement,
		Statement{
			Sid:       "AllowLookFromOrganization",
			Effect:    Allow,
			Principal: Everyone(),
			Action:    Values{"kms:DescribeKey"},
			Resource:  Values{"*"},
			Condition: Condition{"StringEquals": members},
		},
		Statement{
			Sid:       "AllowBackupInOrganization",
			Effect:    Allow,
			Principal: Everyone(),
			Action: Values{
				"kms:CreateGrant",
				"kms:Decrypt",
				"kms:Encrypt",
				"kms:GenerateDataKey",
				"kms:GenerateDataKeyWithoutPlaintext",
				"kms:ReEncryptFrom",
				"kms:ReEncryptTo",
				"kms:RetireGrant",
			},
			Resource: Values{"*"},
			Condition: Condition{
				"StringEquals": members,
				"StringLike":   {"kms:ViaService": {"backup.*.amazonaws.com"}},
				"BoolIfExists": {"kms:GrantIsForAWSResource": {"true"}},
			},
		})
	return d
}

// KeyReplicatorStatement lets the role that makes a multi-Region primary key make its replicas.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-replicate.html
func KeyReplicatorStatement(roleARN string) Statement {
	return Statement{
		Sid:       "ProvisionerReplicatesKey",
		Effect:    Allow,
		Principal: Principal{AWSPrincipal: {roleARN}},
		Action:    Values{"kms:ReplicateKey"},
		Resource:  Values{"*"},
	}
}
