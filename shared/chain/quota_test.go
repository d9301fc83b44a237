package chain_test

import (
	"fmt"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// An account is compared with the quotas as it will be once its chain stands, where it is nearest to them.
func TestQuotas(t *testing.T) {
	t.Parallel()
	vaults := func(n int) (out []chain.VaultStock) {
		for i := range n {
			out = append(out, chain.VaultStock{Name: fmt.Sprintf("v%d", i)})
		}
		return out
	}
	names := func(n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf("n%d", i))
		}
		return out
	}
	full := func(name string, n int64) []chain.VaultStock {
		return []chain.VaultStock{{Name: name, RecoveryPoints: n}}
	}
	tests := map[string]struct {
		account string
		stock   chain.Stock
		further []string
		quota   string
		want    string
	}{
		"room for one more vault":         {central, chain.Stock{Vaults: vaults(299)}, nil, chain.QuotaVaults, "PASS    quota-backup-vaults in 111122223333: 300 backup vaults in eu-west-1"},
		"no room for it":                  {central, chain.Stock{Vaults: vaults(300)}, nil, chain.QuotaVaults, "FAIL    quota-backup-vaults in 111122223333: 301 backup vaults in eu-west-1: more than 300\n        run: spread the accounts over fewer vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or have the quota raised in Service Quotas"},
		"vaults of accounts to come":      {central, chain.Stock{Vaults: vaults(10)}, names(289), chain.QuotaVaults, "PASS    quota-backup-vaults in 111122223333: 300 backup vaults in eu-west-1"},
		"one account more":                {central, chain.Stock{Vaults: vaults(10)}, names(290), chain.QuotaVaults, "FAIL    quota-backup-vaults in 111122223333: 301 backup vaults in eu-west-1: more than 300\n        run: spread the accounts over fewer vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or have the quota raised in Service Quotas"},
		"a vault that fills":              {central, chain.Stock{Vaults: full("farvault", 900_001)}, nil, chain.QuotaRecoveryPoints, "FAIL    quota-recovery-points in 111122223333: 900001 recovery points in eu-west-1, vault farvault: more than 900000\n        run: spread the accounts over more vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or have the quota raised in Service Quotas"},
		"another's vault that fills":      {central, chain.Stock{Vaults: append(full("other", 999_999), full("farvault", 5)...)}, nil, chain.QuotaRecoveryPoints, "PASS    quota-recovery-points in 111122223333: 5 recovery points in eu-west-1, vault farvault"},
		"plans of others and of farvault": {member, chain.Stock{Plans: append(names(300), "CrossAccountBackupPlan")}, nil, chain.QuotaPlans, "FAIL    quota-backup-plans in 222233334444: 301 backup plans in eu-west-1: more than 300\n        run: take plans away that nobody needs, or have the quota raised in Service Quotas"},
		"a plan that is there":            {member, chain.Stock{Plans: append(names(299), "CrossAccountBackupPlan")}, nil, chain.QuotaPlans, "PASS    quota-backup-plans in 222233334444: 300 backup plans in eu-west-1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chain.Desire(wishes(), place, org.Account{ID: tt.account, State: org.Active})
			seen := standing(c)
			tt.stock.Region = region
			seen.Stock = []chain.Stock{{Region: "eu-central-1"}, tt.stock}
			for _, p := range chain.Diff(c, seen).Quotas(tt.further) {
				if p.Name == tt.quota && p.String() != tt.want {
					t.Errorf("got %s\nwant %s", p, tt.want)
				}
			}
		})
	}
}
