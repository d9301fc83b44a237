package alert

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// oursFailed is a copy that failed because of the central vault's policy, proven.
func oursFailed(id string, after int) (alert.Alert, event.JobStateChange) {
	j := copyJob(id, after)
	d := catalog.Diagnosis{Category: catalog.VaultPolicy, Cause: "vault-policy-denies-copy", Title: "The vault's policy denies the copy",
		AccountAtFault: catalog.Destination, Proof: catalog.Confirmed, Where: handlertest.VaultARN, Ours: true,
		Checks: []catalog.Check{
			{Cause: "source-key-not-shared", Outcome: catalog.Pass},
			{Cause: "vault-policy-denies-copy", Outcome: catalog.Fail, Where: handlertest.VaultARN, At: catalog.Destination, Ours: true},
		}}
	return alert.Alert{Problem: alert.ProblemOf(j), JobID: id, State: j.State, StatusMessage: j.Message, At: alert.EndedAt(j), Diagnosis: d}, j
}

// bothFailed is a copy that failed at somebody's key, with farvault's vault policy broken too.
func bothFailed(id string, after int) (alert.Alert, event.JobStateChange) {
	a, j := oursFailed(id, after)
	a.Diagnosis.Cause, a.Diagnosis.Category = "source-key-not-shared", catalog.KMS
	a.Diagnosis.Where, a.Diagnosis.AccountAtFault, a.Diagnosis.Ours = handlertest.KeyARN, catalog.Source, false
	a.Diagnosis.Checks[0] = catalog.Check{Cause: "source-key-not-shared", Outcome: catalog.Fail, Where: handlertest.KeyARN, At: catalog.Source}
	return a, j
}

func (t *world) fails(tb testing.TB, a alert.Alert, j event.JobStateChange) {
	tb.Helper()
	_, err := t.failed(context.Background(), a, j, nil)
	if t.heldBack(err) {
		_, err = t.failed(context.Background(), a, j, nil)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func TestAskMend(t *testing.T) {
	t.Parallel()
	vaultGroup := alert.Group{Cause: "vault-policy-denies-copy", Place: handlertest.VaultARN}
	tests := map[string]struct {
		change func(*world, *alert.Alert)
		want   []event.Repair // copies are compared by their number alone
		copies int
	}{
		"what is farvault's is mended and the copy restarted": {
			want: []event.Repair{{GroupKey: vaultGroup.Key(), Cause: vaultGroup.Cause, Accounts: []string{handlertest.Central}}}, copies: 1},
		"what nobody could look at is no reason to restart": {
			change: func(_ *world, a *alert.Alert) { a.Diagnosis.Checks[0].Outcome = catalog.CouldNotRead },
			want:   []event.Repair{{GroupKey: vaultGroup.Key(), Cause: vaultGroup.Cause, Accounts: []string{handlertest.Central}}}},
		"a key that is not farvault's stops the restart, not the mend": {
			change: func(_ *world, a *alert.Alert) { *a, _ = bothFailed(a.JobID, 0) },
			want:   []event.Repair{{GroupKey: vaultGroup.Key(), Cause: vaultGroup.Cause, Accounts: []string{handlertest.Central}}}},
		"what hangs on the member's role is the member's": {
			change: func(_ *world, a *alert.Alert) {
				a.Diagnosis.Where, a.Diagnosis.AccountAtFault = "arn:aws:iam::222233334444:role/farvault/farvault-backup", catalog.Source
				a.Diagnosis.Checks = nil
			},
			want: []event.Repair{{GroupKey: alert.Group{Cause: "vault-policy-denies-copy", Place: "arn:aws:iam::222233334444:role/farvault/farvault-backup"}.Key(),
				Cause: "vault-policy-denies-copy", Accounts: []string{handlertest.Member}}}},
		"what is not farvault's is left alone": {
			change: func(_ *world, a *alert.Alert) { a.Diagnosis.Ours, a.Diagnosis.Checks = false, nil }},
		"the management account has nothing of farvault's": {
			change: func(_ *world, a *alert.Alert) {
				a.Diagnosis.Where, a.Diagnosis.AccountAtFault, a.Diagnosis.Checks = "", catalog.Management, nil
			}},
		"a setting switches it off": {
			change: func(t *world, _ *alert.Alert) { t.Settings.Mend.Enabled = false }},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			a, j := oursFailed("a", 0)
			if tc.change != nil {
				tc.change(world, &a)
			}
			world.fails(t, a, j)
			world.fails(t, a, j) // the event comes twice, the mend is asked once
			copies := 0
			mends := world.mends()
			for i := range mends {
				copies += len(mends[i].Copies)
				mends[i].Copies = nil
			}
			if diff := cmp.Diff(tc.want, mends); diff != "" {
				t.Errorf("mends (-want +got):\n%s", diff)
			}
			if copies != tc.copies {
				t.Errorf("%d copies to restart, want %d", copies, tc.copies)
			}
			world.hears(t, alert.FirstNotification)
		})
	}
}

// A copy is started again so often and no more, and each time under a number of its own.
func TestAskMendRestartsAreBounded(t *testing.T) {
	t.Parallel()
	world := newWorld()
	for i, job := range []string{"a", "b", "c"} {
		a, j := oursFailed(job, i)
		world.fails(t, a, j)
	}
	var attempts []int
	for _, m := range world.mends() {
		for _, c := range m.Copies {
			attempts = append(attempts, c.Attempt)
		}
	}
	if diff := cmp.Diff([]int{1, 2}, attempts); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	if len(world.mends()) != 3 {
		t.Errorf("%d mends asked, want 3: the vault is looked at each time", len(world.mends()))
	}
}

// The second cause of a copy does not make a second alert while the first is open.
func TestSecondCauseJoinsTheOpenGroup(t *testing.T) {
	t.Parallel()
	world := newWorld()
	a, j := oursFailed("a", 0)
	world.fails(t, a, j)
	a, j = bothFailed("b", 1)
	world.fails(t, a, j)
	world.hears(t, alert.FirstNotification)
	good := copyJob("c", 5)
	good.State, good.Message = "COMPLETED", ""
	world.arrives(t, good)
	world.hears(t, alert.FirstNotification, alert.AllResolved)
}

// restarted are the copies of a mend as provision reports them: with the jobs that it started.
func restarted(mend event.Repair) []event.CopyRequest {
	copies := slices.Clone(mend.Copies)
	for i := range copies {
		copies[i].JobID = restartedJob
	}
	return copies
}

// What provision reports is told to the group that waits for it, once.
func TestReportIsTold(t *testing.T) {
	t.Parallel()
	world := newWorld()
	a, j := oursFailed("a", 0)
	world.fails(t, a, j)
	change := chain.Change{Op: chain.Update, Ref: chain.Ref{Kind: chain.KindVaultAccessPolicy, Name: "farvault", Account: handlertest.Central, Region: "eu-west-1"}}
	report := event.Report{GroupKey: world.mends()[0].GroupKey, Cause: world.mends()[0].Cause, Changes: []event.Change{change.Value()},
		Restarted: restarted(world.mends()[0]), At: handlertest.Noon().Add(handlertest.Minutes(2))}
	world.arrives(t, report)
	world.arrives(t, report)
	world.hears(t, alert.FirstNotification)
	world.Pass(handlertest.Minutes(20)) // its end would have told of it
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.FirstNotification, alert.Repaired)
	want := "The central vault's policy was changed and has been repaired; 1 copy restarted"
	if got := world.people.Heard[1].Title; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

// A mend whose failure nobody was told of, and an account that waits, are told as well.
func TestReportWithoutAnAlert(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.arrives(t, event.Report{GroupKey: "feedfacefeedface", Cause: "vault-policy-denies-copy", Changes: event.Sentences([]string{"put back"}), At: handlertest.Noon()})
	world.arrives(t, event.Report{Waiting: &event.Waiting{Why: "access denied"}, At: handlertest.Noon()})
	world.hears(t, alert.Repaired, alert.Waits)
	world.Pass(handlertest.Minutes(300))
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.Repaired, alert.Waits)
}

// Where farvault may not look, it says so, has what may be its own looked at, and starts no copy again.
func TestWhatNobodyCouldLookAtIsSuspected(t *testing.T) {
	t.Parallel()
	world := newWorld() // where nothing can be read
	world.arrives(t, copyJob("9A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9", 0))
	world.hears(t, alert.FirstNotification)
	if why := world.people.Heard[0].Sections[0].Heading; !strings.HasPrefix(why, "Why (suspected: ") {
		t.Errorf("told as %q", why)
	}
	if len(world.mends()) != 1 || world.mends()[0].Accounts[0] != handlertest.Central || len(world.mends()[0].Copies) != 0 {
		t.Errorf("asked for %+v", world.mends())
	}
}

// A job that comes again after the world was put right stays where it was put, although a proof would now find something else.
func TestAJobThatComesAgainStaysInItsGroup(t *testing.T) {
	t.Parallel()
	world := newWorld()
	a, j := bothFailed("a", 0)
	world.fails(t, a, j)
	again, j := oursFailed("a", 0)
	again.Diagnosis.Checks[1].Outcome = catalog.Pass
	world.fails(t, again, j)
	world.hears(t, alert.FirstNotification)
	if len(world.mends()) != 1 {
		t.Errorf("%d mends asked for one job", len(world.mends()))
	}
}

// One mend that is reported in parts is told as one, when the copies that were asked for are answered for.
func TestAReportInPartsIsToldAsOne(t *testing.T) {
	t.Parallel()
	world := newWorld()
	a, j := oursFailed("a", 0)
	world.fails(t, a, j)
	mend := world.mends()[0]
	world.arrives(t, event.Report{GroupKey: mend.GroupKey, Cause: mend.Cause, Changes: []event.Change{{Op: chain.Update, Kind: chain.KindVaultAccessPolicy, Name: "farvault", Account: handlertest.Central, Region: "eu-west-1"}}, At: handlertest.Noon().Add(handlertest.Minutes(2))})
	world.hears(t, alert.FirstNotification)
	world.arrives(t, event.Report{GroupKey: mend.GroupKey, Cause: mend.Cause, Restarted: restarted(mend), At: handlertest.Noon().Add(handlertest.Minutes(2))})
	world.Pass(handlertest.Minutes(20))
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.FirstNotification, alert.Repaired)
}

// What was put right is told even if nobody answers for the copies, once the group interval is over.
func TestAReportThatIsNotWholeIsToldInTheEnd(t *testing.T) {
	t.Parallel()
	world := newWorld()
	a, j := oursFailed("a", 0)
	world.fails(t, a, j)
	mend := world.mends()[0]
	world.arrives(t, event.Report{GroupKey: mend.GroupKey, Cause: mend.Cause, Changes: []event.Change{{Op: chain.Update, Kind: chain.KindVaultAccessPolicy, Name: "farvault", Account: handlertest.Central, Region: "eu-west-1"}}, At: handlertest.Noon().Add(handlertest.Minutes(2))})
	world.Pass(handlertest.Minutes(20))
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.FirstNotification, alert.Repaired)
}
