package alert

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
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
		"two days":                  {nil, "The runs of Mon 2 Mar 12:00 UTC, Tue 3 Mar 12:00 UTC were missed: the vault has no copy of them."},
		"one of two came after all": {[]int{1}, "The run of Mon 2 Mar 12:00 UTC was missed: the vault has no copy of it."},
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
			text := message.Text(last)
			if last.Reason != alert.AllResolved || !strings.Contains(text, tc.says) || tc.says == "" && strings.Contains(text, "missed") {
				t.Errorf("want %q:\n%s", tc.says, text)
			}
		})
	}
}
