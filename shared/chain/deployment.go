package chain

import (
	"slices"

	"farvault/shared/org"
	"farvault/shared/settings"
)

// Deployment is where farvault runs: what differs from deployment to deployment.
type Deployment struct {
	OrganizationID      string // o-a1b2c3d4e5
	ManagementAccountID string
	CentralAccountID    string
	HomeRegion          string // of the functions and the central bus
	Partition           string // aws, aws-cn, aws-us-gov
	CentralBusARN       string
	Observes            bool // the templates' Mode is Observe: farvault reads and reports, and writes in no account
}

// Regions are the Regions in which members are protected, and so in which the central account has a vault.
func (p Deployment) Regions(s settings.Settings) []string {
	if len(s.Regions) == 0 {
		return []string{p.HomeRegion}
	}
	return s.Regions
}

// RoleARN is the ARN of one of farvault's roles in an account.
func (p Deployment) RoleARN(account, name string) string {
	return org.IAM(p.Partition, account, "role"+RolePath+name)
}

// WriterARN is the role that farvault writes by in an account.
func (p Deployment) WriterARN(account string) string {
	if account == p.CentralAccountID {
		return p.RoleARN(account, ProvisionRole)
	}
	return p.RoleARN(account, ProvisionerRole)
}

// CentralRegions are the Regions in which the central account has vaults: those of the members, and those that rules
// copy to.
func (p Deployment) CentralRegions(s settings.Settings) []string {
	regions := slices.Clone(p.Regions(s))
	for _, plan := range s.BackupPlans {
		for _, rule := range plan.Rules {
			for _, c := range rule.CopyActions {
				if to := c.DestinationRegion; to != "" && !slices.Contains(regions, to) {
					regions = append(regions, to)
				}
			}
		}
	}
	return regions
}

// CentralVaultARN is the vault in which an account's copies to a Region arrive.
func (p Deployment) CentralVaultARN(s settings.Settings, region, account string) string {
	return org.Vault(p.Partition, region, p.CentralAccountID, s.CentralVault.NameFor(account))
}

// organizationsRegions are where AWS Organizations writes its events, by partition.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
// https://docs.aws.amazon.com/general/latest/gr/ao.html, of the partitions aws and aws-us-gov
// https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html, of China: its endpoint is in that Region
var organizationsRegions = map[string]string{
	"aws":        "us-east-1",
	"aws-cn":     "cn-northwest-1",
	"aws-us-gov": "us-gov-west-1",
}

// OrganizationsRegion is the one Region in which AWS Organizations' events are to be had.
func (p Deployment) OrganizationsRegion() string { return organizationsRegions[p.Partition] }
