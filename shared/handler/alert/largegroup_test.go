package alert

import (
	"context"
	"fmt"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// crowd is a world in which that many volumes fail for one cause, and people know.
func crowd(tb testing.TB, n int) (*world, weather) {
	tb.Helper()
	world, w := newWorld(), weather{failures: n, accounts: n, causes: 1}
	for i := range n {
		world.fails(tb, w.failure(i), event.JobStateChange{Job: event.Copy})
	}
	return world, w
}

func (t *world) tickAfter(tb testing.TB, d time.Duration) {
	tb.Helper()
	t.Pass(d)
	t.arrives(tb, event.Tick{At: t.At()})
}

// A large group is told as a small one is: what joins after the group interval, its end once the last member is well.
func TestLargeGroupIsToldByTicks(t *testing.T) {
	t.Parallel()
	const n = 60
	world, w := crowd(t, n)
	world.hears(t, alert.FirstNotification)
	world.tickAfter(t, handlertest.Minutes(5))
	world.hears(t, alert.FirstNotification, alert.NewAlerts)
	if m := world.people.Heard[1]; m.Resources != n {
		t.Errorf("the message is about %d of %d", m.Resources, n)
	}
	for i := range n {
		p := w.failure(i).Problem
		world.keep(event.Unreported{At: handlertest.Noon().Add(handlertest.Minutes(10)), Problems: []event.UnreportedFailure{{Kind: p.Job, Resource: p.Resource, Destination: p.Destination, Holds: true}}})
		if _, err := world.recovered(context.Background(), []alert.Problem{p}, fmt.Sprint("good-", i), handlertest.Noon().Add(handlertest.Minutes(10)), nil); err != nil {
			t.Fatal(err)
		}
	}
	world.hears(t, alert.FirstNotification, alert.NewAlerts)
	world.tickAfter(t, handlertest.Minutes(10))
	world.hears(t, alert.FirstNotification, alert.NewAlerts, alert.AllResolved)
	if want, got := "It lasted 10 min, from 12:00 UTC to 12:10 UTC.", world.people.Heard[2].Lead[0]; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	world.tickAfter(t, handlertest.Minutes(5))
	world.hears(t, alert.FirstNotification, alert.NewAlerts, alert.AllResolved)
	world.fails(t, failedAgain(w, 7), event.JobStateChange{Job: event.Copy})
	world.hears(t, alert.FirstNotification, alert.NewAlerts, alert.AllResolved, alert.FirstNotification)
}

func failedAgain(w weather, i int) alert.Alert {
	a := w.failure(i)
	a.JobID, a.At = "again", handlertest.Noon().Add(handlertest.Minutes(21))
	return a
}

// A kill at any call of a failure that joins a large group loses nothing and tells nothing twice.
func TestALargeGroupSurvivesAKillAtEveryCall(t *testing.T) {
	t.Parallel()
	calls := 1
	for at := 1; at <= calls; at++ {
		for _, after := range []bool{false, true} {
			world, w := crowd(t, 40)
			w.failures++
			w.accounts++
			joins := func(ctx context.Context, h *Handler) error {
				_, err := h.failed(ctx, w.failure(40), event.JobStateChange{Job: event.Copy}, nil)
				return err
			}
			h, m := dying(world, at, after)
			if joins(t.Context(), h) == nil {
				calls = min(calls, at)
			} else {
				calls = max(calls, m.Calls+1)
			}
			comesAgain(t, world, joins)
			world.tickAfter(t, handlertest.Minutes(5))
			world.hears(t, alert.FirstNotification, alert.NewAlerts)
			if got := world.people.Heard[1].Resources; got != 41 {
				t.Errorf("killed at call %d, after %v: the message is about %d of 41", at, after, got)
			}
		}
	}
	if calls < 4 {
		t.Errorf("only %d calls were tried", calls)
	}
}
