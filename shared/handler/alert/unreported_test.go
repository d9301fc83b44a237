package alert

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// TestSilence: what people hear, look after look, beside what AWS itself says.
func TestSilence(t *testing.T) {
	t.Parallel()
	const plan = "1a2b"
	volume := backupJob("", "vol-1", "", 0).ResourceARN
	look := func(after int, p event.UnreportedFailure) event.Unreported {
		return event.Unreported{Account: handlertest.Member, Region: "eu-west-1", At: handlertest.Noon().Add(handlertest.Minutes(after)), Problems: []event.UnreportedFailure{p}}
	}
	run := event.UnreportedFailure{Kind: event.Run, Resource: "backup-rule/plan/daily", Plan: plan, Cause: "run-missed", Why: "It was due."}
	overdue := event.UnreportedFailure{Kind: event.Backup, Resource: volume, ResourceType: "EBS", Cause: "backup-overdue", Why: "It is old."}
	stuck := event.UnreportedFailure{Kind: event.Copy, Resource: volume, ResourceType: "EBS", Destination: handlertest.VaultARN, Cause: "copy-not-begun", JobID: "9A1B2C3D-4E5F-6071", State: "CREATED", Why: "It has not begun."}
	well := func(p event.UnreportedFailure, at time.Time) event.UnreportedFailure {
		return event.UnreportedFailure{Kind: p.Kind, Resource: p.Resource, Destination: p.Destination, Holds: true, At: at}
	}
	refused := event.SelectionRefused{Origin: event.Origin{ID: "e", Account: handlertest.Member, Region: "eu-west-1", Time: handlertest.Noon()},
		PlanARN: "arn:aws:backup:eu-west-1:" + handlertest.Member + ":backup-plan:" + plan, ErrorCode: "AccessDenied", Message: "User is not authorized to perform: tag:GetResources"}
	first, resolved := alert.FirstNotification, alert.AllResolved
	tests := map[string]struct {
		arrive func(*testing.T, *world)
		want   []alert.Reason
	}{
		"a missed run is told once, and its end": {func(t *testing.T, world *world) {
			world.arrives(t, look(0, run))
			world.arrives(t, look(60, run))
			world.arrives(t, look(120, well(run, time.Time{})))
		}, []alert.Reason{first, resolved}},
		"a refused selection says more than its missed run": {func(t *testing.T, world *world) {
			world.takes(t, refused)
			world.arrives(t, look(60, run))
		}, []alert.Reason{first}},
		"another plan's refused selection does not": {func(t *testing.T, world *world) {
			other := refused
			other.PlanARN += "c"
			world.takes(t, other)
			world.arrives(t, look(60, run))
		}, []alert.Reason{first, first}},
		"a plan that makes jobs again ends what was refused": {func(t *testing.T, world *world) {
			world.takes(t, refused)
			world.arrives(t, look(60, event.UnreportedFailure{Kind: event.Selection, Resource: "backup-plan/" + plan, Holds: true, At: handlertest.Noon().Add(handlertest.Minutes(30))}))
		}, []alert.Reason{first, resolved}},
		"jobs from before the refusal do not": {func(t *testing.T, world *world) {
			world.takes(t, refused)
			world.arrives(t, look(60, event.UnreportedFailure{Kind: event.Selection, Resource: "backup-plan/" + plan, Holds: true, At: handlertest.Noon().Add(-handlertest.Minutes(30))}))
		}, []alert.Reason{first}},
		"a failed backup says more than an overdue one": {func(t *testing.T, world *world) {
			world.arrives(t, backupJob("j", "vol-1", "FAILED", 0))
			world.arrives(t, look(60, overdue))
		}, []alert.Reason{first}},
		"an overdue backup ends with the next that completes": {func(t *testing.T, world *world) {
			world.arrives(t, look(0, overdue))
			world.arrives(t, backupJob("j", "vol-1", "COMPLETED", 30))
		}, []alert.Reason{first, resolved}},
		"and by the look, should that one's event be lost": {func(t *testing.T, world *world) {
			world.arrives(t, look(0, overdue))
			world.arrives(t, look(60, well(overdue, handlertest.Noon().Add(handlertest.Minutes(30)))))
		}, []alert.Reason{first, resolved}},
		"a copy that does not begin is told as the job that it is": {func(t *testing.T, world *world) {
			world.arrives(t, look(0, stuck))
			if footer := world.people.Heard[0].Footer + " " + world.people.Heard[0].Command; !strings.Contains(footer, "copy-not-begun") || !strings.Contains(footer, "farvault explain --live copy-job 9A1B2C3D-4E5F-6071") {
				t.Errorf("footer %q", footer)
			}
			done := copyJob("9A1B2C3D-4E5F-6071", 30)
			done.State, done.Message = "COMPLETED", ""
			world.arrives(t, done)
		}, []alert.Reason{first, resolved}},
		"a copy that does not begin is not overdue as well": {func(t *testing.T, world *world) {
			late := stuck
			late.Cause, late.JobID, late.State = "copy-overdue", "", ""
			world.arrives(t, look(0, stuck))
			world.arrives(t, look(60, late))
		}, []alert.Reason{first}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			tt.arrive(t, world)
			world.Pass(3 * time.Hour)
			world.arrives(t, event.Tick{At: world.At()})
			world.hears(t, tt.want...)
		})
	}
}

// TestWhatIsWellEveryHourIsNotWrittenDown: neither a rule nor a plan that nobody was told of leaves anything in the ledger.
func TestWhatIsWellEveryHourIsNotWrittenDown(t *testing.T) {
	t.Parallel()
	world := newWorld()
	for _, kind := range []event.JobKind{event.Run, event.Selection} {
		p := event.UnreportedFailure{Kind: kind, Resource: "backup-rule/plan/daily", Holds: true}
		world.arrives(t, event.Unreported{Account: handlertest.Member, Region: "eu-west-1", At: handlertest.Noon(), Problems: []event.UnreportedFailure{p}})
		f := alert.Problem{Account: handlertest.Member, Region: "eu-west-1", Job: kind, Resource: p.Resource}.Fingerprint()
		if history, err := world.Ledger.History(t.Context(), f); err != nil || !history.LastGood.IsZero() {
			t.Errorf("%s: %+v, %v", kind, history, err)
		}
	}
}

// A look that finds several things of farvault's own wrong in one account asks for one repair of it, and the next look for another.
func TestOneRepairForEachLookAndAccount(t *testing.T) {
	t.Parallel()
	world := newWorld()
	off := func(kind string) event.UnreportedFailure {
		return event.UnreportedFailure{Kind: "opt-in", Resource: "opt-in/" + kind, ResourceType: kind, Cause: "resource-type-not-opted-in", Why: "It is off.", Ours: true}
	}
	look := func(after int, account string, problems ...event.UnreportedFailure) {
		world.arrives(t, event.Unreported{Account: account, Region: "eu-west-1", At: handlertest.Noon().Add(handlertest.Minutes(after)), Problems: problems})
	}
	look(0, handlertest.Member, off("EBS"), off("EFS"))
	look(0, handlertest.Member, off("RDS"))
	look(0, "333344445555", off("EBS"), off("EFS"))
	if n := len(world.mends()); n != 2 {
		t.Errorf("one look at two accounts asks for %d repairs, want 2: %v", n, world.mends())
	}
	look(60, handlertest.Member, off("EBS"), off("EFS"))
	if n := len(world.mends()); n != 3 {
		t.Errorf("the next look makes it %d repairs, want 3", n)
	}
}
