package chain

import (
	"fmt"
	"strings"

	"farvault/shared/settings"
)

// VaultLock is the lock of a vault. Zero is no bound.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
type VaultLock struct {
	MinRetentionDays int64
	MaxRetentionDays int64
	// ChangeableForDays is desired alone: AWS shows the date that comes of it.
	ChangeableForDays int64
}

// String is "retention 7 to 3650 days"; empty for no lock.
func (l *VaultLock) String() string {
	if l == nil {
		return ""
	}
	return fmt.Sprintf("retention %s to %s days", bound(l.MinRetentionDays), bound(l.MaxRetentionDays))
}

func bound(days int64) string {
	if days == 0 {
		return "any"
	}
	return fmt.Sprint(days)
}

func lockOf(v settings.Vault) *VaultLock {
	l := v.Lock()
	if l == nil {
		return nil
	}
	return &VaultLock{
		MinRetentionDays:  l.MinRetentionDays,
		MaxRetentionDays:  l.MaxRetentionDays,
		ChangeableForDays: l.ChangeableForDays,
	}
}

// differingLock tells of a lock that is not as wished, with the command that makes it so. No role of farvault may
// lock a vault, or change its lock: that is for people. A lock that nobody wished for is left alone.
func (v BackupVault) differingLock(got BackupVault) []Attribute {
	if v.Lock == nil || v.Lock.String() == got.Lock.String() {
		return nil
	}
	command := []string{
		"aws backup put-backup-vault-lock-configuration --region",
		v.Region,
		"--backup-vault-name",
		v.Name,
	}
	for _, option := range []struct {
		name string
		days int64
	}{
		{"--min-retention-days", v.Lock.MinRetentionDays},
		{"--max-retention-days", v.Lock.MaxRetentionDays},
		{"--changeable-for-days", v.Lock.ChangeableForDays},
	} {
		if option.days != 0 {
			command = append(command, option.name, fmt.Sprint(option.days))
		}
	}
	return []Attribute{{Name: "LockConfiguration", ShouldBe: v.Lock.String(), Now: got.Lock.String(),
		Decision: "only people lock a vault; in account " + v.Account + " run: " + strings.Join(command, " ")}}
}
