package chain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// intoAirGap are wishes with a logically air-gapped central vault.
func intoAirGap(vault string) settings.Settings {
	s := chaintest.Settings()
	s.CentralVault.BackupVaultName = vault
	s.CentralVault.AirGapped = &settings.AirGapped{MinRetentionDays: 30, MaxRetentionDays: 400, ConfirmComplianceMode: true}
	return s
}

func TestALogicallyAirGappedVaultNeedsNoKey(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, account string
		want          []string
	}{
		"one for all": {"farvault", chaintest.Central, []string{"backup vault farvault in 111122223333/eu-west-1", "vault access policy farvault in 111122223333/eu-west-1"}},
		"one an account": {"farvault-{account}", chaintest.Member, []string{
			"backup vault farvault-222233334444 in 111122223333/eu-west-1", "vault access policy farvault-222233334444 in 111122223333/eu-west-1",
			"KMS key alias/farvault in 222233334444/eu-west-1", "backup vault farvault-local in 222233334444/eu-west-1"}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := intoAirGap(tt.name)
			chains := chain.Desires(s, chaintest.Deployment, org.Account{ID: tt.account, State: org.Active})
			if diff := cmp.Diff(tt.want, refs(chains)); diff != "" {
				t.Errorf("links (-want +got):\n%s", diff)
			}
			for _, link := range chains[0].Links {
				v, is := link.(chain.BackupVault)
				if !is {
					continue
				}
				if diff := cmp.Diff(&chain.VaultLock{MinRetentionDays: 30, MaxRetentionDays: 400}, v.Lock); diff != "" || v.Type != chain.AirGappedVault {
					t.Errorf("%s of type %s (-want +got):\n%s", v.Ref(), v.Type, diff)
				}
			}
			for _, c := range chains {
				if set := chain.Diff(c, chaintest.Standing(c)); !set.Empty() {
					t.Errorf("as desired, and yet\n%s", chaintest.Text(set))
				}
			}
		})
	}
	s := intoAirGap("farvault")
	if got, want := chain.Cost(s, chaintest.Deployment, chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Central})).String(), "keys: 0, 0.00 USD a month (CentralVault)"; got != want {
		t.Errorf("it costs %q, want %q", got, want)
	}
}

// What AWS fixes with the vault's creation is never written to.
func TestDriftOfALogicallyAirGappedVaultIsForPeople(t *testing.T) {
	t.Parallel()
	const vault = "needs decision backup vault farvault in 111122223333/eu-west-1: "
	tests := map[string]struct {
		wish  settings.Settings
		drift func(*chain.BackupVault)
		want  string
	}{
		"a standard vault of its name": {intoAirGap("farvault"), func(v *chain.BackupVault) { v.Type = chain.StandardVault },
			vault + "a vault's type cannot be changed: it takes a new vault, of another name: VaultType: want LOGICALLY_AIR_GAPPED_BACKUP_VAULT, got BACKUP_VAULT\n"},
		"one where a standard vault is wished": {chaintest.Settings(), func(v *chain.BackupVault) { v.Type = chain.AirGappedVault },
			vault + "a vault's type cannot be changed: it takes a new vault, of another name: VaultType: want BACKUP_VAULT, got LOGICALLY_AIR_GAPPED_BACKUP_VAULT\n"},
		"made with another range": {intoAirGap("farvault"), func(v *chain.BackupVault) { v.Lock = &chain.VaultLock{MinRetentionDays: 7, MaxRetentionDays: 400} },
			vault + "a logically air-gapped vault keeps the retention that it was made with: give the settings the same, or the vault another name: LockConfiguration: want retention 30 to 400 days, got retention 7 to 400 days\n"},
		"one that could not be made": {intoAirGap("farvault"), func(v *chain.BackupVault) { v.State = chain.VaultFailed },
			vault + "AWS Backup could not make the vault, CloudTrail says why; delete the vault, and farvault makes it again: VaultState: want AVAILABLE, got FAILED\n"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			c := chain.Desire(tt.wish, chaintest.Deployment, org.Account{ID: chaintest.Central})
			seen := chaintest.Standing(c)
			drifted(tt.drift)(seen.Found)
			if got := chaintest.Text(chain.Diff(c, seen)); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}
