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
	"farvault/shared/message"
)

// townBus is the town's bus, and the queue for what it does not take.
type townBus town

func (b *townBus) Notify(_ context.Context, m message.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.jam != nil {
		return b.jam
	}
	b.put = append(b.put, m)
	return nil
}

func (b *townBus) Send(_ context.Context, m event.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full != nil {
		return b.full
	}
	b.again = append(b.again, m)
	return nil
}

// delivers gives the queue's announcements to the function again; it answers the error of the last.
func (t *town) delivers(tb testing.TB) (err error) {
	tb.Helper()
	waiting := t.again
	t.again = nil
	for _, m := range waiting {
		if _, err = t.Record(tb.Context(), record(tb, m.Body)); err != nil {
			t.again = append(t.again, m)
		}
	}
	return err
}

// announced are the reasons of the events on the bus.
func (t *town) announced() (out []alert.Reason) {
	for _, m := range t.put {
		out = append(out, m.Reason)
	}
	return out
}

// Every message is an event too, the same message.
func TestEveryMessageIsAnEvent(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	town.arrives(t, backupJob("b", "vol-1", "COMPLETED", 1))
	town.arrives(t, event.Digest{At: town.clock()})
	if len(town.put) != 3 {
		t.Fatalf("events: %v", town.announced())
	}
	if diff := cmp.Diff(town.heard, town.put); diff != "" {
		t.Errorf("people hear, programs hear:\n%s", diff)
	}
}

// A bus that takes nothing delays no mail and brings none twice; what it did not take waits, and comes once it does.
func TestABusThatIsDownDelaysNobody(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.jam = errors.New("InternalFailure")
	town.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	town.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	town.hears(t, alert.FirstNotification)
	var later batch.Later
	if err := town.delivers(t); !errors.As(err, &later) || later.After != 30*time.Second {
		t.Errorf("an event that is not taken comes again after %s: %v", later.After, err)
	}
	town.jam = nil
	if err := town.delivers(t); err != nil || len(town.again) != 0 {
		t.Errorf("error %v, %d wait", err, len(town.again))
	}
	town.hears(t, alert.FirstNotification)
	if diff := cmp.Diff(town.heard, town.put); diff != "" {
		t.Errorf("people heard, programs heard later:\n%s", diff)
	}
}

// Where not even the queue keeps the event, the failure comes again and is told again as a whole: twice rather than not at all.
func TestAnEventThatNobodyKeepsIsToldAgain(t *testing.T) {
	t.Parallel()
	town := newTown()
	town.jam, town.full = errors.New("InternalFailure"), errors.New("AccessDenied")
	failed := record(t, backupJob("a", "vol-1", "FAILED", 0))
	if _, err := town.Record(t.Context(), failed); !errors.Is(err, town.jam) || !errors.Is(err, town.full) {
		t.Fatalf("error %v", err)
	}
	town.jam, town.full = nil, nil
	town.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	if len(town.heard) != 2 || len(town.put) != 1 {
		t.Errorf("told %d times, %d events", len(town.heard), len(town.put))
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
					town := newTown()
					town.jam = jam
					h, m := dying(town, at, after)
					if err := run(t.Context(), h); at == 0 && err != nil {
						t.Fatal(err)
					}
					if at == 0 {
						calls = m.Calls
					}
					town.jam = nil
					comesAgain(t, town, run)
					if err := town.delivers(t); err != nil {
						t.Fatal(err)
					}
					if n := len(town.put); n < 1 || n > 2 {
						t.Errorf("killed at call %d of %d, after %v: %d events, %d messages", at, calls, after, n, len(town.heard))
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
	if _, err := newTown().Record(t.Context(), record(t, event.Announcement{Message: []byte(`"x"`)})); err == nil {
		t.Error("taken")
	}
}
