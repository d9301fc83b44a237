package cloud_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/org"
)

// A new account cannot be entered, and then its new role cannot be assumed by AWS Backup: both are
// NotReady, and what was made in between stays.
func TestNewAccountIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Lock()
	w.IAM.OpenAt(member, w.Clock.Now().Add(4*time.Minute))
	w.Unlock()
	run := func() (*wire, error) {
		watch := &wire{}
		_, _, err := reconcile(t.Context(), cloud.New(w.config(watch), place, "farvault-provision"), member)
		return watch, err
	}
	waits := cloud.NotReady{}
	closed, err := run()
	if !errors.As(err, &waits) || len(closed.writes) > 0 {
		t.Fatalf("an account that is not open gives %v after %v, want NotReady and no write", err, closed.writes)
	}
	w.Advance(4 * time.Minute)
	first, err := run()
	if !errors.As(err, &waits) || !slices.Contains(first.writes, "EventBridge:PutTargets") {
		t.Fatalf("a role too new gives %v after %v, want NotReady after all the other writes", err, first.writes)
	}
	w.Advance(30 * time.Second)
	second, err := run()
	if diff := cmp.Diff([]string{"Backup:CreateBackupSelection"}, second.writes); err != nil || diff != "" {
		t.Errorf("then: %v, writes (-want +got):\n%s", err, diff)
	}
}

// A policy that forbids one call stops what needs it and nothing else, and AWS's message stays in the error.
func TestDeniedCallStopsItsBranchAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.Organizations.AttachSCP(member, "no-keys", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:CreateKey","Resource":"*"}]}`)
	_, result, err := reconcile(t.Context(), cloud.New(w.config(&wire{}), place, "farvault-provision"), member)
	if denied := (cloud.Denied{}); !errors.As(err, &denied) {
		t.Errorf("got %v, want Denied", err)
	}
	kinds := func(changes []chain.Change) (out []chain.Kind) {
		for _, c := range changes {
			out = append(out, c.Ref.Kind)
		}
		return out
	}
	got := map[string][]chain.Kind{"applied": kinds(result.Applied), "failed": kinds(result.Failed), "blocked": kinds(result.Blocked)}
	want := map[string][]chain.Kind{
		"applied": {chain.KindServiceLinkedRole, chain.KindRole, chain.KindRole, chain.KindOptIn, chain.KindEventRule},
		"failed":  {chain.KindKey},
		"blocked": {chain.KindBackupVault, chain.KindBackupPlan, chain.KindSelection},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
}

// What a policy hides is unread: nothing is written to it, and the rest is put right.
func TestHiddenLinkIsUnread(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.settled(member)
	w.Organizations.AttachSCP(member, "no-plans", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"backup:GetBackupPlan","Resource":"*"}]}`)
	watch, set := counted(t.Context(), t, w, member)
	var ops []chain.Op
	for _, c := range set.Changes {
		ops = append(ops, c.Op)
	}
	if diff := cmp.Diff([]chain.Op{chain.Unread, chain.Blocked}, ops); diff != "" || len(watch.writes) > 0 {
		t.Errorf("writes %v, changes (-want +got):\n%s%s", watch.writes, diff, chaintest.Text(set))
	}
}

func TestOrganizationAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Organizations.AddOU("ou-ab12-22222222", unit, "deep")
	w.Organizations.AddAccount("333344445555", "deep", "ou-ab12-22222222")
	w.Organizations.AddAccount("444455556666", "gone", "")
	w.Organizations.SetState("444455556666", org.Suspended)
	watch := &wire{}
	organization := cloud.New(w.config(watch), place, "farvault-provision").Organization()
	root := org.Path("o-a1b2c3d4e5/r-ab12/")
	tests := []struct { // in this order: what is learnt of the tree is kept
		id      string
		want    org.Account
		noPaths bool // AWS does not show where an account is
		calls   int
	}{
		{member, org.Account{ID: member, Name: "payments-prod", State: org.Active, Path: root + unit + "/"}, false, 2},
		{member, org.Account{ID: member, Name: "payments-prod", State: org.Active, Path: root + unit + "/"}, false, 1},
		{"333344445555", org.Account{ID: "333344445555", Name: "deep", State: org.Active, Path: root + unit + "/ou-ab12-22222222/"}, false, 1},
		{"444455556666", org.Account{ID: "444455556666", Name: "gone", State: org.Suspended, Path: root}, false, 1},
		{member, org.Account{ID: member, Name: "payments-prod", State: org.Active, Path: root + unit + "/"}, true, 3},
		{member, org.Account{ID: member, Name: "payments-prod", State: org.Active, Path: root + unit + "/"}, true, 2},
		{"333344445555", org.Account{ID: "333344445555", Name: "deep", State: org.Active, Path: root + unit + "/ou-ab12-22222222/"}, true, 3},
		{"444455556666", org.Account{ID: "444455556666", Name: "gone", State: org.Suspended, Path: root}, true, 2},
		{"555566667777", org.Account{}, false, 1},
	}
	for _, tt := range tests {
		before := len(watch.calls)
		w.Organizations.NoPaths = tt.noPaths
		got, err := organization.Account(t.Context(), tt.id)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("account %s: %v (-want +got):\n%s", tt.id, err, diff)
		}
		if n := len(watch.calls) - before; n != tt.calls {
			t.Errorf("account %s takes %d calls, want %d: %v", tt.id, n, tt.calls, watch.calls[before:])
		}
	}
	all, err := organization.Accounts(t.Context())
	must(t, err)
	var ids []string
	for _, a := range all {
		ids = append(ids, a.ID+" "+string(a.Path))
	}
	slices.Sort(ids)
	want := []string{
		central + " " + string(root), member + " " + string(root) + unit + "/", "333344445555 " + string(root) + unit + "/ou-ab12-22222222/",
		"444455556666 " + string(root), manager + " " + string(root),
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}
