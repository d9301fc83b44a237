package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/ledger"
)

// A deletion is ended by people alone, with a reason and a name, and is listed with both. Nothing else can be accepted.
func TestAlertsAcceptEndsADeletion(t *testing.T) {
	t.Parallel()
	records := ledger.NewMemory()
	deleted := alert.Alert{Problem: alert.Problem{Account: "111122223333", Region: "eu-west-1", Job: event.Custody, Resource: "point"},
		JobID: "call-1", State: "DeleteRecoveryPoint", At: noon, Deleted: &alert.Deletion{By: "alice"},
		Diagnosis: catalog.Diagnosis{Cause: "recovery-point-deleted", Where: "vault"}}
	failed := alert.Alert{Problem: alert.Problem{Account: "222233334444", Region: "eu-west-1", Job: event.Copy, Resource: "volume"},
		JobID: "a", State: "FAILED", At: noon, Diagnosis: catalog.Diagnosis{Cause: "backup-role-gone", Where: "role"}}
	fails(t, records, deleted)
	fails(t, records, failed)
	var out bytes.Buffer
	s := Streams{Out: &out, Err: &out}
	group := alert.Short(deleted.Group().Key())
	for wrong, c := range map[string]alertsAcceptCommand{
		"a reason must be given": {Group: group, accountable: accountable{Owner: "ana"}, writeFlags: writeFlags{Yes: true}},
		"an owner must be given": {Group: group, accountable: accountable{Why: "a test", Owner: " "}, writeFlags: writeFlags{Yes: true}},
		"it ends by itself":      {Group: alert.Short(failed.Group().Key()), accountable: accountable{Why: "a test", Owner: "ana"}, writeFlags: writeFlags{Yes: true}},
		"no open group":          {Group: "zzzz", accountable: accountable{Why: "a test", Owner: "ana"}, writeFlags: writeFlags{Yes: true}},
	} {
		err := c.accept(t.Context(), s, records, noon)
		if _, is := err.(usage); !is || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%v, want %q", err, wrong)
		}
	}
	if err := (alertsAcceptCommand{Group: group, accountable: accountable{Why: "a test vault", Owner: "ana"}, writeFlags: writeFlags{Yes: true}}).accept(t.Context(), s, records, noon); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := (alertsListCommand{}).list(t.Context(), s, records, noon.Add(time.Hour)); err != found {
		t.Fatal(err)
	}
	want := "accepted  " + group + " recovery-point-deleted: 1 accepted 12:00 UTC, by ana: a test vault\n"
	if !strings.HasSuffix(out.String(), want) || strings.Count(out.String(), "recovery-point-deleted") != 1 {
		t.Errorf("listed:\n%s", out.String())
	}
	r, err := records.Group(t.Context(), deleted.Group().Key())
	if err != nil || r.Open || r.Acceptance == nil || r.Awaits() {
		t.Errorf("%+v, %v", r, err)
	}
}
