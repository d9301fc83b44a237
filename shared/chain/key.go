package chain

import (
	"strconv"

	"farvault/shared/policy"
)

// KeyDescription marks the vault's key among other keys that carry the owner tag, LocalKeyDescription the multi-Region
// key of the members' local vaults. A key that lost its alias, or never got it, is known again by tag and description.
const (
	KeyDescription      = "farvault: encrypts the backup vaults of this account and Region"
	LocalKeyDescription = "farvault: encrypts the local backup vaults of the organization's accounts in this Region"
)

// The states of a key that matter here: one that can be used, and a replica in its first seconds.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
const (
	KeyEnabled  = "Enabled"
	KeyCreating = "Creating"
)

// Key is a customer managed KMS key of farvault's in one Region: that of the account's own vaults, or in the central
// account, by setting, one of the related multi-Region keys that encrypt the members' local vaults.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
type Key struct {
	Account       string
	Region        string
	PrimaryRegion string // of a multi-Region key: where the primary key is; elsewhere it has replicas
	Alias         string // found: empty when no alias points at the key
	Policy        policy.Document
	Rotation      bool
	State         string
	ARN           string // found
	PrimaryARN    string // found; empty of a key of one Region
}

// Ref names the key by the alias that it has or should have.
func (k Key) Ref() Ref {
	return Ref{Kind: KindKey, Account: k.Account, Region: k.Region, Name: k.name()}
}

func (k Key) name() string {
	if k.PrimaryRegion != "" {
		return LocalKeyAlias
	}
	return KeyAlias
}

// Description is what the key is described as, by which it is known again.
func (k Key) Description() string {
	if k.PrimaryRegion != "" {
		return LocalKeyDescription
	}
	return KeyDescription
}

// Replica reports whether the key is made from a primary key in another Region.
func (k Key) Replica() bool { return k.PrimaryRegion != "" && k.PrimaryRegion != k.Region }

// Primary names the primary key of a multi-Region key; of a primary key itself.
func (k Key) Primary() Ref {
	return Key{Account: k.Account, Region: k.PrimaryRegion, PrimaryRegion: k.PrimaryRegion}.Ref()
}

// After is the primary key of a replica; another key needs nothing.
func (k Key) After() []Ref {
	if k.Replica() {
		return []Ref{k.Primary()}
	}
	return nil
}

// losses are the statements of the key's policy that farvault's has not: somebody uses the key by them.
func (k Key) losses(found Link) []Attribute {
	return lostStatements("KeyPolicy", k.Policy, found.(Key).Policy)
}

func (k Key) compare(found Link, seen Observed) []Attribute {
	got := found.(Key)
	out := differs("AliasName", k.Alias, got.Alias)
	out = append(out, differingGuarded("KeyPolicy", k.Policy, got.Policy)...)
	// Of a disabled key AWS shows no rotation, and starts none; a replica has it from its primary key.
	if got.State == KeyEnabled && !k.Replica() {
		out = append(
			out,
			differs("KeyRotationEnabled", strconv.FormatBool(k.Rotation), strconv.FormatBool(got.Rotation))...)
	}
	if got.State != KeyCreating {
		out = append(out, lossOf(keyStateDecision, differs(KeyStateAttribute, k.State, got.State))...)
	}
	return append(out, k.unrelated(got, seen)...)
}

// KeyStateAttribute is what differs of a key that cannot be used.
const KeyStateAttribute = "KeyState"

const keyStateDecision = "somebody disabled the key or scheduled its deletion; enable it or cancel the deletion if " +
	"that was a mistake"

// unrelated tells of a key behind the alias that is no multi-Region key, or a replica of another primary key.
func (k Key) unrelated(got Key, seen Observed) []Attribute {
	if k.PrimaryRegion == "" {
		return nil
	}
	want := got.ARN
	if k.Replica() {
		primary, ok := seen.Found[k.Primary()].Link.(Key)
		if !ok {
			return nil
		}
		want = primary.ARN
	}
	return lossOf(
		"a key cannot be made into a multi-Region key, nor into "+
			"another's replica: take "+
			"the alias "+LocalKeyAlias+" from it, and farvault makes a new key; vaults that are there keep theirs",
		differs("MultiRegionConfiguration.PrimaryKey", want, got.PrimaryARN),
	)
}
