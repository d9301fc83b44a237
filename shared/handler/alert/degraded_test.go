package alert

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/settings"
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

// freshly are the failures of a world without its table, each told by a function that has just been started.
func (t *world) freshly(tb testing.TB, all ...alert.Alert) {
	tb.Helper()
	for _, a := range all {
		t.Set(a.At)
		if _, err := t.cold().failed(tb.Context(), a, event.JobStateChange{Job: a.Job}, nil); err == nil {
			tb.Fatal("a failure that nobody recorded leaves the queue")
		}
	}
}

// A function that has just been started knows nothing of what others told while the table is down. AWS Backup does: of
// the jobs of an account that fail for one cause within a RepeatInterval the first is told, by whichever function.
func TestTwentyColdStartsWithoutTheTableAreOneMessage(t *testing.T) {
	t.Parallel()
	failing := func(text string, i, minute int) (alert.Alert, event.JobStateChange) {
		j := failsAs(i, text, minute)
		return alert.Of(j, catalog.Diagnose(catalog.Signal{Job: j.Job, State: j.State, Message: j.Message})), j
	}
	texts := sameCategory(t, catalog.KMS, 2)
	look := func(hour int) alert.Alert {
		a, _ := failing(texts[0], 1, 60*hour)
		a.State, a.JobID = alert.Unreported, fmt.Sprint("silence-", hour)
		return a
	}
	for law, tc := range map[string]struct {
		causes func(i int) string
		shut   error
		looks  bool
		from   int // minutes after noon
		want   int
	}{
		"one cause":                      {causes: func(int) string { return texts[0] }, want: 1},
		"one cause, over midnight":       {causes: func(int) string { return texts[0] }, from: 11 * 60, want: 2},
		"two causes":                     {causes: func(i int) string { return texts[i%2] }, want: 2},
		"jobs that cannot be listed":     {causes: func(int) string { return texts[0] }, shut: errors.New("access denied"), want: 20},
		"a look that finds it each hour": {looks: true, want: 1},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.Ledger, w.Settings.Alerts.RepeatInterval, w.shut = down{w.Ledger}, settings.Duration(24*time.Hour), tc.shut
			var all []alert.Alert
			for i := range 20 {
				if tc.looks {
					all = append(all, look(i))
					continue
				}
				a, j := failing(tc.causes(i), i, tc.from+10*i)
				all, w.jobs[j.JobID] = append(all, a), j
			}
			w.freshly(t, all...)
			if n := len(w.people.Heard); n != tc.want {
				t.Errorf("%d messages, want %d", n, tc.want)
			}
		})
	}
}

// unwritten is a ledger that answers, and takes no group's record: the list of the open ones cannot be read.
type unwritten struct{ Ledger }

var errUnwritten = errors.New("read ledger item open-groups of version 900: no form that is known")

func (unwritten) UpdatePart(context.Context, alert.Record, alert.Fingerprint, time.Time,
	func(alert.Record) (alert.Record, bool)) (bool, error) {
	return false, errUnwritten
}

// A failure whose group cannot be recorded is told once as well, and stays in the queue.
func TestAlertSpeaksWhileNoGroupCanBeRecorded(t *testing.T) {
	t.Parallel()
	world, w := newWorld(), weather{failures: 1, accounts: 1, causes: 1}
	world.Ledger = unwritten{world.Ledger}
	for range 3 {
		if _, err := world.failed(t.Context(), w.failure(0), event.JobStateChange{Job: event.Copy}, nil); !errors.Is(err, errUnwritten) {
			t.Fatalf("a failure that nobody recorded ends with %v", err)
		}
	}
	world.hears(t, alert.FirstNotification)
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
