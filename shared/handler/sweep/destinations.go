package sweep

import (
	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/unreported"
)

// destinations are the vaults that the settings want an account's copies in, whatever its plans say.
func (l *listener) destinations(account org.Account) unreported.Destinations {
	want := unreported.Destinations{}
	if account.ID == l.Deployment.CentralAccountID {
		return want
	}
	desired := chain.Desire(l.Settings, l.Deployment, account)
	for _, link := range desired.Links {
		plan, is := link.(chain.BackupPlan)
		if !is || plan.Region != l.region {
			continue
		}
		for _, r := range plan.Rules {
			for _, c := range r.CopyActions {
				name := [2]string{plan.Name, r.Name}
				want[name] = append(want[name], c.DestinationBackupVaultARN)
			}
		}
	}
	return want
}
