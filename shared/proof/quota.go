package proof

import (
	"fmt"
	"slices"

	"farvault/shared/chain"
	"farvault/shared/settings"
)

// The names of the preconditions that compare an account with AWS Backup's quotas. Of rules, copy actions and tags of a
// selection AWS counts those of one plan, which the settings alone decide: they are refused there.
const (
	QuotaVaults         = "quota-backup-vaults"
	QuotaRecoveryPoints = "quota-recovery-points"
	QuotaPlans          = "quota-backup-plans"
)

// maxRecoveryPoints is how many recovery points a vault holds. Who is nearer to it than a tenth is told, for
// a copy that no longer fits is lost, and to spread the accounts over more vaults takes its time.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
const (
	maxRecoveryPoints  = 1_000_000
	soonRecoveryPoints = maxRecoveryPoints / 10 * 9
)

// quota is one of AWS Backup's: what is counted in a Region, with what farvault still wants to make there, and how many
// there may be.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
type quota struct {
	name   string
	kind   chain.Kind // what cannot be made any more where it is reached
	most   int64
	what   string
	remedy string
	count  func(chain.Stock, expected) (n int64, where string) // no where: nothing of it in the Region concerns the chain
}

// expected are the names of the vaults and plans that an account should have in a Region.
type expected struct{ vaults, plans []string }

var quotas = []quota{
	{
		QuotaVaults,
		chain.KindBackupVault,
		settings.MaxVaults,
		"backup vaults",
		"spread the accounts over fewer vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or request a higher " +
			"quota in Service Quotas",
		func(s chain.Stock, w expected) (int64, string) {
			if len(w.vaults) == 0 {
				return 0, ""
			}
			names := slices.Clone(w.vaults)
			for _, v := range s.Vaults {
				names = append(names, v.Name)
			}
			return distinct(names), s.Region
		},
	},
	{
		QuotaRecoveryPoints,
		"",
		soonRecoveryPoints,
		"recovery points",
		"spread the accounts over more vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or request a higher quota " +
			"in Service Quotas",
		func(s chain.Stock, w expected) (n int64, where string) {
			for _, v := range s.Vaults {
				if slices.Contains(w.vaults, v.Name) && v.RecoveryPoints >= n {
					n, where = v.RecoveryPoints, s.Region+", vault "+v.Name
				}
			}
			return n, where
		},
	},
	{
		QuotaPlans,
		chain.KindBackupPlan,
		settings.MaxPlans,
		"backup plans",
		"delete plans that nobody needs, or request a higher quota in Service Quotas",
		func(s chain.Stock, w expected) (int64, string) {
			if len(w.plans) == 0 {
				return 0, ""
			}
			return distinct(append(slices.Clone(w.plans), s.Plans...)), s.Region
		},
	},
}

func distinct(names []string) int64 {
	slices.Sort(names)
	return int64(len(slices.Compact(names)))
}

// Quotas compares the account with AWS Backup's quotas, as it will be once the chain stands; further are names of
// vaults that other accounts' chains will have in it. Each quota is judged where the account is nearest to it.
func Quotas(s chain.ChangeSet, further []string) []Precondition {
	var out []Precondition
	for _, q := range quotas {
		var worst int64
		where := ""
		for _, stock := range s.Seen.Stock {
			if n, at := q.count(stock, expectedIn(s, stock.Region, further)); at != "" && n >= worst {
				worst, where = n, at
			}
		}
		if where == "" {
			continue
		}
		p := Precondition{
			Name:    q.name,
			Account: s.Account,
			Outcome: Pass,
			Why:     fmt.Sprintf("%d %s in %s", worst, q.what, where),
		}
		if worst > q.most {
			p.Outcome, p.Why, p.Command = Fail, fmt.Sprintf("%s: more than %d", p.Why, q.most), q.remedy
		}
		out = append(out, p)
	}
	return out
}

func expectedIn(s chain.ChangeSet, region string, further []string) expected {
	w := expected{vaults: slices.Clone(further)}
	for _, link := range s.Desired.Links {
		switch ref := link.Ref(); {
		case ref.Region != region:
		case ref.Kind == chain.KindBackupVault:
			w.vaults = append(w.vaults, ref.Name)
		case ref.Kind == chain.KindBackupPlan:
			w.plans = append(w.plans, ref.Name)
		}
	}
	return w
}

// full names the quota that keeps links of a kind from being made; empty for none.
func full(s chain.ChangeSet, kind chain.Kind) string {
	reached := Quotas(s, nil)
	for _, q := range quotas {
		if q.kind == kind &&
			slices.ContainsFunc(reached, func(p Precondition) bool { return p.Name == q.name && p.Outcome == Fail }) {
			return q.name
		}
	}
	return ""
}
