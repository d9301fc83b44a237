package policy

// NarrowVaultAccess is VaultAccess for one account's vault: of the organization only the
// principals may copy into it. They are a condition and no Principal, which would have to exist first and
// would break silently when made anew.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
func NarrowVaultAccess(organizationID string, principalARNs ...string) Document {
	d := VaultAccess(organizationID)
	d.Statement[0].Sid = "AllowCopyFromAccount"
	d.Statement[0].Condition["ArnLike"] = map[string]Values{"aws:PrincipalArn": principalARNs}
	return d
}

// DenyDeletionStatement keeps everybody but the principals from deleting what a vault holds, the vault, or its
// lock. The principals must name who deletes what has expired: AWS Backup does so by its service-linked role and by
// the role that a backup was made by, and without them recovery points stay as EXPIRED.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
func DenyDeletionStatement(exceptARNs ...string) Statement {
	return denyExcept(
		"DenyDeletion",
		exceptARNs,
		"backup:DeleteBackupVault",
		"backup:DeleteBackupVaultLockConfiguration",
		"backup:DeleteRecoveryPoint",
		"backup:UpdateRecoveryPointLifecycle",
	)
}

// DenyPolicyChangeStatement keeps everybody but the principals from changing the vault's access policy: who may
// change it may delete. The principals must name who keeps the policy, or it can never be put right again.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
func DenyPolicyChangeStatement(exceptARNs ...string) Statement {
	return denyExcept(
		"DenyPolicyChange",
		exceptARNs,
		"backup:DeleteBackupVaultAccessPolicy",
		"backup:PutBackupVaultAccessPolicy",
	)
}

func denyExcept(sid string, exceptARNs []string, actions ...string) Statement {
	return Statement{
		Sid:       sid,
		Effect:    Deny,
		Principal: Everyone(),
		Action:    actions,
		Resource:  Values{"*"},
		Condition: Condition{"ArnNotLike": {"aws:PrincipalArn": exceptARNs}},
	}
}
