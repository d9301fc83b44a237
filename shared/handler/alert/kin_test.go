package alert

import (
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/unreported"
)

// missing is the hourly look that finds the copy of a run gone from the central vault.
func missing(w *world, run time.Time) event.Unreported {
	f := event.UnreportedFailure{Kind: event.Copy, Resource: fileSystem, ResourceType: "EFS", Destination: handlertest.VaultARN,
		Cause: "copy-overdue", RunAt: run, Why: "It is overdue."}
	return event.Unreported{Account: handlertest.Member, Region: "eu-west-1", At: w.At(), Problems: []event.UnreportedFailure{
		unreported.CopyDeleted(f, unreported.Copied{JobID: "j", Point: pointARN(1), At: run.Add(time.Hour)})}}
}

// One deletion is one group: that the copy is missing is told by who deleted it, whenever its resource came to be known,
// and after people have accepted it too. A copy that nobody is known to have deleted, or of a later run, is told.
func TestOneDeletionIsOneGroup(t *testing.T) {
	t.Parallel()
	run := handlertest.Noon().Add(-time.Hour)
	for law, tc := range map[string]struct {
		before func(*testing.T, *world)
		run    time.Time
		want   []alert.Reason
	}{
		"the event came before the call": {func(t *testing.T, w *world) {
			w.backupSays(t, 1, 100)
			w.calls(t, event.DeletePoint, "alice", 1)
		}, run, []alert.Reason{alert.FirstNotification}},
		"the event came after the call": {func(t *testing.T, w *world) {
			w.calls(t, event.DeletePoint, "alice", 1)
			w.backupSays(t, 1, 100)
		}, run, []alert.Reason{alert.FirstNotification}},
		"nobody is known to have done it": {func(*testing.T, *world) {}, run, []alert.Reason{alert.FirstNotification}},
		"it was the copy of an earlier run": {func(t *testing.T, w *world) {
			w.backupSays(t, 1, 100)
			w.calls(t, event.DeletePoint, "alice", 1)
		}, handlertest.Noon().Add(time.Hour), []alert.Reason{alert.FirstNotification, alert.FirstNotification}},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			tc.before(t, w)
			w.Pass(time.Hour)
			w.arrives(t, missing(w, tc.run))
			w.arrives(t, missing(w, tc.run))
			w.hears(t, tc.want...)
		})
	}
}

// A central key that is to be deleted is one group, whoever finds it first: the call, the look, or the copies.
func TestOneKeyIsOneGroup(t *testing.T) {
	t.Parallel()
	key := func(job event.JobKind, cause, resource string) alert.Alert {
		return alert.Alert{Problem: alert.Problem{Account: handlertest.Central, Region: "eu-west-1", Job: job, Resource: resource}, JobID: cause,
			State: "FAILED", At: handlertest.Noon(), Diagnosis: catalog.Diagnosis{Category: catalog.KMS, Cause: cause, Proof: catalog.Confirmed, Where: handlertest.KeyARN}}
	}
	looked, copied := key(event.Key, "key-disabled", handlertest.KeyARN), key(event.Copy, "destination-key-unusable", fileSystem)
	for law, order := range map[string][]alert.Alert{"the look first": {looked, copied}, "the copies first": {copied, looked}} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			for _, a := range order {
				w.fails(t, a, event.JobStateChange{})
			}
			w.hears(t, alert.FirstNotification)
			w.Pass(handlertest.Minutes(6))
			w.arrives(t, event.Tick{At: w.At()})
			w.hears(t, alert.FirstNotification, alert.NewAlerts)
			if w.people.Heard[0].GroupKey != w.people.Heard[1].GroupKey {
				t.Error("told in two groups")
			}
		})
	}
}

// A second copy that failed for what is repaired meanwhile, as it is when a function died and its record comes again, is
// no incident of its own: its proof finds nothing, and it joins the group of the vault.
func TestAFailureThatIsProvenLateJoinsItsIncident(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, j := oursFailed("a", 0)
	if _, err := w.failed(t.Context(), a, j, nil); unheld(err) != nil {
		t.Fatal(err)
	}
	late, j := oursFailed("b", 0)
	late.Resource = fileSystem
	j.ResourceARN, late.Diagnosis.Where, late.Diagnosis.Proof = fileSystem, "", catalog.Suspected
	late.Diagnosis.Checks[1].Outcome = catalog.Pass
	if _, err := w.failed(t.Context(), late, j, nil); unheld(err) != nil {
		t.Fatal(err)
	}
	w.Pass(handlertest.Minutes(6))
	w.arrives(t, event.Tick{At: w.At()})
	w.hears(t, alert.FirstNotification)
	if n := w.people.Heard[0].Resources; n != 2 {
		t.Errorf("told of %d resources, want 2", n)
	}
}
