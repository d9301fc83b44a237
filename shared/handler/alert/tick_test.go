package alert

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/ledger"
	"farvault/shared/message"
)

// manyOpen is a world in which that many groups are open, each with one failure.
func manyOpen(t *testing.T, groups int) (*world, *mortal, *Handler) {
	t.Helper()
	world := newWorld()
	for i := range groups {
		a, _ := oursFailed("a", 0)
		a.Resource, a.Diagnosis.Where = fmt.Sprint("volume-", i), fmt.Sprint("vault-", i)
		known := func(alert.Record) (alert.Record, bool) {
			r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a, LastGood: handlertest.Noon()})
			return r.Notified(r, alert.FirstNotification, handlertest.Noon()), true
		}
		if _, err := world.Ledger.UpdateGroup(t.Context(), a.Group().Key(), handlertest.Noon(), known); err != nil {
			t.Fatal(err)
		}
	}
	counting, m := dying(world, 0, false)
	return world, m, counting
}

// Of two thousand open groups that have nothing to say a tick reads a hundred at a time, and no group again; those that are muted, or wait
// for room in the hour, cost no more.
func TestATickOverManyGroupsIsCheap(t *testing.T) {
	t.Parallel()
	for law, tc := range map[string]struct {
		after time.Duration
		mute  alert.Mute
		most  int
		why   string
	}{
		"nothing to say":               {handlertest.Minutes(1), alert.Mute{}, 0, "told at 12:00 UTC"},
		"all is to be said, and muted": {5 * time.Hour, alert.Mute{Account: handlertest.Member, Why: "x", Owner: "y", Until: handlertest.Noon().Add(24 * time.Hour)}, 0, "muted: account"},
		"all is to be said, one may":   {5 * time.Hour, alert.Mute{}, 1, "within an hour"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world, m, h := manyOpen(t, 2_000)
			h.Settings.Alerts.MaxMessagesPerHour = tc.most
			if !tc.mute.Until.IsZero() {
				if err := world.Ledger.(*ledger.Ledger).Mute(t.Context(), tc.mute, handlertest.Noon()); err != nil {
					t.Fatal(err)
				}
			}
			world.Pass(tc.after)
			m.Calls = 0
			out, err := h.tick(t.Context())
			if err != nil || !strings.Contains(out.Reason+fmt.Sprint(out.Attrs), tc.why) && tc.most == 0 {
				t.Errorf("%+v, %v", out, err)
			}
			if len(world.people.Heard) != tc.most || m.Calls > 60 {
				t.Errorf("%d told, %d calls", len(world.people.Heard), m.Calls)
			}
			if len(out.Reason) > 3_000 {
				t.Errorf("a log line of %d characters", len(out.Reason))
			}
		})
	}
}

// The digest counts every one of them.
func TestADigestOverManyGroups(t *testing.T) {
	t.Parallel()
	world, m, h := manyOpen(t, 2_000)
	m.Calls = 0
	if _, err := h.digest(t.Context(), event.Digest{At: handlertest.Noon()}); err != nil {
		t.Fatal(err)
	}
	if text := message.Text(world.people.Heard[0]); !strings.Contains(text, "2000 failures open in 1 account") || m.Calls > 30 {
		t.Errorf("%d calls:\n%s", m.Calls, text)
	}
}
