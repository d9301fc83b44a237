package chain

import "farvault/shared/policy"

// BackupVault is a backup vault, central or local, encrypted by farvault's key of the same account and Region, or, a
// local one by setting, by the central account's.
type BackupVault struct {
	Account string
	Region  string
	Name    string
	KeyARN  string // found; desired: that of the key found beside it
	ARN     string
	// AWSManagedKey is desired: the vault is encrypted by aws/backup and needs no key of farvault's.
	AWSManagedKey bool
	// CustomerKey is desired of a logically air-gapped vault: it is encrypted with farvault's key, not with AWS's own.
	CustomerKey bool `json:",omitempty"`
	// SharedKey is desired: the central account's key that encrypts the vault; the zero Ref is the account's own.
	SharedKey Ref
	Type      string     // StandardVault or AirGappedVault
	State     string     // found
	Lock      *VaultLock // nil: none
}

// Ref names the vault.
func (v BackupVault) Ref() Ref {
	return Ref{Kind: KindBackupVault, Account: v.Account, Region: v.Region, Name: v.Name}
}

// Key names the key that encrypts the vault.
func (v BackupVault) Key() Ref {
	if v.SharedKey != (Ref{}) {
		return v.SharedKey
	}
	return Key{Account: v.Account, Region: v.Region}.Ref()
}

// After is the key, and the service-linked role that AWS would make unasked on the console's way to a first vault.
func (v BackupVault) After() []Ref {
	if v.AWSManagedKey || v.Type == AirGappedVault && !v.CustomerKey {
		return []Ref{BackupServiceLinkedRole(v.Account).Ref()}
	}
	return []Ref{v.Key(), BackupServiceLinkedRole(v.Account).Ref()}
}

func (v BackupVault) compare(found Link, seen Observed) []Attribute {
	got := found.(BackupVault)
	if v.Type != got.Type {
		return lossOf(
			"a vault's type cannot be changed: it takes a new vault, of another name",
			differs("VaultType", v.Type, got.Type),
		)
	}
	if v.Type == AirGappedVault {
		return v.compareAirGapped(got, seen)
	}
	out := v.differingLock(got)
	if v.AWSManagedKey {
		return out
	}
	return append(out, v.otherKey(got, seen)...)
}

// otherKey tells of a vault that is encrypted with another key than it should be.
func (v BackupVault) otherKey(got BackupVault, seen Observed) []Attribute {
	want := "the key of " + v.Key().Name
	if key, there := seen.Found[v.Key()]; there {
		want = KeyARN(key.Link)
	}
	return lossOf(
		"a vault's key cannot be changed: it takes a new vault",
		differs("EncryptionKeyArn", want, got.KeyARN),
	)
}

// losses is a lock that the settings know nothing of: no retention was ever held to it.
func (v BackupVault) losses(found Link) []Attribute {
	if v.Lock != nil {
		return nil
	}
	return lossOf(
		"the vault is locked; write the same LockConfiguration into the settings, so that the rules are held to it",
		differs("LockConfiguration", v.Lock.String(), found.(BackupVault).Lock.String()),
	)
}

// VaultAccessPolicy is the resource policy of a vault. The central vault's lets the copies of the
// organization's members in; a local one's, by setting, keeps backups from being deleted.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
type VaultAccessPolicy struct {
	Account string
	Region  string
	Vault   string
	Policy  policy.Document
}

// Ref names the policy by its vault.
func (p VaultAccessPolicy) Ref() Ref {
	return Ref{Kind: KindVaultAccessPolicy, Account: p.Account, Region: p.Region, Name: p.Vault}
}

func (p VaultAccessPolicy) owner() Ref { return p.BackupVault() }

func (p VaultAccessPolicy) losses(found Link) []Attribute {
	return lostStatements("AccessPolicy", p.Policy, found.(VaultAccessPolicy).Policy)
}

// BackupVault names the vault.
func (p VaultAccessPolicy) BackupVault() Ref {
	return BackupVault{Account: p.Account, Region: p.Region, Name: p.Vault}.Ref()
}

// After is the vault.
func (p VaultAccessPolicy) After() []Ref { return []Ref{p.BackupVault()} }

func (p VaultAccessPolicy) compare(found Link, _ Observed) []Attribute {
	return differingGuarded("AccessPolicy", p.Policy, found.(VaultAccessPolicy).Policy)
}
