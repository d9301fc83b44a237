package alert

import (
	"errors"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

// The end of a failure names the runs of which the vault has no copy: those that failed, and those that a copy that was
// started again brought after all are not among them.
func TestTheEndNamesTheRunsThatWereMissed(t *testing.T) {
	t.Parallel()
	const day = 24 * 60
	for law, tc := range map[string]struct {
		brought []int // days whose backups arrived later
		says    string
	}{
		"two days":                  {nil, "2 runs missed: Mon 2 Mar 12:00, Tue 3 Mar 12:00 UTC. The vault has no copy of them."},
		"one of two came after all": {[]int{1}, "1 run missed: Mon 2 Mar 12:00 UTC. The vault has no copy of it."},
		"none":                      {[]int{0, 1}, ""},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := keyFailed(t, func(w *world) {
				before := failsAgain(-day + 10)
				before.State, before.Message = "COMPLETED", ""
				w.arrives(t, before)
			})
			w.begins["arn:aws:ec2:eu-west-1::snapshot/snap-1"] = handlertest.Noon()
			w.Set(handlertest.Noon().Add(24 * time.Hour))
			w.arrives(t, failsAgain(day))
			for _, d := range tc.brought {
				at := handlertest.Noon().AddDate(0, 0, d).Add(time.Minute)
				key := handlertest.VaultARN + failsAgain(0).ResourceARN
				w.arrived[key] = append(w.arrived[key], alert.Evidence{Point: "arn:late", Begun: at, Completed: handlertest.Noon()})
			}
			good := failsAgain(2*day + 10)
			good.State, good.Message = "COMPLETED", ""
			w.Set(handlertest.Noon().Add(48*time.Hour + 10*time.Minute))
			w.arrives(t, good)
			last := w.people.Heard[len(w.people.Heard)-1]
			text := unwrapped(message.Text(last))
			if last.Reason != alert.AllResolved || !strings.Contains(text, tc.says) || tc.says == "" && strings.Contains(text, "missed") {
				t.Errorf("want %q:\n%s", tc.says, text)
			}
		})
	}
}

// A reminder names the runs that were missed since, by the same function as the end: not the one whose copy is there
// after all, nor the one whose copy may yet come.
func TestAReminderNamesTheRunsThatWereMissed(t *testing.T) {
	t.Parallel()
	const day = 24 * 60
	for law, tc := range map[string]struct {
		days    int
		brought []int
		hidden  error
		says    string
	}{
		"one":                       {days: 1, says: "1 run missed: Mon 2 Mar 12:00 UTC. The vault has no copy of it."},
		"three":                     {days: 3, says: "3 runs missed: Mon 2 Mar 12:00, Tue 3 Mar 12:00, Wed 4 Mar 12:00 UTC. The vault has no copy of them."},
		"five":                      {days: 5, says: "5 runs missed: Mon 2 Mar 12:00, Tue 3 Mar 12:00, Wed 4 Mar 12:00 UTC and 2 more. The vault has no copy of them."},
		"one of two came after all": {days: 2, brought: []int{0}, says: "1 run missed: Tue 3 Mar 12:00 UTC. The vault has no copy of it."},
		"a vault that nobody reads": {days: 2, hidden: errors.New("access denied")},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := keyFailed(t)
			w.begins["arn:aws:ec2:eu-west-1::snapshot/snap-1"] = handlertest.Noon()
			for d := 1; d < tc.days; d++ {
				w.Set(handlertest.Noon().Add(time.Duration(d) * 24 * time.Hour))
				w.arrives(t, failsAgain(d*day))
			}
			for _, d := range tc.brought {
				at, key := handlertest.Noon().AddDate(0, 0, d).Add(time.Minute), handlertest.VaultARN+failsAgain(0).ResourceARN
				w.arrived[key] = append(w.arrived[key], alert.Evidence{Point: "arn:late", Begun: at, Completed: handlertest.Noon()})
			}
			w.hidden = tc.hidden
			w.Set(handlertest.Noon().Add(time.Duration(tc.days-1)*24*time.Hour + 23*time.Hour))
			w.arrives(t, event.Tick{At: w.At()})
			last := w.people.Heard[len(w.people.Heard)-1]
			text := unwrapped(message.Text(last))
			if last.Reason != alert.Reminder || !strings.Contains(text, tc.says) || tc.says == "" && strings.Contains(text, "missed") {
				t.Errorf("%s, want %q:\n%s", last.Reason, tc.says, text)
			}
		})
	}
}
