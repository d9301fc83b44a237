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
	return []Chain{desirer{s, place}.centralVaultsOf(account.ID), Desire(s, place, account)}
}

// centralChain is the central account's: its vaults in every Region that copies go to, and its own events.
func (d desirer) centralChain() Chain {
	account, vault := d.deployment.CentralAccountID, d.settings.CentralVault
	c := Chain{Account: account, Links: []Link{BackupServiceLinkedRole(account)}}
	c.Links = append(c.Links, d.multiRegionKeys()...)
	for _, region := range d.deployment.CentralRegions(d.settings) {
		c.Links = append(c.Links, d.centralKeys(region)...)
		if !vault.PerAccount() {
			for _, name := range vault.Names(nil) {
				c.Links = append(c.Links, d.centralVault(region, name, policy.VaultAccess(d.deployment.OrganizationID))...)
			}
		}
		c.Links = append(c.Links, d.forwardingRule(account, region))
	}
	c.Adopt = d.adoptable(c.Links)
	return c
}

// centralVaultsOf are the central vaults that one account's copies alone go to.
func (d desirer) centralVaultsOf(account string) Chain {
	c := Chain{Account: d.deployment.CentralAccountID}
	access := policy.NarrowVaultAccess(d.deployment.OrganizationID, d.deployment.RoleARN(account, BackupRole))
	for _, region := range d.deployment.CentralRegions(d.settings) {
		c.Links = append(c.Links, d.centralKeys(region)...)
		c.Links = append(c.Links, d.centralVault(region, d.settings.CentralVault.NameFor(account), access)...)
	}
	c.Adopt = d.adoptable(c.Links)
	return c
}

// centralKeys is the key of the central vaults of a Region; none for logically air-gapped ones whose keys AWS owns.
func (d desirer) centralKeys(region string) []Link {
	if !d.settings.CentralVault.OwnsKey() {
		return nil
	}
	place, account := d.deployment, d.deployment.CentralAccountID
	return []Link{
		vaultKey(account, region, policy.VaultKey(place.Partition, account), place.RoleARN(account, ProvisionRole)),
	}
}

func (d desirer) centralVault(region, name string, access policy.Document) []Link {
	account, kind, vault := d.deployment.CentralAccountID, StandardVault, d.settings.CentralVault
	if vault.AirGapped != nil {
		kind = AirGappedVault
	}
	access.Statement = append(access.Statement, d.denials(vault, d.deployment.RoleARN(account, ProvisionRole))...)
	return []Link{
		BackupVault{
			Account: account, Region: region, Name: name, Type: kind, Lock: lockOf(vault),
			CustomerKey: kind == AirGappedVault && vault.OwnsKey(),
		},
		VaultAccessPolicy{Account: account, Region: region, Vault: name, Policy: access},
	}
}

// denials keep backups from being deleted by anybody but those who may break the glass, and AWS Backup itself
// when they expire. The keeper of the policy may change it, and delete nothing.
func (d desirer) denials(v settings.Vault, keeperARN string) []policy.Statement {
	if !v.DenyDeletion {
		return nil
	}
	return []policy.Statement{
		DenyDeletion(d.deployment.Partition, v.BreakGlassPrincipalArns...),
		policy.DenyPolicyChangeStatement(append([]string{keeperARN}, v.BreakGlassPrincipalArns...)...),
	}
}

// DenyDeletion is the statement that keeps everybody but those who may break the glass, and AWS Backup, from deleting.
func DenyDeletion(partition string, breakGlassARNs ...string) policy.Statement {
	expiry := []string{
		org.IAM(partition, "*", "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"),
		Deployment{Partition: partition}.RoleARN("*", BackupRole),
	}
	return policy.DenyDeletionStatement(append(expiry, breakGlassARNs...)...)
}
