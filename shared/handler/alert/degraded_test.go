package alert

import (
	"context"
	"errors"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// down is a ledger that cannot be reached.
type down struct{ Ledger }

func (down) History(context.Context, alert.Fingerprint) (alert.History, error) {
	return alert.History{}, errors.New("get ledger item: no such host")
}

// While the table is down every cause is told once, the failure stays in the queue, and it is recorded and told as ever afterwards.
func TestAlertSpeaksWhileTheTableIsDown(t *testing.T) {
	t.Parallel()
	world, w := newWorld(), weather{failures: 24, accounts: 24, causes: 2}
	up := world.Ledger
	world.Ledger = down{up}
	for range 3 {
		for i := range 24 {
			if _, err := world.failed(t.Context(), w.failure(i), event.JobStateChange{Job: event.Copy}, nil); err == nil {
				t.Fatal("a failure that nobody recorded leaves the queue")
			}
		}
	}
	world.hears(t, alert.FirstNotification, alert.FirstNotification)
	if lead := world.people.Heard[0].Lead; len(lead) < 2 || lead[len(lead)-1][:8] != "farvault" {
		t.Errorf("it does not say that it cannot count: %q", lead)
	}
	world.Ledger = up
	for i := range 24 {
		world.fails(t, w.failure(i), event.JobStateChange{Job: event.Copy})
	}
	world.tickAfter(t, handlertest.Minutes(5))
	first, more := alert.FirstNotification, alert.NewAlerts
	world.hears(t, first, first, first, first, more, more)
}

// However many places fail while the table is down, they are told no faster than with it.
func TestAlertWithoutTheTableKeepsThePace(t *testing.T) {
	t.Parallel()
	world, w := newWorld(), weather{failures: 500, accounts: 500, causes: 12, everywhere: true}
	world.Ledger, world.Settings.Alerts.MaxMessagesPerHour = down{world.Ledger}, 30
	for i := range 500 {
		world.Pass(handlertest.Minutes(5) / 500)
		_, _ = world.failed(t.Context(), w.failure(i), event.JobStateChange{Job: event.Copy}, nil)
	}
	if n := len(world.people.Heard); n != 30 {
		t.Errorf("%d messages, want 30", n)
	}
}
