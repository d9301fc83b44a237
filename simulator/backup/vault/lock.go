package vault

import (
	"time"

	"farvault/simulator/kernel"
)

// Lock is a vault's AWS Backup Vault Lock. With a LockDate it is in compliance
// mode and fixed from that date on; without, anybody with the permission may change it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
type Lock struct {
	MinRetentionDays, MaxRetentionDays *int64
	LockDate                           time.Time
}

// Admits reports whether a job with this lifecycle may write into the vault. A
// recovery point that is never deleted is beyond any maximum.
func (l *Lock) Admits(lifecycle *Lifecycle) bool {
	if l == nil {
		return true
	}
	days, ends := lifecycle.Retention()
	if l.MinRetentionDays != nil && ends && days < *l.MinRetentionDays {
		return false
	}
	return l.MaxRetentionDays == nil || (ends && days <= *l.MaxRetentionDays)
}

func (l *Lock) fixed(now time.Time) bool {
	return l != nil && !l.LockDate.IsZero() && !now.Before(l.LockDate)
}

type lockInput struct {
	BackupVaultName                                       string
	MinRetentionDays, MaxRetentionDays, ChangeableForDays *int64
}

// check holds the numbers to
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
func (in lockInput) check() error {
	switch {
	case in.MinRetentionDays != nil && *in.MinRetentionDays < 1:
		return invalid("MinRetentionDays %d is less than 1 day", *in.MinRetentionDays)
	case in.MaxRetentionDays != nil && *in.MaxRetentionDays > maxRetentionDays:
		return invalid("MaxRetentionDays %d is more than %d days", *in.MaxRetentionDays, maxRetentionDays)
	case in.MinRetentionDays != nil && in.MaxRetentionDays != nil && *in.MaxRetentionDays < *in.MinRetentionDays:
		return invalid(
			"MaxRetentionDays %d is less than MinRetentionDays %d",
			*in.MaxRetentionDays,
			*in.MinRetentionDays,
		)
	case in.ChangeableForDays != nil && (*in.ChangeableForDays < 3 || *in.ChangeableForDays > maxRetentionDays):
		return invalid("ChangeableForDays %d is not between 3 and %d", *in.ChangeableForDays, maxRetentionDays)
	}
	return nil
}

func (s *Vaults) putLock(c *kernel.Call, in lockInput) (struct{}, error) {
	v, err := s.authorized(c, "backup:PutBackupVaultLockConfiguration", in.BackupVaultName)
	if err != nil {
		return struct{}{}, err
	}
	if err := in.check(); err != nil {
		return struct{}{}, err
	}
	if v.Lock.fixed(c.Now) {
		return struct{}{}, kernel.Fail(
			"InvalidRequestException",
			"Backup vault %s is locked and its lock configuration can no longer be changed",
			v.ARN,
		)
	}
	v.Lock = &Lock{MinRetentionDays: in.MinRetentionDays, MaxRetentionDays: in.MaxRetentionDays}
	if in.ChangeableForDays != nil {
		v.Lock.LockDate = c.Now.AddDate(0, 0, int(*in.ChangeableForDays))
	}
	s.emitState(v, "MODIFIED", map[string]string{"isLocked": "true"})
	return struct{}{}, nil
}

// deleteLock takes the lock of a vault away, unless it is fixed.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupVaultLockConfiguration.html
func (s *Vaults) deleteLock(c *kernel.Call, in struct{ BackupVaultName string }) (struct{}, error) {
	v, err := s.authorized(c, "backup:DeleteBackupVaultLockConfiguration", in.BackupVaultName)
	if err != nil {
		return struct{}{}, err
	}
	if v.Lock.fixed(c.Now) {
		return struct{}{}, kernel.Fail(
			"InvalidRequestException",
			"Backup vault %s is locked and its lock configuration can no longer be changed",
			v.ARN,
		)
	}
	v.Lock = nil
	s.emitState(v, "MODIFIED", map[string]string{"isLocked": "false"})
	return struct{}{}, nil
}
