package cloud_test

import (
	"context"
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
)

// What one account in one Region may cost in AWS calls: from nothing, and when nothing is to be done.
const (
	mostToCreate = 36
	mostToVerify = 24
)

// counted is what one run of a new process costs.
func counted(ctx context.Context, t testing.TB, w *world, account string) (*wire, chain.ChangeSet) {
	t.Helper()
	watch := &wire{}
	set, _, err := reconcile(ctx, cloud.New(w.config(watch), place, "farvault-provision"), account)
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
			verify, set := counted(t.Context(), t, w, account)
			if n := len(verify.calls); n > mostToVerify {
				t.Errorf("verifying takes %d calls, at most %d: %s", n, mostToVerify, strings.Join(verify.calls, " "))
			}
			if len(verify.writes) > 0 || !set.Empty() {
				t.Errorf("a second run writes %v, for %s", verify.writes, chaintest.Text(set))
			}
		})
	}
}

func BenchmarkCalls(b *testing.B) {
	var create, verify, writes int
	for b.Loop() {
		w := newWorld(b)
		w.IAM.PropagationDelay = 0
		first, _ := counted(b.Context(), b, w, member)
		second, _ := counted(b.Context(), b, w, member)
		create, verify, writes = len(first.calls), len(second.calls), len(second.writes)
	}
	b.ReportMetric(float64(create), "create-calls/op")
	b.ReportMetric(float64(verify), "verify-calls/op")
	b.ReportMetric(float64(writes), "verify-writes/op")
}
