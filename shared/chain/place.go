package chain

import (
	"farvault/shared/org"
	"farvault/shared/settings"
)

// Place is where farvault runs: what differs from deployment to deployment.
type Place struct {
	OrganizationID      string // o-a1b2c3d4e5
	ManagementAccountID string
	CentralAccountID    string
	HomeRegion          string // of the functions and the central bus
	Partition           string // aws, aws-cn, aws-us-gov
	CentralBusARN       string
}

// Regions are the Regions in which members are protected, and so in which the central account has a vault.
func (p Place) Regions(s settings.Settings) []string {
	if len(s.Regions) == 0 {
		return []string{p.HomeRegion}
	}
	return s.Regions
}

// RoleARN is the ARN of one of farvault's roles in an account.
func (p Place) RoleARN(account, name string) string {
	return org.IAM(p.Partition, account, "role"+RolePath+name)
}

// CentralVaultARN is the vault in which copies from a Region arrive.
func (p Place) CentralVaultARN(s settings.Settings, region string) string {
	return org.Vault(p.Partition, region, p.CentralAccountID, s.CentralVault.BackupVaultName)
}
