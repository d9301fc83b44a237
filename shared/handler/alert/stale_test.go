package alert

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
)

// unlisted is a ledger that cannot be reached, for a tick.
type unlisted struct{ Ledger }

func (unlisted) OpenGroups(context.Context) ([]string, error) { return nil, errors.New("no such host") }

// A tick that fails is left to the next one, and does not come again until it is in the dead-letter queue.
func TestAFailingTickIsLeftToTheNext(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.Ledger = unlisted{world.Ledger}
	out := world.arrives(t, event.Tick{At: world.At()})
	if out.Word != batch.Failed || out.Reason != "left to the next tick: no such host" {
		t.Errorf("a tick without the table ended %s, %q", out.Word, out.Reason)
	}
}

// cold is a function that has just been started.
func (t *world) cold() *Handler {
	return &Handler{
		Ledger: t.Ledger, Facts: t, Points: t, CopyActions: t, Copies: t, Jobs: t, Names: t, Topic: &t.people,
		Bus: &t.bus, Again: &t.again, Provision: &t.provision, Settings: t.Settings,
		CentralAccountID: t.CentralAccountID, Now: t.At,
	}
}

// While the table is down a failure is told at its first delivery alone: each of the later ones may come to a function
// that has just started and knows of none.
func TestWithoutTheTableAFailureIsToldOnceNotOnceAColdStart(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.Ledger = down{world.Ledger}
	for delivery := range 10 {
		record := handlertest.Record(t, backupJob("a", "vol-1", "FAILED", 0))
		record.Attributes = map[string]string{"ApproximateReceiveCount": strconv.Itoa(delivery + 1)}
		if _, err := world.cold().Record(t.Context(), record); err == nil {
			t.Fatal("a failure that nobody recorded leaves the queue")
		}
	}
	world.hears(t, alert.FirstNotification)
}
