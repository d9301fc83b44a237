package proof

import (
	"fmt"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// checkLocalVaultPolicy: in its own account a vault's policy need not allow, but it can deny.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
func checkLocalVaultPolicy(f Facts) finding {
	vault := f.SourceVault.Value
	switch {
	case !f.SourceVault.Looked:
		return unread("the local vault's access policy", f.SourceVault)
	case !vault.Exists:
		return unseen("there is no local vault to check")
	case vault.Policy == nil:
		return passes("the local vault has no access policy")
	}
	verdict := policy.Evaluate(f.roleRequest(copyFrom, f.Copy.RecoveryPointARN, f.Copy.SourceAccount),
		policy.Set{Identity: []policy.Document{everything}, Resource: vault.Policy})
	switch {
	case verdict.Decision == policy.Allowed:
		return passes("its policy has no Deny for %s", copyFrom)
	case len(verdict.Unknown) > 0:
		return unseen(
			"the local vault's access policy uses %s, which farvault cannot evaluate",
			strings.Join(verdict.Unknown, ", "),
		)
	case f.unsure(*vault.Policy):
		return unseen(
			"the local vault's access policy depends on the accounts' organizational units, which are not known",
		)
	}
	return fails(
		catalog.Source,
		f.Copy.SourceVaultARN,
		"The local vault's access policy denies copies from it.",
		said(verdict.Decision, verdict.By, copyFrom, "its access policy"),
	).
		by(verdict.By.Statement).
		in(f.Copy.SourceAccount, f.Copy.SourceVaultARN)
}

func checkDestinationVault(f Facts) finding {
	switch {
	case !f.DestinationVault.Looked:
		return unread("the destination vault", f.DestinationVault)
	case f.DestinationVault.Value.Exists:
		return passes("%s exists", f.Copy.DestinationVaultARN)
	}
	return f.vaultFails(
		fmt.Sprintf("The destination vault %s does not exist.", f.Copy.DestinationVaultARN),
		"the vault does not exist",
	)
}

// checkDestinationVaultKey: the Default vault can never be the destination, another vault with an AWS managed
// key not for types that AWS Backup does not fully manage.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#security-considerations-cab
func checkDestinationVaultKey(f Facts) finding {
	if reason, blocked := f.noDestinationVault(); blocked {
		return reason
	}
	if f.destination().Name() == "Default" {
		return f.vaultFails("The destination is the Default vault, which cannot receive "+
			"copies from another account.", "the vault's name is Default").
			byPeople()
	}
	t, _ := typeOf(f.Copy)
	switch {
	case f.awsOwnedKey():
		return passes(awsOwnedKey)
	case !f.DestinationKey.Looked:
		return unread("the destination vault's key", f.DestinationKey)
	case !f.DestinationKey.Value.AWSManaged:
		return passes("its key is %s", f.DestinationVault.Value.EncryptionKeyARN)
	case t.managed:
		return passes("its key is AWS managed, which has no effect on a fully managed type").
			assuming("AWS's pages differ on whether a fully managed type can be copied into a vault with the key aws/backup")
	}
	return f.vaultFails("The destination vault is encrypted with the AWS managed key of AWS Backup. Resources "+
		"of this type cannot be copied to such a vault.",
		"its key is AWS managed: "+f.DestinationVault.Value.EncryptionKeyARN).
		byPeople()
}

// checkVaultPolicy: another account's role may copy into the vault only where the vault's policy says so.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#share-vault-cab
func checkVaultPolicy(f Facts) finding {
	if reason, blocked := f.noDestinationVault(); blocked {
		return reason
	}
	document, whose := f.DestinationVault.Value.Policy, "its access policy"
	if document == nil {
		document, whose = &policy.Document{}, "it has no access policy"
	}
	verdict := policy.Evaluate(f.roleRequest(copyInto, f.Copy.DestinationVaultARN, f.destination().Account),
		policy.Set{Identity: []policy.Document{everything}, Resource: document})
	switch {
	case verdict.Decision == policy.Allowed:
		return passes("its access policy allows %s to the backup role", copyInto).by(verdict.By.Statement)
	case len(verdict.Unknown) > 0:
		return unseen(
			"the destination vault's access policy uses %s, which farvault cannot evaluate",
			strings.Join(verdict.Unknown, ", "),
		)
	case f.unsure(*document):
		return unseen(
			"the destination vault's access policy depends on the accounts' organizational units, which are not known",
		)
	}
	failing := f.vaultFails(fmt.Sprintf(
		"The access policy of the vault %s in %s does not allow copies from the backup role of %s.",
		f.destination().
			Name(),
		f.destination().Account,
		f.owner(f.Copy.SourceAccount),
	), said(verdict.Decision, verdict.By, copyInto, whose)).by(verdict.By.Statement)
	if f.Organization.Looked {
		failing = failing.paste(policy.VaultAccess(f.Organization.Value).Statement[0].String())
	}
	return failing
}

// checkVaultLock compares the copy's retention with the lock; where the job does not tell it, the recovery point's.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
func checkVaultLock(f Facts) finding {
	if reason, blocked := f.noDestinationVault(); blocked {
		return reason
	}
	vault := f.DestinationVault.Value
	days, whose, assumption := f.RecoveryPoint.Value.DeleteAfterDays, "the recovery point", lockAssumption
	if f.CopyRetention.Looked {
		days, whose, assumption = f.CopyRetention.Value, "the copy", ""
	}
	saw := fmt.Sprintf("%s is kept %s, the lock allows %s", whose, retention(days), bounds(vault))
	switch {
	case !vault.Locked:
		return passes("the destination vault has no lock")
	case !f.CopyRetention.Looked && !f.RecoveryPoint.Looked:
		return unread("the recovery point's retention", f.RecoveryPoint)
	case days > 0 && days < vault.MinRetentionDays,
		vault.MaxRetentionDays > 0 && (days == 0 || days > vault.MaxRetentionDays):
		return f.vaultFails("The copy's retention is outside the limits of the destination vault's lock.", saw).
			byPeople().
			assuming(assumption)
	}
	return passes("%s", saw).assuming(assumption)
}

const lockAssumption = "the copy is kept as long as the recovery point; farvault does not read a lifecycle of the " +
	"copy action"

func retention(days int64) string {
	if days == 0 {
		return "forever"
	}
	return fmt.Sprintf("%d days", days)
}

func bounds(v Vault) string {
	if v.MaxRetentionDays == 0 {
		return fmt.Sprintf("%d days and more", v.MinRetentionDays)
	}
	return fmt.Sprintf("%d to %d days", v.MinRetentionDays, v.MaxRetentionDays)
}

// noDestinationVault is why nothing can be said of the destination vault.
func (f Facts) noDestinationVault() (finding, bool) {
	switch {
	case !f.DestinationVault.Looked:
		return unread("the destination vault", f.DestinationVault), true
	case !f.DestinationVault.Value.Exists:
		return unseen("there is no destination vault to check").after("vault-gone"), true
	}
	return finding{}, false
}

func (f Facts) vaultFails(sentence, saw string) finding {
	account := f.Copy.SourceAccount
	if vault, err := org.ParseARN(f.Copy.DestinationVaultARN); err == nil {
		account = vault.Account
	}
	return fails(
		catalog.Destination,
		f.Copy.DestinationVaultARN,
		sentence,
		saw,
	).owned(f.DestinationVault.Value.Owned).
		in(account, f.Copy.DestinationVaultARN)
}
