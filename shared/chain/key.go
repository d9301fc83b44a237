package chain

import (
	"strconv"

	"farvault/shared/policy"
)

// KeyDescription marks the vault's key among other keys that carry the owner tag. A
// key that lost its alias, or never got it, is known again by tag and description.
const KeyDescription = "farvault: encrypts the backup vaults of this account and Region"

// KeyEnabled is the state of a key that can be used.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
const KeyEnabled = "Enabled"

// Key is the customer managed KMS key of the account's vault in one Region.
type Key struct {
	Account  string
	Region   string
	Alias    string // found: empty when no alias points at the key
	Policy   policy.Document
	Rotation bool
	State    string
	ARN      string // found
}

// Ref names the key by the alias that it has or should have.
func (k Key) Ref() Ref {
	return Ref{Kind: KindKey, Account: k.Account, Region: k.Region, Name: KeyAlias}
}

// After is empty: a key needs nothing.
func (k Key) After() []Ref { return nil }

// losses are the statements of the key's policy that farvault's has not: somebody uses the key by them.
func (k Key) losses(found Link) []Attribute {
	return lostStatements("KeyPolicy", k.Policy, found.(Key).Policy)
}

func (k Key) compare(found Link, _ Observed) []Attribute {
	got := found.(Key)
	out := differs("AliasName", k.Alias, got.Alias)
	out = append(out, differingPolicy("KeyPolicy", k.Policy, got.Policy)...)
	if got.State == KeyEnabled { // of a disabled key AWS shows no rotation, and starts none
		out = append(out, differs("KeyRotationEnabled", strconv.FormatBool(k.Rotation), strconv.FormatBool(got.Rotation))...)
	}
	for _, a := range differs("KeyState", k.State, got.State) {
		a.Decision = "somebody disabled the key or scheduled its deletion; enable it or cancel the deletion if that was a mistake"
		out = append(out, a)
	}
	return out
}
