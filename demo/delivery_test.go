package demo

import (
	"context"
	"testing"

	"farvault/shared/alert"
	"farvault/simulator/eventbridge"
)

// TestAFailureIsToldOnceHoweverItsEventsArrive: AWS Backup's events are best effort. What is
// lost the sweep finds under the same fingerprint, and what comes twice is one.
func TestAFailureIsToldOnceHoweverItsEventsArrive(t *testing.T) {
	t.Parallel()
	for law, times := range map[string]int{
		"an event that is lost is found by the sweep": 0,
		"an event that comes once":                    1,
		"an event that comes five times":              5,
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := protected(t)
			s.world.EventBridge.Deliveries = func(e eventbridge.Event) int {
				if e.DetailType == "Copy Job State Change" {
					return times
				}
				return 1
			}
			if err := s.setKeyPolicy(context.Background(), s.closedKeyPolicy()); err != nil {
				t.Fatal(err)
			}
			s.nextBackup()
			if told := s.log.told(); told.first != 1 {
				t.Errorf("the failure was told %d times%s", told.first, s.trouble())
			}
			var open []alert.Group
			for _, g := range s.groups() {
				if g.Open {
					open = append(open, g.Group)
				}
			}
			if len(open) != 1 || open[0].Cause != "source-key-not-shared" || open[0].Place != s.volumeKey {
				t.Errorf("open groups %+v", open)
			}
		})
	}
}
