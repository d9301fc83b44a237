package provision_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// What another service manages in an account is remembered with it, and is no reason to call it less than protected.
func TestWhatIsLeftAloneIsRemembered(t *testing.T) {
	t.Parallel()
	s := newStage()
	ref := chain.Ref{Kind: chain.KindBackupVault, Account: handlertest.Member, Region: "eu-west-1", Name: "aws-controltower-local-backupvault-1"}
	s.beside = map[string][]chain.Unmanaged{handlertest.Member: {{Ref: ref, Manager: chain.ControlTower}}}
	if _, err := s.provision().Record(t.Context(), queued(t, event.ReconcileAccount{AccountID: handlertest.Member, Cause: "sweep"})); err != nil {
		t.Fatal(err)
	}
	r := s.records[0]
	want := []event.Change{chain.Change{Op: chain.LeftAlone, Ref: ref, Why: "AWS Control Tower manages it, so farvault leaves it alone"}.Value()}
	if diff := cmp.Diff(want, r.Unmanaged); diff != "" || r.Status != account.Protected {
		t.Errorf("%s, beside (-want +got):\n%s", r.Status, diff)
	}
}
