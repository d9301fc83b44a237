package cloud_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/cloud"
	"farvault/simulator/kernel"
)

// Every call that makes something loses its answer in turn. One thing is made, whoever repeats it: the SDK or the next
// run.
func TestAMakingCallWhoseAnswerIsLostMakesOneThing(t *testing.T) {
	t.Parallel()
	first := newWorld(t)
	first.IAM.PropagationDelay = 0
	whole, _ := counted(t.Context(), t, first, member)
	want := first.inventory(member)
	tried := map[string]bool{}
	for _, call := range whole.writes {
		_, operation, _ := strings.Cut(call, ":")
		if _, makes := cloud.Creates[operation]; !makes || tried[operation] {
			continue
		}
		tried[operation] = true
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			w.Lock()
			err := w.Faults.Inject(kernel.Fault{Operation: operation, Account: member, Kind: kernel.TimeoutAfter})
			w.Unlock()
			must(t, err)
			_, _, _ = reconcile(t.Context(), cloud.New(w.config(&wire{}), place, "farvault-provision"), member)
			w.Advance(time.Minute)
			counted(t.Context(), t, w, member)
			for thing, n := range w.inventory(member) {
				if n != want[thing] {
					t.Errorf("%d %s, want %d", n, thing, want[thing])
				}
			}
		})
	}
	for _, operation := range []string{"CreateKey", "CreateBackupPlan", "CreateBackupSelection", "CreateBackupVault", "CreateRole"} {
		if !tried[operation] {
			t.Errorf("%s was not tried", operation)
		}
	}
}

// The table has every call that makes something in an account.
func TestEveryMakingCallSaysWhatKeepsItOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	for _, account := range []string{central, member} {
		watch, _ := counted(t.Context(), t, w, account)
		for _, call := range watch.writes {
			_, operation, _ := strings.Cut(call, ":")
			if strings.HasPrefix(operation, "Create") && cloud.Creates[operation] == "" {
				t.Errorf("%s makes something, and nothing says what keeps it from making two", call)
			}
		}
	}
}
