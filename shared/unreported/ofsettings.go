package unreported

import (
	"time"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// ExpectationOf is what the settings ask of an account.
func ExpectationOf(s settings.Settings, place chain.Deployment, account org.Account, now time.Time) Expectation {
	want := Expectation{
		Vault:  s.LocalVault.BackupVaultName,
		MaxAge: time.Duration(s.Alerts.MaxCopyAge),
		Now:    now,
		Spread: time.Duration(s.StartSpreadMinutes) * time.Minute,

		Observes: place.Observes,
	}
	if account.ID == place.CentralAccountID {
		want.Vault, want.ShortestDays = s.CentralVault.NameFor(account.ID), s.ShortestRetention(true)
		return want
	}
	want.ShortestDays = s.ShortestRetention(false)
	own, _ := chain.PlansFor(s, account)
	for _, plan := range own.BackupPlans {
		want.Plans = append(want.Plans, PlanExpected(plan))
	}
	return want
}

// DestinationsOf are the vaults that the settings want an account's copies of a Region in, whatever its plans say.
func DestinationsOf(s settings.Settings, place chain.Deployment, account org.Account, region string) Destinations {
	want := Destinations{}
	if account.ID == place.CentralAccountID {
		return want
	}
	for _, link := range chain.Desire(s, place, account).Links {
		plan, is := link.(chain.BackupPlan)
		if !is || plan.Region != region {
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
