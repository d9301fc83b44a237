package alert

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/proof/prooftest"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// world is the handler with a ledger in memory, a clock that is set, and people who listen.
type world struct {
	*Handler
	handlertest.Clock
	people    handlertest.People
	bus       handlertest.People
	again     handlertest.Queue               // events that the bus did not take
	provision handlertest.Queue               // what is asked of provision
	plans     map[string][]string             // the vaults that plans copy to, by plan id
	shut      error                           // what the look at a plan answers instead
	arrived   map[string][]alert.Evidence     // by vault and resource: what the vaults have
	jobs      map[string]event.JobStateChange // by id: what AWS Backup says of copy jobs
	begins    map[string]time.Time            // by recovery point
	hidden    error                           // what the vaults answer instead

	facts []func(*proof.Facts) // what is broken in the proof's world; nil: nothing can be read

	points map[string]unreported.PointNow // recovery points that are there
	vault  proof.Vault
	left   map[string]unreported.Left
}

func newWorld() *world {
	t := &world{arrived: map[string][]alert.Evidence{}, jobs: map[string]event.JobStateChange{}, begins: map[string]time.Time{}}
	t.Handler = &Handler{
		Ledger: ledger.NewMemory(), Facts: t, Points: t, CopyActions: t, Copies: t, Jobs: t, Custody: t, Names: t, Topic: &t.people, Bus: &t.bus, Again: &t.again, Provision: &t.provision,
		Settings: settings.Settings{
			OptIn:  []string{"EBS", "EFS"},
			Alerts: settings.Alerts{GroupInterval: settings.Duration(5 * time.Minute), RepeatInterval: settings.Duration(4 * time.Hour), MaxCopyAge: settings.Duration(36 * time.Hour)},
			Mend:   settings.Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
		},
		CentralAccountID: handlertest.Central,
		Now:              t.At,
	}
	return t
}

// mends is what was asked of provision.
func (t *world) mends() (all []event.Repair) {
	for _, m := range t.provision.Sent {
		all = append(all, m.Body.(event.Repair))
	}
	return all
}

// Facts are of a copy about which nothing could be read, unless the world says what is broken.
func (t *world) Facts(_ context.Context, j event.JobStateChange) proof.Facts {
	if t.facts != nil {
		f := prooftest.Healthy()
		for _, breaks := range t.facts {
			breaks(&f)
		}
		return f
	}
	return proof.Facts{Copy: proof.CopyAttempt{ResourceARN: j.ResourceARN, ResourceType: j.ResourceType, SourceAccount: j.Account, Region: j.Region}}
}

// CopyVaults are those of the plans that there are.
func (t *world) CopyVaults(_ context.Context, _, _, planID string) ([]string, bool, error) {
	vaults, exists := t.plans[planID]
	return vaults, exists, t.shut
}

// PointNow is one of the points that are there.
func (t *world) PointNow(_ context.Context, _, pointARN string) (unreported.PointNow, error) {
	return t.points[pointARN], t.shut
}

func (t *world) VaultNow(context.Context, string) (proof.Vault, error) { return t.vault, t.shut }

func (t *world) Left(context.Context, string, []string) map[string]unreported.Left { return t.left }

// PointFacts are of a recovery point whose role is gone.
func (t *world) PointFacts(_ context.Context, p event.RecoveryPointStateChange) proof.Facts {
	return proof.Facts{
		Copy:       proof.CopyAttempt{RecoveryPointARN: p.RecoveryPointARN, ResourceType: p.ResourceType, SourceAccount: p.Account, Region: p.Region, SourceVaultARN: p.VaultARN, RoleARN: p.RoleARN},
		BackupRole: proof.Known(proof.Role{Owned: p.RoleARN == handlertest.RoleARN}),
	}
}

func (t *world) Account(_ context.Context, id string) (org.Account, error) {
	if id == handlertest.Member {
		return org.Account{ID: id, Name: "payments-prod"}, nil
	}
	return org.Account{}, errors.New("no such account")
}

func (t *world) reasons() (out []alert.Reason) {
	for _, m := range t.people.Heard {
		out = append(out, m.Reason)
	}
	return out
}

// hears fails unless exactly these were told, in order.
func (t *world) hears(tb testing.TB, want ...alert.Reason) {
	tb.Helper()
	if diff := cmp.Diff(want, t.reasons()); diff != "" {
		tb.Fatalf("told (-want +got):\n%s", diff)
	}
}

// arrives is a record with that body; it must end without an error.
func (t *world) arrives(tb testing.TB, body event.Body) batch.Outcome {
	tb.Helper()
	t.keep(body)
	record := handlertest.Record(tb, body)
	out, err := t.Record(context.Background(), record)
	if t.heldBack(err) {
		record.Attributes = map[string]string{"ApproximateReceiveCount": "2"}
		out, err = t.Record(context.Background(), record)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// unheld is the error without the one by which a record comes again once its message has waited for a repair.
func unheld(err error) error {
	var later batch.Later
	if errors.As(err, &later) && later.After >= 10*time.Second {
		return nil
	}
	return err
}

// heldBack lets the time pass that a message waits for a repair, if it does.
func (t *world) heldBack(err error) bool {
	var later batch.Later
	if !errors.As(err, &later) || unheld(err) != nil {
		return false
	}
	t.Pass(later.After)
	return true
}

// keep puts into the vaults what a body says has arrived there.
func (t *world) keep(body event.Body) {
	arrives := func(vault, resource string, at time.Time) {
		t.arrived[vault+resource] = append(t.arrived[vault+resource], alert.Evidence{Point: "arn:copy", Begun: at, Completed: at})
	}
	switch b := body.(type) {
	case event.JobStateChange:
		if b.Job == event.Copy && b.Good() {
			arrives(b.DestinationVaultARN, b.ResourceARN, alert.EndedAt(b))
		}
	case event.Unreported:
		for _, p := range b.Problems {
			if p.Kind == event.Copy && p.Holds {
				arrives(p.Destination, p.Resource, firstTime(p.At, b.At))
			}
		}
	}
}

func (t *world) Arrived(_ context.Context, vault, resource string, since time.Time) ([]alert.Evidence, error) {
	return slices.DeleteFunc(slices.Clone(t.arrived[vault+resource]), func(e alert.Evidence) bool { return e.Begun.Before(since) }), t.hidden
}

func (t *world) BackupBegun(_ context.Context, _, _, _, point string) (time.Time, error) {
	return t.begins[point], nil
}

func (t *world) CopyJob(_ context.Context, _, _, id string) (event.JobStateChange, error) {
	j, there := t.jobs[id]
	if !there {
		return j, errors.New("no such job")
	}
	return j, nil
}

// All are the jobs that failed since a time.
func (t *world) All(_ context.Context, accounts []string, region string, since time.Time) (all []event.JobStateChange, err error) {
	for _, j := range t.jobs {
		if slices.Contains(accounts, j.Account) && j.Region == region && j.Bad() && alert.EndedAt(j).After(since) {
			all = append(all, j)
		}
	}
	return all, t.shut
}

// backupJob is a backup of the volume with that name, at its end so many handlertest.Minutes after noon.
func backupJob(id, volume, state string, after int) event.JobStateChange {
	j := event.JobStateChange{
		Origin: event.Origin{ID: "e-" + id, Account: handlertest.Member, Region: "eu-west-1", Time: handlertest.Noon().Add(handlertest.Minutes(after))},
		Job:    event.Backup, JobID: id, State: state, ResourceType: "EBS",
		ResourceARN: "arn:aws:ec2:eu-west-1:" + handlertest.Member + ":volume/" + volume,
		CompletedAt: handlertest.Noon().Add(handlertest.Minutes(after)),
	}
	if state == "FAILED" {
		j.Message = "The dog ate the backup."
	}
	return j
}

func copyJob(id string, after int) event.JobStateChange {
	j := backupJob(id, "vol-1", "FAILED", after)
	j.Job, j.Message = event.Copy, "Access Denied trying to call AWS Backup service"
	j.RecoveryPointARN = "arn:aws:ec2:eu-west-1::snapshot/snap-1"
	j.DestinationVaultARN = handlertest.VaultARN
	return j
}

func firstTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
