package cloud_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/simulator/kernel"
)

// What one account in one Region may cost in AWS calls: from nothing, when an event names it, and when the round reads
// that nothing is to be done. The round has looked all accounts up together.
const (
	mostToCreate = 30
	mostToVerify = 18
)

// counted is what one run of a new process costs that an event calls.
func counted(ctx context.Context, t testing.TB, w *world, account string) (*wire, chain.ChangeSet) {
	t.Helper()
	watch := &wire{}
	set, _, err := reconcile(ctx, cloud.New(w.config(watch), place, "farvault-provision"), account)
	if err != nil {
		t.Fatalf("%v, after %s", err, strings.Join(watch.calls, " "))
	}
	return watch, set
}

// verified is what one run of a new process costs that the round calls.
func verified(ctx context.Context, t testing.TB, w *world, account string) (*wire, chain.ChangeSet) {
	t.Helper()
	facts, err := cloud.New(w.config(&wire{}), place, "farvault-sweep").Organization().Account(ctx, account)
	must(t, err)
	watch := &wire{}
	c := cloud.New(w.config(watch), place, "farvault-provision")
	set, _, err := reconcileChain(ctx, c, chain.Desire(wishes, place, facts))
	if err != nil {
		t.Fatalf("%v, after %s", err, strings.Join(watch.calls, " "))
	}
	return watch, set
}

func TestCallsOfOneAccount(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]string{"member": member, "central": central} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			create, _ := counted(t.Context(), t, w, account)
			if n := len(create.calls); n > mostToCreate {
				t.Errorf("creating takes %d calls, at most %d: %s", n, mostToCreate, strings.Join(create.calls, " "))
			}
			verify, set := verified(t.Context(), t, w, account)
			if n := len(verify.calls); n > mostToVerify {
				t.Errorf("verifying takes %d calls, at most %d: %s", n, mostToVerify, strings.Join(verify.calls, " "))
			}
			if len(verify.writes) > 0 || !set.Empty() {
				t.Errorf("a second run writes %v, for %s", verify.writes, chaintest.Text(set))
			}
		})
	}
}

// TestTagsThatAreNotListedAreAskedFor: the list of what is farvault's may be forbidden, or late, and it leaves out what
// is somebody else's. Nothing is taken for somebody else's by that.
func TestTagsThatAreNotListedAreAskedFor(t *testing.T) {
	t.Parallel()
	for law, hide := range map[string]func(*world){
		"the list is forbidden": func(w *world) {
			must(w.t, w.Faults.Inject(kernel.Fault{Service: "tagging", Account: member, Kind: kernel.Deny, Times: 9}))
		},
		"the list is late": func(w *world) { w.Tagging.Unlisted = true },
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			w.settled(member)
			hide(w)
			watch, set := verified(t.Context(), t, w, member)
			if !set.Empty() {
				t.Errorf("found to differ: %s", chaintest.Text(set))
			}
			asked := map[string]int{}
			for _, call := range watch.calls {
				if strings.Contains(call, "Tag") && !strings.Contains(call, "GetResources") {
					asked[call]++
				}
			}
			want := map[string]int{"KMS:ListResourceTags": 1, "Backup:ListTags": 2, "EventBridge:ListTagsForResource": 1}
			if !maps.Equal(asked, want) {
				t.Errorf("asked for tags by %v, want %v", asked, want)
			}
		})
	}
}

// TestTakenTagsAreSeen: what lost farvault's tag is no longer farvault's, listed or not.
func TestTakenTagsAreSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.settled(member)
	taken := 0
	for _, of := range []interface {
		Tagged(account, region string) map[string]map[string]string
	}{w.KMS, w.Backup.Furniture(), w.EventBridge} {
		for _, tags := range of.Tagged(member, region) {
			delete(tags, chain.OwnerTag)
			taken++
		}
	}
	_, set := verified(t.Context(), t, w, member)
	conflicts := 0
	for _, c := range set.Changes {
		if c.Op == chain.Conflict {
			conflicts++
		}
	}
	if taken != 4 || conflicts != taken || len(set.Writes()) > 0 {
		t.Errorf("%d lost the tag, %d are conflicts: %s", taken, conflicts, chaintest.Text(set))
	}
}

func BenchmarkCalls(b *testing.B) {
	var create, event, verify, writes int
	for b.Loop() {
		w := newWorld(b)
		w.IAM.PropagationDelay = 0
		first, _ := counted(b.Context(), b, w, member)
		second, _ := counted(b.Context(), b, w, member)
		round, _ := verified(b.Context(), b, w, member)
		create, event, verify, writes = len(first.calls), len(second.calls), len(round.calls), len(round.writes)
	}
	b.ReportMetric(float64(create), "create-calls/op")
	b.ReportMetric(float64(event), "verify-by-event-calls/op")
	b.ReportMetric(float64(verify), "verify-calls/op")
	b.ReportMetric(float64(writes), "verify-writes/op")
}
