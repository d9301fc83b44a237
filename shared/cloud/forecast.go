package cloud

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/chain"
	"farvault/shared/guard"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// Forecast reads the facts of copies that are still to come. It is made for one round over the accounts: what many
// copies depend on, of the organization, of IAM, of the central account, is read once a round, by whoever asks first.
type Forecast struct {
	reader   *Reader
	accounts map[string]org.Account

	crossAccount memo[bool]
	policies     memo[map[string][]proof.ControlPolicy] // by type, then by target
	managed      memo[policy.Document]                  // AWS's own policies, by ARN
	roles        memo[proof.Role]
	vaults       memo[proof.Vault]
	keys         memo[proof.Key]
	resources    memo[map[string]resourceKey] // by account, Region and kind
}

// Forecast begins a round over the accounts of the organization as they were just listed.
func (c *Cloud) Forecast(accounts []org.Account) *Forecast {
	f := &Forecast{reader: c.Reader(), accounts: map[string]org.Account{}}
	for _, a := range accounts {
		f.accounts[a.ID] = a
	}
	return f
}

// memo reads a thing once, error included.
type memo[T any] struct {
	mu  sync.Mutex
	did map[string]func() (T, error)
}

func (m *memo[T]) of(key string, look func() (T, error)) (T, error) {
	m.mu.Lock()
	if m.did == nil {
		m.did = map[string]func() (T, error){}
	}
	if m.did[key] == nil {
		m.did[key] = guard.Once(look)
	}
	once := m.did[key]
	m.mu.Unlock()
	return once()
}

// Facts is the world as far as the copy depends on it. What could not be read is an unread fact that says why.
func (f *Forecast) Facts(ctx context.Context, account unreported.Snapshot, c unreported.NextCopy) proof.Facts {
	destination, _ := org.ParseARN(c.DestinationVaultARN) // of a plan's copy action, which AWS Backup has checked
	facts := proof.Facts{
		Copy:               c.CopyAttempt,
		Organization:       proof.Known(f.reader.cloud.deployment.OrganizationID),
		SourceAccount:      proof.Known(f.accounts[c.SourceAccount]),
		DestinationAccount: proof.Known(f.accounts[destination.Account]),
		OptIn:              proof.Known(account.OptIn),
		CopyRetention:      proof.Known(c.RetentionDays),
	}
	facts.CrossAccountBackup = fact(f.crossAccount.of("", func() (bool, error) {
		return f.reader.crossAccountBackup(ctx)
	}))
	facts.SCPs = fact(f.controlPolicies(ctx, c.SourceAccount, types.PolicyTypeServiceControlPolicy))
	facts.RCPs = fact(f.controlPolicies(ctx, c.SourceAccount, types.PolicyTypeResourceControlPolicy))
	facts.SourceVault = fact(f.localVault(ctx, account))
	facts.BackupRole = fact(f.role(ctx, c.SourceAccount, c.RoleARN))
	facts.ServiceLinkedRole = fact(f.roles.of("linked "+destination.Account, func() (proof.Role, error) {
		return f.reader.serviceLinkedRole(ctx, destination.Account)
	}))
	vault, err := f.vaults.of(c.DestinationVaultARN, func() (proof.Vault, error) {
		return f.reader.vault(ctx, c.DestinationVaultARN)
	})
	facts.DestinationVault = fact(vault, err)
	facts.DestinationKey = f.keyOf(ctx, facts.DestinationVault.Why, vault.EncryptionKeyARN)
	facts.RecoveryPoint = f.point(ctx, account, &facts.Copy, c)
	facts.SourceKey = f.keyOf(ctx, facts.RecoveryPoint.Why, facts.RecoveryPoint.Value.EncryptionKeyARN, account.Keys...)
	return facts
}

// point is the recovery point that the next run makes: warm, and encrypted with the local vault's key where AWS Backup
// manages the type, else with the resource's.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
func (f *Forecast) point(
	ctx context.Context, account unreported.Snapshot, attempt *proof.CopyAttempt, c unreported.NextCopy,
) proof.Fact[proof.RecoveryPoint] {
	point := proof.RecoveryPoint{Exists: true, StorageClass: "WARM", DeleteAfterDays: c.RetentionDays}
	switch {
	case attempt.ResourceType != "" && !proof.KeepsResourceKey(*attempt):
		point.EncryptionKeyARN = account.VaultKeyARN
	case c.Keyed && (c.KeyARN != "" || !slices.Contains(keysUnnamed, attempt.ResourceType)):
		point.EncryptionKeyARN = c.KeyARN
	default:
		found, err := f.resourceKey(ctx, *attempt)
		if err != nil {
			return proof.Unread[proof.RecoveryPoint](err.Error())
		}
		point.EncryptionKeyARN = found.keyARN
		if attempt.ResourceType == "" {
			attempt.ResourceType = found.resourceType
			attempt.RecoveryPointARN = proof.PointToCome(found.resourceType, c.SourceAccount, c.Region, false)
		}
	}
	return proof.Known(point)
}

// keysUnnamed are the types of whose backups it proves nothing that AWS Backup names no key of them: an image has no
// key itself, its snapshots have, and FSx encrypts every file system.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html
// https://docs.aws.amazon.com/fsx/latest/WindowsGuide/encryption-at-rest.html
var keysUnnamed = []string{"EC2", "FSx"}

// localVault is the vault that the snapshot has found, with its access policy.
func (f *Forecast) localVault(ctx context.Context, account unreported.Snapshot) (proof.Vault, error) {
	return f.vaults.of(account.VaultARN, func() (proof.Vault, error) {
		vault := proof.Vault{Exists: true, ARN: account.VaultARN, EncryptionKeyARN: account.VaultKeyARN}
		arn, err := org.ParseARN(account.VaultARN)
		if err != nil {
			return vault, err
		}
		s, err := f.reader.cloud.enter(ctx, account.Account, chain.ReaderRole)
		if err != nil {
			return vault, f.reader.by(account.Account, err)
		}
		what := "access policy of backup vault " + arn.Name()
		vault.Policy, err = vaultPolicy(ctx, s.in(arn.Region).backup, arn.Name(), what)
		return vault, f.reader.by(account.Account, err)
	})
}

// keyOf is the key that something else named, with its policy: what else may allow its use is read where the policy
// does not. Known are the keys that were described already.
func (f *Forecast) keyOf(
	ctx context.Context, unread, keyARN string, known ...unreported.SnapshotKey,
) proof.Fact[proof.Key] {
	switch {
	case unread != "":
		return proof.Unread[proof.Key](unread)
	case keyARN == "":
		return proof.Known(proof.Key{})
	}
	return fact(f.keys.of(keyARN, func() (proof.Key, error) {
		key := proof.Key{ARN: keyARN}
		for _, k := range known {
			if k.ARN == keyARN && k.Exists {
				key = k.Key
			}
		}
		return f.reader.bareKey(ctx, key)
	}))
}

// Further is Facts with all that makes a failure certain and its message better: grants, tags and aliases of the keys.
func (f *Forecast) Further(ctx context.Context, facts proof.Facts) proof.Facts {
	for _, key := range []*proof.Fact[proof.Key]{&facts.SourceKey, &facts.DestinationKey} {
		if arn := key.Value.ARN; key.Looked && key.Value.Exists {
			*key = fact(f.keys.of("further "+arn, func() (proof.Key, error) { return f.reader.key(ctx, arn) }))
		}
		if key.Value.Owned {
			facts.OwnedKeys = append(facts.OwnedKeys, key.Value.ARN)
		}
	}
	arn := facts.Copy.SourceVaultARN
	facts.SourceVault = fact(f.vaults.of("further "+arn, func() (proof.Vault, error) { return f.reader.vault(ctx, arn) }))
	return facts
}

// controlPolicies are those of a type that bind the account, by level, root first. All that are attached are listed by
// policy: asked for each account, Organizations would answer for longer than a round takes.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (f *Forecast) controlPolicies(
	ctx context.Context, account string, kind types.PolicyType,
) ([][]proof.ControlPolicy, error) {
	if account == f.reader.cloud.deployment.ManagementAccountID {
		return nil, nil
	}
	attached, err := f.policies.of(string(kind), func() (map[string][]proof.ControlPolicy, error) {
		return f.reader.attachedPolicies(ctx, kind)
	})
	if err != nil {
		return nil, err
	}
	path := strings.Split(strings.TrimSuffix(string(f.accounts[account].Path), "/"), "/")
	var levels [][]proof.ControlPolicy
	used := false
	for _, target := range append(path[1:], account) {
		levels = append(levels, attached[target])
		used = used || len(attached[target]) > 0
	}
	if !used {
		return nil, nil
	}
	return levels, nil
}

// role is the account's backup role, read once a round whatever the number of Regions.
func (f *Forecast) role(ctx context.Context, account, roleARN string) (proof.Role, error) {
	return f.roles.of(roleARN, func() (proof.Role, error) {
		return f.reader.roleSharing(ctx, account, roleARN, f.managed.of)
	})
}

// fact is what a call answered, or why it did not.
func fact[T any](value T, err error) proof.Fact[T] {
	return read(func() (T, error) { return value, err })
}
