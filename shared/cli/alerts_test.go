package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/ledger"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// fails puts the failure into its group.
func fails(t *testing.T, records *ledger.Ledger, a alert.Alert) {
	t.Helper()
	_, err := records.UpdateGroup(t.Context(), a.Group().Key(), noon, func(r alert.Record) (alert.Record, bool) {
		return r.Of(a.Group()).Apply(alert.Failed{Alert: a, LastGood: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What is muted is listed with who, why and until when, beside what is open, and no longer once it has lapsed.
func TestAlertsMuteAndList(t *testing.T) {
	t.Parallel()
	records := ledger.NewMemory()
	a := alert.Alert{Problem: alert.Problem{Account: "222233334444", Region: "eu-west-1", Job: event.Copy, Resource: "volume"},
		JobID: "a", State: "FAILED", At: noon, Diagnosis: catalog.Diagnosis{Cause: "backup-role-gone", Where: "role"}}
	fails(t, records, a)
	var out bytes.Buffer
	s := Streams{Out: &out, Err: &out}
	mute := alertsMuteCommand{writeFlags: writeFlags{Yes: true}, mutedFlags: mutedFlags{Cause: "backup-role-gone"}, Why: "a move", Owner: "ana", For: time.Hour}
	if err := mute.mute(t.Context(), s, records, noon); err != nil {
		t.Fatal(err)
	}
	if err := (alertsListCommand{}).list(t.Context(), s, records, noon); err != found {
		t.Errorf("listing what is open ends with %v", err)
	}
	want := "muted  backup-role-gone until 13:00 UTC, by ana: a move\n" +
		"GROUP  ACCOUNT       RESOURCE  FAILURES  FOR          CAUSE\n" +
		alert.Short(a.Group().Key()) + "   222233334444  volume    1         under 1 min  backup-role-gone; muted: backup-role-gone until 13:00 UTC, by ana: a move\n" +
		"muted  backup-role-gone until 13:00 UTC, by ana: a move\n"
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
	out.Reset()
	if err := (alertsListCommand{}).list(t.Context(), s, records, noon.Add(time.Hour)); err != found || strings.Contains(out.String(), "muted") {
		t.Errorf("a mute that has lapsed is listed: %s", out.String())
	}
}

// A group that tells of all that fails in an account is muted with all its causes: its message names the command.
func TestAlertsMuteAGroupOfSeveralCauses(t *testing.T) {
	t.Parallel()
	records := ledger.NewMemory()
	a := alert.Alert{Problem: alert.Problem{Account: "222233334444", Region: "eu-west-1", Job: event.Copy, Resource: "one"},
		JobID: "a", State: "FAILED", At: noon, Diagnosis: catalog.Diagnosis{Cause: "key-missing"}}
	b := a
	b.Resource, b.JobID, b.Diagnosis.Cause = "two", "b", "key-disabled"
	group := alert.NewRecord(a.Group())
	r, err := records.UpdateGroup(t.Context(), group.Key, noon, func(r alert.Record) (alert.Record, bool) {
		return r.Of(a.Group()).Apply(alert.Failed{Alert: a}, alert.Failed{Alert: b})
	})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	mute := alertsMuteCommand{writeFlags: writeFlags{Yes: true}, Group: alert.Short(group.Key), Why: "a move", Owner: "ana", For: time.Hour}
	if err := mute.mute(t.Context(), Streams{Out: &out, Err: &out}, records, noon); err != nil {
		t.Fatal(err)
	}
	mutes, err := records.Mutes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if alert.Muted(r, alert.FirstNotification, mutes, noon) == "" {
		t.Errorf("the group speaks after:\n%s", out.String())
	}
}

// A mute that is wrong is wrong use, and nothing is written.
func TestAlertsMuteRefuses(t *testing.T) {
	t.Parallel()
	records := ledger.NewMemory()
	err := alertsMuteCommand{Why: "x", Owner: "y", For: time.Hour}.mute(t.Context(), Streams{}, records, noon)
	if _, wrong := err.(usage); !wrong {
		t.Errorf("error %v", err)
	}
	if mutes, _ := records.Mutes(t.Context()); len(mutes) != 0 {
		t.Errorf("written: %v", mutes)
	}
}

// However many groups are open, all are listed.
func TestAlertsListIsWhole(t *testing.T) {
	t.Parallel()
	const groups = 2_000
	records := ledger.NewMemory()
	for i := range groups {
		a := alert.Alert{Problem: alert.Problem{Account: "222233334444", Region: "eu-west-1", Job: event.Copy, Resource: "volume"},
			JobID: "a", State: "FAILED", At: noon, Diagnosis: catalog.Diagnosis{Cause: "backup-role-gone", Where: fmt.Sprint("role-", i)}}
		fails(t, records, a)
	}
	var out bytes.Buffer
	if err := (alertsListCommand{}).list(t.Context(), Streams{Out: &out}, records, noon); err != found {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "  backup-role-gone\n"); got != groups {
		t.Errorf("%d of %d groups are listed", got, groups)
	}
}

// A group is shown by the first letters of its key, as its message reads now.
func TestAlertsShow(t *testing.T) {
	t.Parallel()
	records := ledger.NewMemory()
	a := alert.Alert{Problem: alert.Problem{Account: "222233334444", Region: "eu-west-1", Job: event.Copy, Resource: "volume", ResourceType: "EBS"},
		JobID: "a", State: "FAILED", At: noon, Diagnosis: catalog.Diagnosis{Cause: "backup-role-gone", Where: "role"}}
	fails(t, records, a)
	var out bytes.Buffer
	show := alertsShowCommand{Group: strings.ToUpper(alert.Short(a.Group().Key()))}
	if err := show.show(t.Context(), Streams{Out: &out}, records, noon.Add(time.Hour)); err != found || !strings.HasPrefix(out.String(), "RED  ") || !strings.Contains(out.String(), "222233334444") {
		t.Errorf("%v: %s", err, out.String())
	}
	if err := (alertsShowCommand{Group: "none"}).show(t.Context(), Streams{Out: &out}, records, noon); report(&bytes.Buffer{}, "farvault", err) != 2 {
		t.Errorf("a group that is not there ends with %v", err)
	}
}
