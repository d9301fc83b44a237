package alert

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
)

// delivers gives the queue's announcements to the function again; it answers the error of the last.
func (t *world) delivers(tb testing.TB) (err error) {
	tb.Helper()
	waiting := t.again.Sent
	t.again.Sent = nil
	for _, m := range waiting {
		if _, err = t.Record(tb.Context(), handlertest.Record(tb, m.Body)); err != nil {
			t.again.Sent = append(t.again.Sent, m)
		}
	}
	return err
}

// announced are the reasons of the events on the bus.
func (t *world) announced() (out []alert.Reason) {
	for _, m := range t.bus.Heard {
		out = append(out, m.Reason)
	}
	return out
}

// Every message is an event too, the same message.
func TestEveryMessageIsAnEvent(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	world.arrives(t, backupJob("b", "vol-1", "COMPLETED", 1))
	world.arrives(t, event.Digest{At: world.At()})
	if len(world.bus.Heard) != 3 {
		t.Fatalf("events: %v", world.announced())
	}
	if diff := cmp.Diff(world.people.Heard, world.bus.Heard); diff != "" {
		t.Errorf("people hear, programs hear:\n%s", diff)
	}
}

// A bus that takes nothing delays no mail and brings none twice; what it did not take waits, and comes once it does.
func TestABusThatIsDownDelaysNobody(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.bus.Answer = errors.New("InternalFailure")
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	world.hears(t, alert.FirstNotification)
	var later batch.Later
	if err := world.delivers(t); !errors.As(err, &later) || later.After != 30*time.Second {
		t.Errorf("an event that is not taken comes again after %s: %v", later.After, err)
	}
	world.bus.Answer = nil
	if err := world.delivers(t); err != nil || len(world.again.Sent) != 0 {
		t.Errorf("error %v, %d wait", err, len(world.again.Sent))
	}
	world.hears(t, alert.FirstNotification)
	if diff := cmp.Diff(world.people.Heard, world.bus.Heard); diff != "" {
		t.Errorf("people heard, programs heard later:\n%s", diff)
	}
}

// Where not even the queue keeps the event, the failure comes again and is told again as a whole: twice rather than not at all.
func TestAnEventThatNobodyKeepsIsToldAgain(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.bus.Answer, world.again.Answer = errors.New("InternalFailure"), errors.New("AccessDenied")
	failed := handlertest.Record(t, backupJob("a", "vol-1", "FAILED", 0))
	_, err := world.Record(t.Context(), failed)
	if world.heldBack(err) {
		_, err = world.Record(t.Context(), failed)
	}
	if !errors.Is(err, world.bus.Answer) || !errors.Is(err, world.again.Answer) {
		t.Fatalf("error %v", err)
	}
	world.bus.Answer, world.again.Answer = nil, nil
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	if len(world.people.Heard) != 2 || len(world.bus.Heard) != 1 {
		t.Errorf("told %d times, %d events", len(world.people.Heard), len(world.bus.Heard))
	}
}

// The tries of the job queue outlast five hours without EventBridge.
func TestTheBusIsTriedForHours(t *testing.T) {
	t.Parallel()
	var all time.Duration
	for attempt := 1; attempt < 10; attempt++ {
		all += busBackOff(attempt)
	}
	if all < 5*time.Hour || busBackOff(100) != time.Hour {
		t.Errorf("nine waits are %s, the longest %s", all, busBackOff(100))
	}
}

// An event is never lost: whatever call the function dies at, with a bus that takes events and with one that does not. It comes at most twice.
func TestNoKillLosesAnEvent(t *testing.T) {
	t.Parallel()
	for _, jam := range []error{nil, errors.New("ThrottlingException")} {
		t.Run(fmt.Sprint("the bus says ", jam), func(t *testing.T) {
			t.Parallel()
			run := func(ctx context.Context, h *Handler) error {
				a, j := oursFailed("a", 0)
				_, err := h.failed(ctx, a, j, nil)
				return err
			}
			calls := 1
			for at := 0; at <= calls; at++ {
				for _, after := range []bool{false, true} {
					world := newWorld()
					world.bus.Answer = jam
					h, m := dying(world, at, after)
					if err := run(t.Context(), h); at == 0 && unheld(err) != nil {
						t.Fatal(err)
					}
					if at == 0 {
						calls = m.Calls
					}
					world.bus.Answer = nil
					comesAgain(t, world, run)
					if err := world.delivers(t); err != nil {
						t.Fatal(err)
					}
					if n := len(world.bus.Heard); n < 1 || n > 2 {
						t.Errorf("killed at call %d of %d, after %v: %d events, %d messages", at, calls, after, n, len(world.people.Heard))
					}
				}
			}
			if calls < 5 {
				t.Errorf("only %d calls were tried", calls)
			}
		})
	}
}

func TestAnAnnouncementOfNothingIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := newWorld().Record(t.Context(), handlertest.Record(t, event.Announcement{Message: []byte(`"x"`)})); err == nil {
		t.Error("taken")
	}
}
