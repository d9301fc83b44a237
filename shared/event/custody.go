package event

// Custody is no job: the kind of what somebody did to backups that are there, or to the lock that keeps them.
const Custody JobKind = "custody"

// The calls by which somebody deletes a backup, lets it expire earlier, or takes what keeps it away. A recovery point
// that is disassociated leaves the vault and its retention.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteRecoveryPoint.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DisassociateRecoveryPoint.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRecoveryPointLifecycle.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupVaultLockConfiguration.html
const (
	DeletePoint       = "DeleteRecoveryPoint"
	DisassociatePoint = "DisassociateRecoveryPoint"
	UpdateLifecycle   = "UpdateRecoveryPointLifecycle"
	DeleteLock        = "DeleteBackupVaultLockConfiguration"
	PutLock           = "PutBackupVaultLockConfiguration"
)
