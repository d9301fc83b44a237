package alert

import (
	"testing"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// An account that is closed takes its open alerts along, large groups too; nobody is reminded of them. One that is out of scope keeps them.
func TestAClosedAccountTakesItsAlertsAlong(t *testing.T) {
	t.Parallel()
	for ending, reminded := range map[event.Ending]bool{event.AccountClosed: false, event.AccountLeft: false, event.OutOfScope: true} {
		for _, volumes := range []int{1, 40} {
			town := newTown()
			for i := range volumes {
				town.arrives(t, backupJob("job-"+string(rune('A'+i)), "vol-"+string(rune('A'+i)), "FAILED", 0))
			}
			town.arrives(t, event.Report{Departed: []event.Departure{{AccountID: handlertest.Member, Ending: ending, ProtectedAt: handlertest.Noon()}}, At: handlertest.Noon()})
			town.wait(handlertest.Minutes(6))
			town.arrives(t, event.Tick{At: town.now})
			told := len(town.heard)
			town.wait(handlertest.Minutes(50 * 60))
			town.arrives(t, event.Tick{At: town.now})
			if got := len(town.heard) > told; got != reminded {
				t.Errorf("%s with %d volumes: reminded %t, after %v", ending, volumes, got, town.reasons())
			}
			if last := town.heard[told-1].Reason; last != alert.Departs && !reminded {
				t.Errorf("%s: the last thing told is %s", ending, last)
			}
		}
	}
}
