package kernel

import (
	"fmt"
	"testing"
)

// TestTheJournalForgetsTheOldest: what it keeps are the last calls, whole and in order.
func TestTheJournalForgetsTheOldest(t *testing.T) {
	t.Parallel()
	var j Journal
	for i := range 3*JournalKeeps + 7 {
		j.note(&Call{Operation: fmt.Sprint(i)}, false, nil)
		if held := cap(j.calls); held > 3*JournalKeeps {
			t.Fatalf("after %d calls there is room for %d", i+1, held)
		}
	}
	calls := j.Calls()
	if len(calls) != JournalKeeps {
		t.Fatalf("%d calls are kept, want %d", len(calls), JournalKeeps)
	}
	for i, e := range calls {
		if want := fmt.Sprint(2*JournalKeeps + 7 + i); e.Operation != want {
			t.Fatalf("call %d is %s, want %s", i, e.Operation, want)
		}
	}
}
