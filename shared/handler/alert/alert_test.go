package alert

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
)

func TestAlertTellsAndResolves(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	world.hears(t, alert.FirstNotification)
	out := world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	if !strings.Contains(out.Reason, "a reminder in 4 h") {
		t.Errorf("the silence about an event that came twice has no reason: %q", out.Reason)
	}
	world.Pass(handlertest.Minutes(10))
	world.arrives(t, backupJob("b", "vol-2", "FAILED", 10))
	world.hears(t, alert.FirstNotification, alert.NewAlerts) // an unknown cause has no place but the account
	world.Pass(4 * time.Hour)
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.FirstNotification, alert.NewAlerts, alert.Reminder)
	world.arrives(t, backupJob("c", "vol-1", "COMPLETED", 250))
	world.arrives(t, backupJob("c", "vol-1", "COMPLETED", 250))
	world.arrives(t, backupJob("d", "vol-2", "COMPLETED", 251))
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.FirstNotification, alert.NewAlerts, alert.Reminder, alert.AllResolved)
	if title := world.people.Heard[3].Title; title != "Backups of 2 volumes in payments-prod work again" {
		t.Errorf("resolved as %q", title)
	}
}

// A group that has closed is taken off the list of open groups by the tick.
func TestTickForgetsClosedGroups(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	world.arrives(t, backupJob("b", "vol-1", "COMPLETED", 1))
	world.Pass(time.Hour)
	world.arrives(t, event.Tick{At: world.At()})
	if open, err := world.Ledger.OpenGroups(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("still open: %v, %v", open, err)
	}
}

// What a group is silent about still ends with a reason, and the log line says what it was about.
func TestAlertGivesReasons(t *testing.T) {
	t.Parallel()
	spoof := backupJob("a", "vol-1", "FAILED", 0)
	spoof.ResourceARN = "arn:aws:ec2:eu-west-1:999988887777:volume/vol-1"
	elsewhere := copyJob("a", 0)
	elsewhere.DestinationVaultARN = "arn:aws:backup:eu-west-1:999988887777:backup-vault:x"
	tests := map[string]struct {
		body event.Body
		want string
	}{
		"a job that runs":                  {backupJob("a", "vol-1", "RUNNING", 0), "the job is not at its end: RUNNING"},
		"a job that went well":             {backupJob("a", "vol-1", "COMPLETED", 0), "it went well, and nothing was open"},
		"an event with another's resource": {spoof, "refused: the event is of account 222233334444 and names ec2 of account 999988887777"},
		"a copy to a third account":        {elsewhere, "refused: the copy of account 222233334444 goes to account 999988887777"},
		"a tick":                           {event.Tick{At: handlertest.Noon()}, "no group is open"},
		"a report of nothing":              {event.Report{GroupKey: "abcd", At: handlertest.Noon()}, "not told: nothing of the group is firing"},
		"an account to look at":            {event.ReconcileAccount{AccountID: handlertest.Member}, "event.ReconcileAccount is nothing to alert about"},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			out := world.arrives(t, tc.body)
			if out.Word != batch.WordIgnored || !strings.HasPrefix(out.Reason, tc.want) {
				t.Errorf("%s: %q, want %q", out.Word, out.Reason, tc.want)
			}
			world.hears(t)
		})
	}
}

// A restore from the central vault, shared with the account, fails: it is told although it names what is the central
// account's, and what was another's. The vault or the role of a third account is refused.
func TestARestoreFromASharedVaultIsTold(t *testing.T) {
	t.Parallel()
	restore := backupJob("a", "vol-1", "FAILED", 0)
	restore.Job, restore.JobID = event.Restore, "r"
	restore.SourceVaultARN = "arn:aws:backup:eu-west-1:" + handlertest.Central + ":backup-vault:farvault-locked"
	restore.RecoveryPointARN = "arn:aws:backup:eu-west-1:" + handlertest.Central + ":recovery-point:1"
	restore.ResourceARN = "arn:aws:ec2:eu-west-1:999988887777:volume/vol-1"
	world := newWorld()
	world.arrives(t, restore)
	world.hears(t, alert.FirstNotification)
	vault, role := restore, restore
	vault.SourceVaultARN = "arn:aws:backup:eu-west-1:999988887777:backup-vault:x"
	role.RoleARN = "arn:aws:iam::" + handlertest.Central + ":role/x"
	for _, forged := range []event.JobStateChange{vault, role} {
		world := newWorld()
		if out := world.arrives(t, forged); !strings.HasPrefix(out.Reason, "refused: ") {
			t.Errorf("a restore by a third account's vault or role: %s", out.Reason)
		}
		world.hears(t)
	}
}

func TestAlertRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", `{"version":9,"kind":"tick","tick":{}}`, `{"version":1,"kind":"tick"}`, "[]"} {
		if _, err := newWorld().Record(context.Background(), events.SQSMessage{Body: body}); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
}

// A failure that arrives after the good job that followed it opens nothing.
func TestAlertLateFailureIsOld(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.arrives(t, backupJob("b", "vol-1", "COMPLETED", 20))
	out := world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	if out.Reason != "a newer job has ended well: b" {
		t.Errorf("reason %q", out.Reason)
	}
	world.hears(t)
}

// Six jobs in all 720 orders, each event twice: the same end.
func TestAlertOrderOfEventsChangesNothing(t *testing.T) {
	t.Parallel()
	states := []string{"FAILED", "COMPLETED", "FAILED", "FAILED", "COMPLETED", "FAILED"}
	orders := permutations(6)
	if len(orders) != 720 {
		t.Fatalf("%d orders", len(orders))
	}
	for _, order := range orders {
		world := newWorld()
		world.Pass(handlertest.Minutes(10))
		for _, i := range order {
			world.arrives(t, backupJob(fmt.Sprint(i), "vol-1", states[i], i))
			world.arrives(t, backupJob(fmt.Sprint(i), "vol-1", states[i], i))
		}
		if last := world.reasons()[len(world.people.Heard)-1]; last != alert.FirstNotification {
			t.Fatalf("order %v ends with %s, but the newest job failed: %v", order, last, world.reasons())
		}
		world.arrives(t, backupJob("7", "vol-1", "COMPLETED", 9))
		world.tickAfter(t, 2*time.Hour) // what comes and goes is over once it has lasted
		if last := world.reasons()[len(world.people.Heard)-1]; last != alert.AllResolved {
			t.Fatalf("order %v: not resolved: %v", order, world.reasons())
		}
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return out
}

// Many functions at once: one speaks, nobody is lost.
func TestAlertStormIsOneMessage(t *testing.T) {
	t.Parallel()
	const many = 12 // more at once would need more tries than the ledger allows; the queue bounds them in production
	world := newWorld()
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			a, j := oursFailed(fmt.Sprint("job-", i), 0)
			a.Resource += fmt.Sprint(i)
			j.JobID, j.ResourceARN = a.JobID, a.Resource
			if _, err := world.failed(context.Background(), a, j, nil); unheld(err) != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	world.hears(t)
	world.Pass(handlertest.Minutes(6))
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.FirstNotification)
	last := world.people.Heard[len(world.people.Heard)-1]
	if last.Resources != many {
		t.Errorf("the last message is about %d resources, want %d", last.Resources, many)
	}
	if len(world.mends()) != many {
		t.Errorf("%d mends were asked, want one for each of %d jobs", len(world.mends()), many)
	}
}

// While one function speaks for a group, others add to it and are silent, and what they added is told later.
func TestWhoSpeaksIsNotInterrupted(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.people.While = func() {
		world.people.While = nil
		a, j := oursFailed("b", 0)
		a.Resource += "-other"
		out, err := world.failed(t.Context(), a, j, nil)
		if err != nil || !strings.Contains(out.Reason, "another function is telling this group") {
			t.Errorf("%s: %v", out.Reason, err)
		}
	}
	a, j := oursFailed("a", 0)
	world.fails(t, a, j)
	world.hears(t, alert.FirstNotification)
	world.Pass(handlertest.Minutes(5))
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t, alert.FirstNotification, alert.NewAlerts)
}

// What the central account says of a member's things is farvault's own word.
func TestAlertBelievesTheCentralAccount(t *testing.T) {
	t.Parallel()
	world := newWorld()
	j := copyJob("a", 0)
	j.Account = handlertest.Central
	world.arrives(t, j)
	world.hears(t, alert.FirstNotification)
}

// A topic that takes nothing loses nothing: the record comes again and is told.
func TestAlertTopicDown(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.people.Answer = errors.New("throttled")
	failed := handlertest.Record(t, backupJob("a", "vol-1", "FAILED", 0))
	_, err := world.Record(context.Background(), failed)
	if world.heldBack(err) {
		_, err = world.Record(context.Background(), failed)
	}
	if !errors.Is(err, world.people.Answer) {
		t.Fatalf("error %v does not say why nobody was told", err)
	}
	world.people.Answer = nil
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	world.hears(t, alert.FirstNotification)
}

// Every sample event is done with, one way or another, without an error.
func TestAlertSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			out, err := newWorld().Record(context.Background(), events.SQSMessage{Body: string(body)})
			if unheld(err) != nil || out.Reason == "" {
				t.Errorf("%s (%s): %v", out.Word, out.Reason, err)
			}
		})
	}
}
