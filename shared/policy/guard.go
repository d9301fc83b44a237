package policy

import "slices"

// guarded are the calls by which backups, the vault that holds them or the key that encrypts them are lost.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
// https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
var guarded = []string{
	"backup:DeleteBackupVault", "backup:DeleteBackupVaultLockConfiguration", "backup:DeleteRecoveryPoint",
	"backup:UpdateRecoveryPointLifecycle", "backup:DeleteBackupVaultAccessPolicy", "backup:PutBackupVaultAccessPolicy",
	"kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DeleteImportedKeyMaterial",
}

// Guards reports whether a statement protects backups or a key: it denies one of the calls by which they are lost.
func (s Statement) Guards() bool {
	return s.Effect == Deny && slices.ContainsFunc(guarded, func(action string) bool {
		return (&request{Request: Request{Action: action}}).matchesAction(&s) == yes
	})
}
