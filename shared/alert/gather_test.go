package alert_test

import (
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/settings"
)

// TestTheFirstLookAtAnAccountIsOneMessage, whatever it finds tagged wrongly and in how many Regions; what a later look
// says takes its place.
func TestTheFirstLookAtAnAccountIsOneMessage(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	d, known := catalog.OfUnreported(event.UnreportedFailure{Cause: "tagged-not-backed-up", Why: "vol-1 has Backup=Daily."})
	if !known {
		t.Fatal("the catalog has no such cause")
	}
	tagged := func(region, resource, why string, at time.Time) alert.Alert {
		diagnosis := d
		diagnosis.Why = why
		return alert.Alert{Problem: alert.Problem{Account: "222233334444", Region: region, Job: event.Tagged, Resource: resource}, JobID: "silence-" + why, State: alert.Unreported, At: at, Diagnosis: diagnosis}
	}
	first, second := tagged("eu-west-1", "vol-1", "first", at), tagged("eu-central-1", "vol-2", "second", at.Add(time.Minute))
	if first.Group() != second.Group() {
		t.Fatalf("two groups: %v and %v", first.Group(), second.Group())
	}
	s := settings.Alerts{GroupInterval: settings.Duration(5 * time.Minute), RepeatInterval: settings.Duration(24 * time.Hour)}
	r, _ := alert.NewRecord(first.Group()).Apply(alert.Failed{Alert: first})
	if got := alert.Decide(r, at, s).Reason; got != alert.Suppressed {
		t.Errorf("told at once: %s", got)
	}
	r, _ = r.Apply(alert.Failed{Alert: second})
	if got := alert.Decide(r, at.Add(5*time.Minute), s).Reason; got != alert.FirstNotification || len(r.Firing()) != 2 || r.Alert.Diagnosis.Why != "second" {
		t.Errorf("after five minutes: %s, of %d, says %q", got, len(r.Firing()), r.Alert.Diagnosis.Why)
	}
}
