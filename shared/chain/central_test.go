package chain_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// refs are the links of chains, one a line, without the accounts' own roles.
func refs(chains []chain.Chain) []string {
	var out []string
	for _, c := range chains {
		for _, link := range c.Links {
			if kind := link.Ref().Kind; kind == chain.KindBackupVault || kind == chain.KindVaultAccessPolicy || kind == chain.KindKey {
				out = append(out, link.Ref().String())
			}
		}
	}
	return out
}

func TestLayoutsOfCentralVaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name    string
		account string
		change  func(*settings.Settings)
		want    []string
	}{
		"shards are all the central account's": {"farvault-{shard:2}", chaintest.Central, nil, []string{
			"KMS key alias/farvault in 111122223333/eu-west-1",
			"backup vault farvault-0 in 111122223333/eu-west-1", "vault access policy farvault-0 in 111122223333/eu-west-1",
			"backup vault farvault-1 in 111122223333/eu-west-1", "vault access policy farvault-1 in 111122223333/eu-west-1"}},
		"of one an account the central account has the key": {"farvault-{account}", chaintest.Central, nil, []string{"KMS key alias/farvault in 111122223333/eu-west-1"}},
		"one an account comes with the member, before its own": {"farvault-{account}", chaintest.Member, nil, []string{
			"KMS key alias/farvault in 111122223333/eu-west-1",
			"backup vault farvault-222233334444 in 111122223333/eu-west-1", "vault access policy farvault-222233334444 in 111122223333/eu-west-1",
			"KMS key alias/farvault in 222233334444/eu-west-1", "backup vault farvault-local in 222233334444/eu-west-1"}},
		"a Region that rules copy to has a central vault": {"farvault", chaintest.Central, func(s *settings.Settings) {
			s.BackupPlans[0].Rules[0].CopyActions = []settings.CopyAction{{}, {DestinationRegion: "eu-north-1"}}
		}, []string{
			"KMS key alias/farvault in 111122223333/eu-west-1", "backup vault farvault in 111122223333/eu-west-1", "vault access policy farvault in 111122223333/eu-west-1",
			"KMS key alias/farvault in 111122223333/eu-north-1", "backup vault farvault in 111122223333/eu-north-1", "vault access policy farvault in 111122223333/eu-north-1"}},
		"a local vault with AWS's key needs none": {"farvault", chaintest.Member, func(s *settings.Settings) { s.LocalVault.EncryptionKey = settings.AWSManaged }, []string{
			"backup vault farvault-local in 222233334444/eu-west-1"}},
		"a local vault that denies deletion has a policy": {"farvault", chaintest.Member, func(s *settings.Settings) { s.LocalVault.DenyDeletion = true }, []string{
			"KMS key alias/farvault in 222233334444/eu-west-1", "backup vault farvault-local in 222233334444/eu-west-1", "vault access policy farvault-local in 222233334444/eu-west-1"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := chaintest.Settings()
			s.CentralVault.BackupVaultName = tt.name
			if tt.change != nil {
				tt.change(&s)
			}
			chains := chain.Desires(s, chaintest.Deployment, org.Account{ID: tt.account, State: org.Active})
			if diff := cmp.Diff(tt.want, refs(chains)); diff != "" {
				t.Errorf("links (-want +got):\n%s", diff)
			}
			for _, c := range chains {
				if set := chain.Diff(c, chaintest.Standing(c)); !set.Empty() {
					t.Errorf("as desired, and yet\n%s", chaintest.Text(set))
				}
				ordered(t, chain.Diff(c, chain.Observed{}))
			}
		})
	}
}

func TestCopiesOfARule(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	s.CentralVault.BackupVaultName = "farvault-{account}"
	rule := &s.BackupPlans[0].Rules[0]
	rule.EnableContinuousBackup = true
	rule.CopyLifecycle = &settings.Lifecycle{DeleteAfterDays: 90}
	rule.CopyActions = []settings.CopyAction{{}, {DestinationRegion: "eu-north-1", Lifecycle: &settings.Lifecycle{DeleteAfterDays: 365}}}
	for _, link := range chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member}).Links {
		plan, ok := link.(chain.BackupPlan)
		if !ok {
			continue
		}
		want := []chain.CopyAction{
			{"arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault-222233334444", chain.Lifecycle{DeleteAfterDays: 90}},
			{"arn:aws:backup:eu-north-1:111122223333:backup-vault:farvault-222233334444", chain.Lifecycle{DeleteAfterDays: 365}},
		}
		if diff := cmp.Diff(want, plan.Rules[0].CopyActions); diff != "" || !plan.Rules[0].ContinuousBackup {
			t.Errorf("continuous %t, copies (-want +got):\n%s", plan.Rules[0].ContinuousBackup, diff)
		}
		return
	}
	t.Error("the member has no plan")
}

// TestWhoMayWhatToALockedDownVault judges the policies by which vaults deny deletion: nobody deletes but who may break the
// glass and AWS Backup itself, nobody but the keeper and they changes the policy, and copies still come in.
func TestWhoMayWhatToALockedDownVault(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	s.CentralVault.BackupVaultName = "farvault-{account}"
	s.CentralVault.DenyDeletion = true
	s.CentralVault.BreakGlassPrincipalArns = []string{"arn:aws:iam::111122223333:role/break-glass"}
	var access policy.Document
	for _, link := range chain.Desires(s, chaintest.Deployment, org.Account{ID: chaintest.Member})[0].Links {
		if p, ok := link.(chain.VaultAccessPolicy); ok {
			access = p.Policy
		}
	}
	everything := policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})
	roles := map[string]string{
		"administrator": "arn:aws:iam::111122223333:role/Administrator",
		"provision":     "arn:aws:iam::111122223333:role/farvault/farvault-provision",
		"break glass":   "arn:aws:iam::111122223333:role/break-glass",
		"AWS Backup":    "arn:aws:iam::111122223333:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup",
		"backup role":   "arn:aws:iam::222233334444:role/farvault/farvault-backup",
		"other role":    "arn:aws:iam::222233334444:role/farvault-backup",
		"other member":  "arn:aws:iam::333344445555:role/farvault/farvault-backup",
	}
	may := map[string]string{ // by action, who may
		"backup:DeleteRecoveryPoint":             "AWS Backup, break glass",
		"backup:DeleteBackupVault":               "AWS Backup, break glass",
		"backup:UpdateRecoveryPointLifecycle":    "AWS Backup, break glass",
		"backup:PutBackupVaultAccessPolicy":      "break glass, provision",
		"backup:DeleteBackupVaultAccessPolicy":   "break glass, provision",
		"backup:GetBackupVaultAccessPolicy":      "AWS Backup, administrator, break glass, provision",
		"backup:ListRecoveryPointsByBackupVault": "AWS Backup, administrator, break glass, provision",
		"backup:CopyIntoBackupVault":             "AWS Backup, administrator, backup role, break glass, provision",
	}
	for action, want := range may {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, name := range []string{"AWS Backup", "administrator", "backup role", "break glass", "other member", "other role", "provision"} {
				arn, err := org.ParseARN(roles[name])
				if err != nil {
					t.Fatal(err)
				}
				verdict := policy.Evaluate(policy.Request{
					Principal: roles[name], PrincipalAccount: arn.Account, Action: action,
					Resource: "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault-222233334444", ResourceAccount: chaintest.Central,
					Context: map[string][]string{"aws:PrincipalOrgID": {chaintest.Deployment.OrganizationID}},
				}, policy.Set{Identity: []policy.Document{everything}, Resource: &access})
				if verdict.Decision == policy.Allowed {
					got = append(got, name)
				}
			}
			if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestALockIsForPeople(t *testing.T) {
	t.Parallel()
	lock := &settings.VaultLock{MinRetentionDays: 7, MaxRetentionDays: 3650}
	tests := map[string]struct {
		wish *settings.VaultLock
		got  *chain.VaultLock
		want []string
	}{
		"as wished":             {lock, &chain.VaultLock{MinRetentionDays: 7, MaxRetentionDays: 3650}, nil},
		"one that nobody wants": {nil, &chain.VaultLock{MinRetentionDays: 7}, nil},
		"none": {lock, nil, []string{
			"needs decision backup vault farvault in 111122223333/eu-west-1: only people lock a vault; in account 111122223333 run: aws backup put-backup-vault-lock-configuration --region eu-west-1 --backup-vault-name farvault --min-retention-days 7 --max-retention-days 3650: LockConfiguration: want retention 7 to 3650 days, got (none)"}},
		"a weaker one": {&settings.VaultLock{MinRetentionDays: 7, ChangeableForDays: 30, ConfirmComplianceMode: true}, &chain.VaultLock{MinRetentionDays: 1}, []string{
			"needs decision backup vault farvault in 111122223333/eu-west-1: only people lock a vault; in account 111122223333 run: aws backup put-backup-vault-lock-configuration --region eu-west-1 --backup-vault-name farvault --min-retention-days 7 --changeable-for-days 30: LockConfiguration: want retention 7 to any days, got retention 1 to any days"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := chaintest.Settings()
			s.CentralVault.LockConfiguration = tt.wish
			c := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Central})
			seen := chaintest.Standing(c)
			drifted(func(v *chain.BackupVault) { v.Lock = tt.got })(seen.Found)
			if diff := cmp.Diff(tt.want, chaintest.Lines(chain.Diff(c, seen).Changes)); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
