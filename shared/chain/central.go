package chain

import (
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// Desires are the chains that an account's protection takes, in order: its own, and before it, where
// every account has a central vault of its own, that part of the central account's.
func Desires(s settings.Settings, place Deployment, account org.Account) []Chain {
	if account.ID == place.CentralAccountID || !s.CentralVault.PerAccount() {
		return []Chain{Desire(s, place, account)}
	}
	return []Chain{centralVaultsOf(s, place, account.ID), Desire(s, place, account)}
}

// centralChain is the central account's: its vaults in every Region that copies go to, and its own events.
func centralChain(s settings.Settings, place Deployment) Chain {
	account := place.CentralAccountID
	c := Chain{Account: account, Links: []Link{BackupServiceLinkedRole(account)}}
	c.Links = append(c.Links, multiRegionKeys(s, place)...)
	for _, region := range place.CentralRegions(s) {
		c.Links = append(c.Links, centralKeys(s, place, region)...)
		if !s.CentralVault.PerAccount() {
			for _, name := range s.CentralVault.Names(nil) {
				c.Links = append(
					c.Links,
					centralVault(s, place, region, name, policy.VaultAccess(place.OrganizationID))...)
			}
		}
		c.Links = append(c.Links, forwardingRule(place, account, region))
	}
	c.Adopt = adoptable(s, c.Links)
	return c
}

// centralVaultsOf are the central vaults that one account's copies alone go to.
func centralVaultsOf(s settings.Settings, place Deployment, account string) Chain {
	c := Chain{Account: place.CentralAccountID}
	access := policy.NarrowVaultAccess(place.OrganizationID, place.RoleARN(account, BackupRole))
	for _, region := range place.CentralRegions(s) {
		c.Links = append(c.Links, centralKeys(s, place, region)...)
		c.Links = append(c.Links, centralVault(s, place, region, s.CentralVault.NameFor(account), access)...)
	}
	c.Adopt = adoptable(s, c.Links)
	return c
}

// centralKeys is the key of the central vaults of a Region; none for logically air-gapped ones whose keys AWS owns.
func centralKeys(s settings.Settings, place Deployment, region string) []Link {
	if !s.CentralVault.OwnsKey() {
		return nil
	}
	account := place.CentralAccountID
	return []Link{
		vaultKey(account, region, policy.VaultKey(place.Partition, account), place.RoleARN(account, ProvisionRole)),
	}
}

func centralVault(s settings.Settings, place Deployment, region, name string, access policy.Document) []Link {
	account, kind := place.CentralAccountID, StandardVault
	if s.CentralVault.AirGapped != nil {
		kind = AirGappedVault
	}
	access.Statement = append(
		access.Statement,
		denials(s.CentralVault, place, place.RoleARN(account, ProvisionRole))...)
	return []Link{
		BackupVault{
			Account: account, Region: region, Name: name, Type: kind, Lock: lockOf(s.CentralVault),
			CustomerKey: kind == AirGappedVault && s.CentralVault.OwnsKey(),
		},
		VaultAccessPolicy{Account: account, Region: region, Vault: name, Policy: access},
	}
}

// denials keep backups from being deleted by anybody but those who may break the glass, and AWS Backup itself
// when they expire. The keeper of the policy may change it, and delete nothing.
func denials(v settings.Vault, place Deployment, keeperARN string) []policy.Statement {
	if !v.DenyDeletion {
		return nil
	}
	expiry := []string{
		org.IAM(place.Partition, "*", "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"),
		place.RoleARN("*", BackupRole),
	}
	return []policy.Statement{
		policy.DenyDeletionStatement(append(expiry, v.BreakGlassPrincipalArns...)...),
		policy.DenyPolicyChangeStatement(append([]string{keeperARN}, v.BreakGlassPrincipalArns...)...),
	}
}
