package alert

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// town is an Alert with a ledger in memory, a clock that is set, and people who listen.
type town struct {
	*Handler
	mu    sync.Mutex
	now   time.Time
	heard []message.Message
	mends []event.Repair
	plans map[string][]string // the vaults that plans copy to, by plan id
	shut  error               // what the look at a plan answers instead
	put   []message.Message   // on the bus
	again []event.Message     // to be put later
	jam   error               // what the bus answers instead of taking an event
	full  error               // what the queue answers instead of keeping it
	deaf  error               // what the topic answers instead of taking a message
	while func()              // what happens while a message is on its way
}

func newTown() *town {
	memory := ledger.NewMemory()
	t := &town{now: handlertest.Noon()}
	t.Handler = &Handler{
		Ledger: memory, Facts: t, Points: t, CopyActions: t, Names: t, Topic: t, Bus: (*townBus)(t), Again: (*townBus)(t), Provision: t,
		Settings: settings.Settings{
			OptIn:  []string{"EBS", "EFS"},
			Alerts: settings.Alerts{GroupInterval: settings.Duration(5 * time.Minute), RepeatInterval: settings.Duration(4 * time.Hour), MaxCopyAge: settings.Duration(36 * time.Hour)},
			Mend:   settings.Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
		},
		CentralAccountID: handlertest.Central,
		Now:              t.clock,
	}
	return t
}

func (t *town) clock() time.Time { t.mu.Lock(); defer t.mu.Unlock(); return t.now }

func (t *town) wait(d time.Duration) { t.mu.Lock(); defer t.mu.Unlock(); t.now = t.now.Add(d) }

// Facts are of a copy about which nothing could be read.
func (t *town) Facts(_ context.Context, j event.JobStateChange) proof.Facts {
	return proof.Facts{Copy: proof.CopyAttempt{ResourceARN: j.ResourceARN, ResourceType: j.ResourceType, SourceAccount: j.Account, Region: j.Region}}
}

// CopyVaults are those of the plans that there are.
func (t *town) CopyVaults(_ context.Context, _, _, planID string) ([]string, bool, error) {
	vaults, exists := t.plans[planID]
	return vaults, exists, t.shut
}

// PointFacts are of a recovery point whose role is gone.
func (t *town) PointFacts(_ context.Context, p event.RecoveryPointStateChange) proof.Facts {
	return proof.Facts{
		Copy:       proof.CopyAttempt{RecoveryPointARN: p.RecoveryPointARN, ResourceType: p.ResourceType, SourceAccount: p.Account, Region: p.Region, SourceVaultARN: p.VaultARN, RoleARN: p.RoleARN},
		BackupRole: proof.Known(proof.Role{Owned: p.RoleARN == handlertest.RoleARN}),
	}
}

func (t *town) Account(_ context.Context, id string) (org.Account, error) {
	if id == handlertest.Member {
		return org.Account{ID: id, Name: "payments-prod"}, nil
	}
	return org.Account{}, errors.New("no such account")
}

func (t *town) Notify(_ context.Context, m message.Message) error {
	if t.while != nil {
		t.while()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deaf != nil {
		return t.deaf
	}
	t.heard = append(t.heard, m)
	return nil
}

func (t *town) Send(_ context.Context, m event.Message) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mends = append(t.mends, m.Body.(event.Repair))
	return nil
}

func (t *town) reasons() (out []alert.Reason) {
	for _, m := range t.heard {
		out = append(out, m.Reason)
	}
	return out
}

// hears fails unless exactly these were told, in order.
func (t *town) hears(tb testing.TB, want ...alert.Reason) {
	tb.Helper()
	if diff := cmp.Diff(want, t.reasons()); diff != "" {
		tb.Fatalf("told (-want +got):\n%s", diff)
	}
}

// arrives is a record with that body; it must end without an error.
func (t *town) arrives(tb testing.TB, body event.Body) batch.Outcome {
	tb.Helper()
	out, err := t.Record(context.Background(), record(tb, body))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func record(tb testing.TB, body event.Body) events.SQSMessage {
	tb.Helper()
	text, err := json.Marshal(event.NewMessage(body))
	if err != nil {
		tb.Fatal(err)
	}
	return events.SQSMessage{MessageId: "m", Body: string(text)}
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
