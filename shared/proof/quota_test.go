package proof_test

import (
	"fmt"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/proof"
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
		"room for one more vault":         {chaintest.Central, chain.Stock{Vaults: vaults(299)}, nil, proof.QuotaVaults, "PASS    quota-backup-vaults in 111122223333: 300 backup vaults in eu-west-1"},
		"no room for it":                  {chaintest.Central, chain.Stock{Vaults: vaults(300)}, nil, proof.QuotaVaults, "FAIL    quota-backup-vaults in 111122223333: 301 backup vaults in eu-west-1: more than 300\n        run: spread the accounts over fewer vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or request a higher quota in Service Quotas"},
		"vaults of accounts to come":      {chaintest.Central, chain.Stock{Vaults: vaults(10)}, names(289), proof.QuotaVaults, "PASS    quota-backup-vaults in 111122223333: 300 backup vaults in eu-west-1"},
		"one account more":                {chaintest.Central, chain.Stock{Vaults: vaults(10)}, names(290), proof.QuotaVaults, "FAIL    quota-backup-vaults in 111122223333: 301 backup vaults in eu-west-1: more than 300\n        run: spread the accounts over fewer vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or request a higher quota in Service Quotas"},
		"a vault that fills":              {chaintest.Central, chain.Stock{Vaults: full("farvault", 900_001)}, nil, proof.QuotaRecoveryPoints, "FAIL    quota-recovery-points in 111122223333: 900001 recovery points in eu-west-1, vault farvault: more than 900000\n        run: spread the accounts over more vaults, CentralVault.BackupVaultName: farvault-{shard:8}, or request a higher quota in Service Quotas"},
		"another's vault that fills":      {chaintest.Central, chain.Stock{Vaults: append(full("other", 999_999), full("farvault", 5)...)}, nil, proof.QuotaRecoveryPoints, "PASS    quota-recovery-points in 111122223333: 5 recovery points in eu-west-1, vault farvault"},
		"plans of others and of farvault": {chaintest.Member, chain.Stock{Plans: append(names(300), "CrossAccountBackupPlan")}, nil, proof.QuotaPlans, "FAIL    quota-backup-plans in 222233334444: 301 backup plans in eu-west-1: more than 300\n        run: delete plans that nobody needs, or request a higher quota in Service Quotas"},
		"a plan that is there":            {chaintest.Member, chain.Stock{Plans: append(names(299), "CrossAccountBackupPlan")}, nil, proof.QuotaPlans, "PASS    quota-backup-plans in 222233334444: 300 backup plans in eu-west-1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chain.Desire(chaintest.Settings(), chaintest.Deployment, org.Account{ID: tt.account, State: org.Active})
			seen := chaintest.Standing(c)
			tt.stock.Region = chaintest.Region
			seen.Stock = []chain.Stock{{Region: "eu-central-1"}, tt.stock}
			for _, p := range proof.Quotas(chain.Diff(c, seen), tt.further) {
				got := fmt.Sprintf("%-7s %s in %s: %s", p.Outcome, p.Name, p.Account, p.Why)
				if p.Command != "" {
					got += "\n        run: " + p.Command
				}
				if p.Name == tt.quota && got != tt.want {
					t.Errorf("got %s\nwant %s", got, tt.want)
				}
			}
		})
	}
}
