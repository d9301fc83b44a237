package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Vault is what a backup vault should be like.
type Vault struct {
	// BackupVaultName is 2 to 50 letters, digits, hyphens, underscores. The central vault's may hold one
	// placeholder: {account} makes a vault an account, {shard:8} spreads the accounts over eight.
	BackupVaultName string `yaml:"BackupVaultName"`
	// EncryptionKey is CustomerManaged or, for local vaults, AWSManaged or CentralMultiRegion.
	EncryptionKey string `yaml:"EncryptionKey"`
	// DenyDeletion adds a statement to the vault's access policy by which nobody but BreakGlassPrincipalArns deletes
	// backups.
	DenyDeletion            bool       `yaml:"DenyDeletion"`
	LockMode                string     `yaml:"Lock"` // none or governance; LockConfiguration alone says it too
	BreakGlassPrincipalArns []string   `yaml:"BreakGlassPrincipalArns"`
	LockConfiguration       *VaultLock `yaml:"LockConfiguration"`             // nil: no lock is asked for
	AirGapped               *AirGapped `yaml:"LogicallyAirGappedBackupVault"` // nil: a standard vault
}

// VaultLock is AWS Backup Vault Lock: without ChangeableForDays in governance mode, with it in compliance
// mode, which nobody can undo after so many days, AWS included. Zero is no bound.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
type VaultLock struct {
	MinRetentionDays      int64 `yaml:"MinRetentionDays"`
	MaxRetentionDays      int64 `yaml:"MaxRetentionDays"`
	ChangeableForDays     int64 `yaml:"ChangeableForDays"`
	ConfirmComplianceMode bool  `yaml:"ConfirmComplianceMode"` // said a second time, on purpose
}

// What a vault's Lock can be. Governance without a LockConfiguration keeps every backup for the shortest retention of
// the rules; compliance mode takes a LockConfiguration with ChangeableForDays.
const (
	LockNone       = "none"
	LockGovernance = "governance"
)

// Whose key encrypts a vault.
const (
	CustomerManaged = "CustomerManaged" // farvault makes it
	AWSManaged      = "AWSManaged"      // aws/backup: free, and nothing that it encrypts can be copied to another account
	// CentralMultiRegion is one multi-Region key in the central account, with a replica in each Region, for the local
	// vaults of all members.
	CentralMultiRegion = "CentralMultiRegion"
)

// OwnsKey reports whether farvault makes the key of a vault. A logically air-gapped vault has one that AWS owns unless
// the settings name another: AWS recommends that one.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
func (v Vault) OwnsKey() bool { return v.AirGapped == nil || v.EncryptionKey == CustomerManaged }

// The keys that the central vault and a local vault may have.
var (
	centralKeys = []string{CustomerManaged}
	localKeys   = []string{CustomerManaged, AWSManaged, CentralMultiRegion}
)

// MaxVaults is how many vaults an account may have in a Region.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
const MaxVaults = 300

// minChangeableDays is the least grace time of a compliance lock.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
const minChangeableDays = 3

// longestAccount is what a placeholder may become, to judge the name by.
const longestAccount = "111122223333"

func (f *file) checkVaults(s Settings) {
	f.checkVault("CentralVault.BackupVaultName", s.CentralVault.PlainName())
	f.checkLayout("CentralVault.BackupVaultName", s.CentralVault)
	f.checkVault("LocalVault.BackupVaultName", s.LocalVault.BackupVaultName)
	if s.CentralVault.EncryptionKey == AWSManaged {
		f.mistake(
			"CentralVault.EncryptionKey",
			"is %s: a copy into a vault with an AWS managed key fails for most resource types; leave it out",
			AWSManaged,
		)
	}
	for _, v := range []struct {
		path  string
		vault Vault
		keys  []string
	}{{"CentralVault", s.CentralVault, centralKeys}, {"LocalVault", s.LocalVault, localKeys}} {
		if key := v.vault.EncryptionKey; key != "" && key != AWSManaged && !slices.Contains(v.keys, key) {
			f.mistake(v.path+".EncryptionKey", "is %q: must be %s", key, strings.Join(v.keys, " or "))
		}
		f.checkBreakGlass(v.path, v.vault)
		f.checkLockMode(v.path, v.vault)
		f.checkLock(v.path+".LockConfiguration", v.vault.LockConfiguration)
	}
	f.checkAirGapped(s)
	f.checkLockedRetentions(s)
}

// checkVault refuses first what people write who know AWS: an ARN, and the default vault, whose key no other account
// may use.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#security-considerations-cab
func (f *file) checkVault(path, name string) {
	switch {
	case strings.HasPrefix(name, "arn:"):
		f.mistake(
			path,
			"is %s: must be a name, not an ARN (the central vault's name goes in CentralVault.BackupVaultName, its "+
				`account and Region are those of the central stack); AWS would say "Backup vault name %s is not valid"`,
			name,
			name,
		)
	case strings.EqualFold(name, "default"):
		f.mistake(
			path,
			"is %s: the default vault is encrypted with an AWS managed key, and nothing can be copied from one account's to "+
				"another's",
			name,
		)
	case !IsVaultName(name):
		f.mistake(path, `is %q: must be 2 to 50 letters, digits, "-" and "_"`, name)
	case !strings.HasPrefix(name, VaultPrefix):
		f.mistake(
			path,
			"is %s: must begin with %q, because farvault's roles have permission for no other vault",
			name,
			VaultPrefix,
		)
	}
}

// checkLayout holds the number of shards to AWS's quota of vaults.
func (f *file) checkLayout(path string, v Vault) {
	if n, sharded := v.Shards(); sharded && (n < 2 || n > MaxVaults) {
		f.mistake(
			path,
			"is %s: must spread over 2 to %d vaults; AWS allows no more in an account and Region",
			v.BackupVaultName,
			MaxVaults,
		)
	}
}

// An account can be *: what a member's vault is to let through stands in each member.
var roleARN = regexp.MustCompile(`^arn:aws[a-z-]*:(iam|sts)::([0-9]{12}|\*):[A-Za-z0-9+=,.@_/*-]+$`)

func (f *file) checkBreakGlass(path string, v Vault) {
	if len(v.BreakGlassPrincipalArns) > 0 && !v.DenyDeletion {
		f.mistake(path+".BreakGlassPrincipalArns", "names who can delete despite DenyDeletion, which is not true")
	}
	f.checkList(path+".BreakGlassPrincipalArns", v.BreakGlassPrincipalArns, func(arn string) string {
		if roleARN.MatchString(arn) {
			return ""
		}
		return "must be the ARN of a role or user, such as arn:aws:iam::111122223333:role/break-glass"
	})
}

func (f *file) checkLockMode(path string, v Vault) {
	l := v.LockConfiguration
	switch mode := v.LockMode; {
	case mode == "" || mode == LockNone && l == nil || mode == LockGovernance && (l == nil || l.ChangeableForDays == 0):
	case v.AirGapped != nil:
		f.mistake(path+".Lock", "is not for a logically air-gapped vault, which is always locked")
	case mode == LockNone:
		f.mistake(path+".Lock", "is none, but the vault has a LockConfiguration: leave one of them out")
	case mode == LockGovernance:
		f.mistake(
			path+".Lock",
			"is governance, but LockConfiguration has ChangeableForDays, which is compliance mode: leave "+
				"Lock out",
		)
	default:
		f.mistake(path+".Lock", "is %q: must be none or governance; compliance mode takes a LockConfiguration with "+
			"ChangeableForDays", mode)
	}
}

// checkLockChosen asks for a choice in a file that has a central vault: a vault that nobody locked looks like one that
// somebody chose not to lock.
func (f *file) checkLockChosen(v Vault) {
	if f.written("CentralVault") && v.LockMode == "" && v.LockConfiguration == nil && v.AirGapped == nil {
		f.mistake("CentralVault", "must choose whether the vault is locked: write Lock: none, or Lock: governance, below it")
	}
}

// lockModes fills in what Lock: governance means.
func (s *Settings) lockModes() {
	for _, v := range []struct {
		vault  *Vault
		copies bool
	}{{&s.CentralVault, true}, {&s.LocalVault, false}} {
		if v.vault.LockMode == LockGovernance && v.vault.LockConfiguration == nil && v.vault.AirGapped == nil {
			v.vault.LockConfiguration = &VaultLock{MinRetentionDays: max(1, s.ShortestRetention(v.copies))}
		}
	}
}

func (f *file) checkLock(path string, l *VaultLock) {
	if l == nil {
		return
	}
	if l.MinRetentionDays < 0 || l.MinRetentionDays > maxDays ||
		f.written(path+".MinRetentionDays") && l.MinRetentionDays == 0 {
		f.mistake(path+".MinRetentionDays", "is %d: must be 1 to %d", l.MinRetentionDays, maxDays)
	}
	if l.MaxRetentionDays != 0 && (l.MaxRetentionDays < max(l.MinRetentionDays, 1) || l.MaxRetentionDays > maxDays) {
		f.mistake(
			path+".MaxRetentionDays",
			"is %d: must be %d to %d",
			l.MaxRetentionDays,
			max(l.MinRetentionDays, 1),
			maxDays,
		)
	}
	switch days := l.ChangeableForDays; {
	case f.written(path+".ChangeableForDays") && (days < minChangeableDays || days > maxDays):
		f.mistake(
			path+".ChangeableForDays",
			"is %d: must be %d to %d; leave it out for governance mode",
			days,
			minChangeableDays,
			maxDays,
		)
	case days != 0 && !l.ConfirmComplianceMode:
		f.mistake(
			path+".ChangeableForDays",
			"is %d, which asks for compliance mode: after %d days nobody, AWS included, can shorten a retention or delete "+
				"the vault; "+
				"if that is intended, write ConfirmComplianceMode: true next to it",
			days,
			days,
		)
	case days == 0 && l.ConfirmComplianceMode:
		f.mistake(
			path+".ConfirmComplianceMode",
			"is true, but without ChangeableForDays the lock is in governance mode",
		)
	}
}

// checkLockedRetentions holds every retention to the lock of the vault that it is kept in: a job
// whose retention is outside fails.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
func (f *file) checkLockedRetentions(s Settings) {
	for i, plan := range s.BackupPlans {
		for j, rule := range plan.Rules {
			path := fmt.Sprintf("BackupPlans[%d].Rules[%d]", i, j)
			f.checkLocked(path+".Lifecycle.DeleteAfterDays", rule.Lifecycle, "LocalVault", s.LocalVault.Lock())
			for _, c := range rule.copies(path) {
				f.checkLocked(c.path+".DeleteAfterDays", c.lifecycle, "CentralVault", s.CentralVault.Lock())
			}
		}
	}
}

func (f *file) checkLocked(path string, l Lifecycle, vault string, lock *VaultLock) {
	switch days := l.DeleteAfterDays; {
	case lock == nil || days == 0 || lock.MaxRetentionDays != 0 && lock.MaxRetentionDays < lock.MinRetentionDays:
	case days < lock.MinRetentionDays:
		f.mistake(path, "is %d: the lock of %s asks for at least %d", days, vault, lock.MinRetentionDays)
	case lock.MaxRetentionDays != 0 && days > lock.MaxRetentionDays:
		f.mistake(path, "is %d: the lock of %s allows at most %d", days, vault, lock.MaxRetentionDays)
	}
}
