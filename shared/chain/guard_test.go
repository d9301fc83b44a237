package chain

import (
	"slices"
	"testing"

	"farvault/shared/policy"
)

// A Deny that protects backups or keys stays until people decide; what else differs is repaired beside it.
func TestADenyThatProtectsIsKept(t *testing.T) {
	t.Parallel()
	own := policy.VaultAccess("o-1")
	for statement, keeps := range map[string]bool{
		`{"Sid":"Guard","Effect":"Deny","Principal":"*","Action":"backup:DeleteRecoveryPoint","Resource":"*"}`:  true,
		`{"Sid":"Guard","Effect":"Deny","Principal":"*","Action":["backup:Delete*","kms:*"],"Resource":"*"}`:    true,
		`{"Effect":"Deny","Principal":"*","NotAction":"backup:CopyIntoBackupVault","Resource":"*"}`:             true,
		`{"Sid":"Frozen","Effect":"Deny","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"}`: false,
		`{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"backup:DeleteRecoveryPoint","Resource":"*"}`:  false,
	} {
		found := policy.MustParse(`{"Version":"2012-10-17","Statement":[` + statement + `]}`) // the own statement is gone
		want := VaultAccessPolicy{Account: "111122223333", Region: "eu-west-1", Vault: "farvault", Policy: own}
		got := want
		got.Policy = found
		changes := diffLink(want, Chain{}, Observed{Found: map[Ref]Found{want.Ref(): {Link: got, Owned: true}}}, nil)
		update := slices.IndexFunc(changes, func(c Change) bool { return c.Op == Update })
		if update < 0 {
			t.Fatalf("%s: the own statement is not put back: %v", statement, changes)
		}
		_, lost := policy.Differ(changes[update].Want.(VaultAccessPolicy).Policy, found)
		if kept := len(lost) == 0; kept != keeps {
			t.Errorf("%s: kept %t", statement, kept)
		}
		if asks := slices.ContainsFunc(changes, func(c Change) bool { return c.Op == NeedsDecision }); asks != keeps {
			t.Errorf("%s: asks %t", statement, asks)
		}
	}
}

// What is no loss is put back although another part of the plan waits for people.
func TestACopyActionIsPutBackBesideARuleThatWaits(t *testing.T) {
	t.Parallel()
	rule := BackupRule{Name: "daily", ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: Lifecycle{DeleteAfterDays: 120},
		CopyActions: []CopyAction{{DestinationBackupVaultARN: "arn:central", Lifecycle: Lifecycle{DeleteAfterDays: 120}}}}
	want := BackupPlan{Account: "222233334444", Region: "eu-west-1", Name: "plan", Rules: []BackupRule{rule}}
	broken := rule
	broken.CopyActions, broken.Lifecycle = nil, Lifecycle{DeleteAfterDays: 200}
	got := want
	got.Rules = []BackupRule{broken, {Name: "extra", ScheduleExpression: "cron(0 1 * * ? *)"}}
	changes := diffLink(want, Chain{}, Observed{Found: map[Ref]Found{want.Ref(): {Link: got, Owned: true}}}, nil)
	if len(changes) != 2 || changes[0].Op != Update || changes[1].Op != NeedsDecision {
		t.Fatalf("changes %v", changes)
	}
	written := changes[0].Want.(BackupPlan)
	if len(written.Rules) != 2 || len(written.Rules[0].CopyActions) != 1 || written.Rules[0].Lifecycle.DeleteAfterDays != 200 {
		t.Errorf("writes %+v", written.Rules)
	}
}
