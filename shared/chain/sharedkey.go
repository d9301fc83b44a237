package chain

import (
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// SharedKey is the central account's multi-Region key of one Region as a member sees it that encrypts its local vault
// by it. The member finds it by its alias and may use it, not make it: that is for the look at the central account.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
type SharedKey struct {
	Account  string // the central account
	Region   string
	AliasARN string
	State    string
	ARN      string // found
}

// Ref names the key as the central account's chain does, but for its kind.
func (k SharedKey) Ref() Ref {
	return Ref{Kind: KindSharedKey, Account: k.Account, Region: k.Region, Name: LocalKeyAlias}
}

// After is empty: what it needs is in another account.
func (k SharedKey) After() []Ref { return nil }

func (k SharedKey) compare(found Link, _ Observed) []Attribute {
	return lossOf(keyStateDecision, differs(KeyStateAttribute, k.State, found.(SharedKey).State))
}

func (d desirer) sharedKey(region string) SharedKey {
	place := d.deployment
	alias := org.ARN{
		Partition: place.Partition,
		Service:   "kms",
		Region:    region,
		Account:   place.CentralAccountID,
		Resource:  LocalKeyAlias,
	}
	return SharedKey{Account: place.CentralAccountID, Region: region, AliasARN: alias.String(), State: KeyEnabled}
}

// multiRegionKeys are the central account's keys of the members' local vaults, where settings ask for them: the primary
// key in the home Region, and a replica in each other Region in which members are protected.
func (d desirer) multiRegionKeys() []Link {
	if d.settings.LocalVault.EncryptionKey != settings.CentralMultiRegion {
		return nil
	}
	home := d.deployment.HomeRegion
	links := []Link{d.multiRegionKey(home)}
	for _, region := range d.deployment.Regions(d.settings) {
		if region != home {
			links = append(links, d.multiRegionKey(region))
		}
	}
	return links
}

func (d desirer) multiRegionKey(region string) Key {
	place := d.deployment
	account, keeper := place.CentralAccountID, place.RoleARN(place.CentralAccountID, ProvisionRole)
	k := vaultKey(account, region, policy.SharedVaultKey(place.Partition, account, place.OrganizationID), keeper)
	k.PrimaryRegion, k.Alias = place.HomeRegion, LocalKeyAlias
	if !k.Replica() {
		k.Policy.Statement = append(k.Policy.Statement, policy.KeyReplicatorStatement(keeper))
	}
	return k
}

// KeyARN is the ARN of a key as it was found; empty for what is no key.
func KeyARN(link Link) string {
	switch k := link.(type) {
	case Key:
		return k.ARN
	case SharedKey:
		return k.ARN
	}
	return ""
}
