package policy

import "farvault/shared/org"

// VaultAccess is the access policy of a central vault: every account of the
// organization may copy into it, and nothing else. It names no account, so it
// stays as it is when one joins. CopyIntoBackupVault is the only action that AWS
// Backup accepts across accounts, and it accepts no wildcard in Action.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#share-vault-cab
func VaultAccess(organizationID string) Document {
	return New(Statement{
		Sid:       "AllowCopyFromOrganization",
		Effect:    Allow,
		Principal: Everyone(),
		Action:    Values{"backup:CopyIntoBackupVault"},
		Resource:  Values{"*"},
		Condition: Condition{"StringEquals": {"aws:PrincipalOrgID": {organizationID}}},
	})
}

// VaultKey is the policy of a key that its own account alone uses, as the central vault's: whom that account's IAM
// policies let, may. Copies that come in need no more, for the service-linked role that makes them is in the central
// account.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
func VaultKey(partition, account string) Document {
	return New(Statement{
		Sid:       "EnableIAMPolicies",
		Effect:    Allow,
		Principal: root(partition, account),
		Action:    Values{"kms:*"},
		Resource:  Values{"*"},
	})
}

// LocalVaultKey is the policy of a member's vault key: its own account, and the
// central account to the extent that copies need. For a fully managed type the
// source of a copy is encrypted with this key, not with the resource's. GenerateDataKey
// is what AWS's own sample gives beyond the list for a resource's key.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
// https://repost.aws/knowledge-center/backup-cross-account-copy-error
// https://github.com/aws-samples/backup-recovery-with-aws-backup
func LocalVaultKey(partition, account, centralAccount string) Document {
	d := VaultKey(partition, account)
	copies := KeyCopyStatement(centralAccount, partition)
	copies.Action = append(copies.Action, "kms:GenerateDataKey")
	d.Statement = append(d.Statement, copies)
	return d
}

// KeyKeeperStatement lets the role that makes a vault's key keep it and make the
// vault with it. KMS refuses a new key whose policy does not let its maker change
// that policy again, and permissions by tag count only minutes after the key was tagged, so the
// policy has to name the role. The role must exist.
// https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
func KeyKeeperStatement(roleARN string) Statement {
	return Statement{
		Sid:       "ProvisionerKeepsKey",
		Effect:    Allow,
		Principal: Principal{AWSPrincipal: {roleARN}},
		Action: Values{
			"kms:CreateAlias", "kms:DescribeKey", "kms:EnableKeyRotation", "kms:PutKeyPolicy",
			"kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey", "kms:RetireGrant",
		},
		Resource:  Values{"*"},
		Condition: Condition{"BoolIfExists": {"kms:GrantIsForAWSResource": {"true"}}},
	}
}

// KeyCopyStatement is what the policy of a source key needs so that the central
// account's AWSServiceRoleForBackup can copy what the key encrypts. The principal is the
// account, not the role: a key policy that names a role which is not there yet is refused.
//
// The actions are those AWS lists: https://repost.aws/knowledge-center/backup-cross-account-copy-error
//
// Grants are held to AWS services, which make them on behalf of the copy. IfExists lets one
// statement carry both, for the key belongs to grant operations alone. Assumed: it is in the
// context of each of these, "false" where a person calls.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
func KeyCopyStatement(centralAccount, partition string) Statement {
	return Statement{
		Sid:       "AllowBackupCopy",
		Effect:    Allow,
		Principal: root(partition, centralAccount),
		Action: Values{
			"kms:DescribeKey", "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo",
			"kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext", "kms:GenerateDataKeyWithoutPlaintext",
			"kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant",
		},
		Resource:  Values{"*"},
		Condition: Condition{"BoolIfExists": {"kms:GrantIsForAWSResource": {"true"}}},
	}
}

// Trust is the trust policy of a role that an AWS service assumes, such as backup.amazonaws.com, for whomever it acts.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
func Trust(service string) Document { return TrustFrom(service, nil) }

// TrustFrom is Trust where the service acts for what the condition names alone, by aws:SourceAccount or aws:SourceArn.
// A trust whose condition never holds stops every backup: which key a service sends when it assumes a role is for its
// caller to know.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
func TrustFrom(service string, source Condition) Document {
	return New(Statement{
		Sid:       "AllowService",
		Effect:    Allow,
		Principal: Principal{ServicePrincipal: {service}},
		Action:    Values{"sts:AssumeRole"},
		Condition: source,
	})
}

// PutEvents is the identity-based policy of the role by which a member's rule sends events to a bus in another account.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
func PutEvents(busARN string) Document {
	return New(Statement{
		Sid:      "ForwardToCentralBus",
		Effect:   Allow,
		Action:   Values{"events:PutEvents"},
		Resource: Values{busARN},
	})
}

// root is an account as a principal: all of it, to the extent of its own IAM policies.
func root(partition, account string) Principal {
	return Principal{AWSPrincipal: {org.IAM(partition, account, "root")}}
}
