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
			world := newWorld()
			for i := range volumes {
				world.arrives(t, backupJob("job-"+string(rune('A'+i)), "vol-"+string(rune('A'+i)), "FAILED", 0))
			}
			world.arrives(t, event.Report{Departed: []event.Departure{{AccountID: handlertest.Member, Ending: ending, ProtectedAt: handlertest.Noon()}}, At: handlertest.Noon()})
			world.Pass(handlertest.Minutes(6))
			world.arrives(t, event.Tick{At: world.At()})
			told := len(world.people.Heard)
			world.Pass(handlertest.Minutes(50 * 60))
			world.arrives(t, event.Tick{At: world.At()})
			if got := len(world.people.Heard) > told; got != reminded {
				t.Errorf("%s with %d volumes: reminded %t, after %v", ending, volumes, got, world.reasons())
			}
			if last := world.people.Heard[told-1].Reason; last != alert.Departs && !reminded {
				t.Errorf("%s: the last thing told is %s", ending, last)
			}
		}
	}
}
