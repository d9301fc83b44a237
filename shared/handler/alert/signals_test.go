package alert

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/settings"
)

func origin(id string, after int) event.Origin {
	return event.Origin{ID: id, Account: handlertest.Member, Region: "eu-west-1", Time: handlertest.Noon().Add(handlertest.Minutes(after))}
}

// What no job stands behind is told and resolved like a job. Each sign is told by what comes first and ended by what comes after it.
func TestSignsWithoutAJob(t *testing.T) {
	t.Parallel()
	plan := "arn:aws:backup:eu-west-1:222233334444:backup-plan:0d3f2b1e-5f0a-4a64-9f3e-6a1f4f8a7c11"
	selected := backupJob("b", "vol-1", "COMPLETED", 60)
	selected.PlanID = "0d3f2b1e-5f0a-4a64-9f3e-6a1f4f8a7c11"
	point := event.RecoveryPointStateChange{Origin: origin("a", 0), Status: "EXPIRED", RecoveryPointARN: "arn:aws:ec2:eu-west-1::snapshot/snap-1"}
	available := point
	available.Origin, available.Status = origin("b", 60), "AVAILABLE"
	tests := map[string]struct {
		bad, good  event.Event
		title, end string
	}{
		"a plan that selects nothing, until a backup of it goes well": {
			bad:   event.SelectionRefused{Origin: origin("a", 0), PlanARN: plan, ErrorCode: "AccessDenied", Message: "The dog ate the role."},
			good:  selected,
			title: "1 backup plan in payments-prod selects nothing, so nothing is backed up",
			end:   "backup plan 0d3f2b1e-5f0a-4a64-9f3e-6a1f4f8a7c11 in payments-prod works again",
		},
		"a type switched off, until it is on": {
			bad:   event.OptInChange{Origin: origin("a", 0), OptIn: map[string]bool{"EFS": false, "Aurora": false}},
			good:  event.OptInChange{Origin: origin("b", 60), OptIn: map[string]bool{"EFS": true}},
			title: "AWS Backup is switched off for EFS in payments-prod",
			end:   "resource type EFS in payments-prod works again",
		},
		"a recovery point in a bad state, until it is well": {
			bad: point, good: available,
			title: "1 recovery point in payments-prod is past its retention and still costs money",
			end:   "recovery point snap-1 in payments-prod works again",
		},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			world.takes(t, tc.bad)
			world.takes(t, tc.bad)
			world.hears(t, alert.FirstNotification)
			world.Pass(time.Hour)
			world.takes(t, tc.good)
			world.takes(t, tc.bad) // delivered again, late
			world.hears(t, alert.FirstNotification, alert.AllResolved)
			if world.people.Heard[0].Title != tc.title || world.people.Heard[1].Title != tc.end {
				t.Errorf("told %q and %q", world.people.Heard[0].Title, world.people.Heard[1].Title)
			}
		})
	}
}

// What the settings do not name is the account's own business.
func TestOptInOfATypeNobodyWants(t *testing.T) {
	t.Parallel()
	world := newWorld()
	out := world.takes(t, event.OptInChange{Origin: origin("a", 0), OptIn: map[string]bool{"Neptune": false}})
	if out.Reason != "the settings name none of Neptune" {
		t.Errorf("reason %q", out.Reason)
	}
	world.hears(t)
}

// A type that is switched off is put on again by provision, in the member.
func TestOptInIsMended(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.takes(t, event.OptInChange{Origin: origin("a", 0), OptIn: map[string]bool{"EFS": false}})
	if len(world.mends()) != 1 || world.mends()[0].Accounts[0] != handlertest.Member || len(world.mends()[0].Copies) != 0 {
		t.Errorf("mends: %+v", world.mends())
	}
}

// takes is an event as it is after decoding.
func (t *world) takes(tb testing.TB, e event.Event) (out batch.Outcome) {
	tb.Helper()
	out, err := t.taken(tb.Context(), tb, e)
	if t.heldBack(err) {
		again := events.SQSMessage{Attributes: map[string]string{"ApproximateReceiveCount": "2"}}
		out, err = t.taken(batch.Delivered(tb.Context(), again), tb, e)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func (t *world) taken(ctx context.Context, tb testing.TB, e event.Event) (out batch.Outcome, err error) {
	switch e := e.(type) {
	case event.JobStateChange:
		out, err = t.job(ctx, e)
	case event.SelectionRefused:
		out, err = t.selection(ctx, e)
	case event.OptInChange:
		out, err = t.optIn(ctx, e)
	case event.RecoveryPointStateChange:
		out, err = t.recoveryPoint(ctx, e)
	case event.Report:
		out, err = t.report(ctx, e)
	case event.Unreported:
		out, err = t.unreported(ctx, e)
	default:
		tb.Fatalf("%T", e)
	}
	return out, err
}

// Where the sweep looks for what has outlived its retention a vault is told as one, and its look ends it; elsewhere, and of what was kept
// for less than the settings say, each recovery point is told by itself, until AWS Backup says that it is deleted.
func TestExpiredRecoveryPoints(t *testing.T) {
	t.Parallel()
	const local = "arn:aws:backup:eu-west-1:222233334444:backup-vault:farvault-local"
	point := func(vault string, days int, id string) event.RecoveryPointStateChange {
		return event.RecoveryPointStateChange{Origin: origin(id, 0), Status: "EXPIRED", RecoveryPointARN: "arn:aws:ec2:eu-west-1::snapshot/snap-" + id,
			ResourceType: "EBS", VaultARN: vault, RoleARN: handlertest.RoleARN, CreatedAt: handlertest.Noon().AddDate(0, 0, -days)}
	}
	looked := func(after int, holds bool) event.Unreported {
		p := event.UnreportedFailure{Kind: event.Retention, Resource: local, Holds: holds}
		if !holds {
			oldest := point(local, 30, "a")
			oldest.Time = handlertest.Noon().Add(handlertest.Minutes(after))
			p.Cause, p.Why, p.Point = "recovery-point-not-deleted", "2 recovery points are still there.", &oldest
		}
		return event.Unreported{Account: handlertest.Member, Region: "eu-west-1", At: handlertest.Noon().Add(handlertest.Minutes(after)), Problems: []event.UnreportedFailure{p}}
	}
	deleted := point("", 30, "a")
	deleted.Origin, deleted.Status = origin("z", 60), "DELETED"
	const vaultTitle, pointTitle = "Backups in 1 vault in payments-prod are past their retention and still cost money",
		"1 recovery point in payments-prod is past its retention and still costs money"
	tests := map[string]struct {
		heard []event.Event
		title string
		told  []alert.Reason
		why   string
	}{
		"two of one vault are told as one, until the look finds none": {[]event.Event{point(local, 30, "a"), point(local, 30, "b"), looked(30, true)}, vaultTitle,
			[]alert.Reason{alert.FirstNotification, alert.AllResolved}, "does not exist"},
		"what AWS said of is not told again by the look": {[]event.Event{point(local, 30, "a"), looked(30, false), looked(90, true)}, vaultTitle,
			[]alert.Reason{alert.FirstNotification, alert.AllResolved}, "does not exist"},
		"what AWS said nothing of the look tells, once": {[]event.Event{looked(30, false), looked(90, false), looked(150, true)}, vaultTitle,
			[]alert.Reason{alert.FirstNotification, alert.AllResolved}, "2 recovery points are still there."},
		"another vault's is told by itself, until it is deleted": {[]event.Event{point(local+"-other", 30, "a"), looked(30, true), deleted}, pointTitle,
			[]alert.Reason{alert.FirstNotification, alert.AllResolved}, "does not exist"},
		"so is what was kept for less than the settings say": {[]event.Event{point(local, 29, "a"), looked(30, true), deleted}, pointTitle,
			[]alert.Reason{alert.FirstNotification, alert.AllResolved}, "does not exist"},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			world.Settings.LocalVault.BackupVaultName = "farvault-local"
			world.Settings.BackupPlans = []settings.BackupPlan{{Rules: []settings.BackupRule{{Lifecycle: settings.Lifecycle{DeleteAfterDays: 30}}}}}
			for _, e := range tc.heard {
				world.takes(t, e)
			}
			world.hears(t, tc.told...)
			first := world.people.Heard[0]
			if first.Title != tc.title || first.Color != alert.Amber || !strings.Contains(strings.Join(first.Sections[0].Lines, "\n"), tc.why) {
				t.Errorf("%s %q: %q", first.Color, first.Title, first.Sections)
			}
		})
	}
}

// Malware in a backup is told at once, with what shows the newest backup without a finding; it is over when the backup is deleted.
func TestMalwareInABackupIsTold(t *testing.T) {
	t.Parallel()
	world := newWorld()
	const volume = "arn:aws:ec2:eu-west-1:" + handlertest.Member + ":volume/vol-1"
	found := event.RecoveryPointStateChange{Origin: origin("a", 0), RecoveryPointARN: "arn:aws:ec2:eu-west-1::snapshot/snap-1", Status: event.ThreatsFound,
		ResourceARN: volume, ResourceType: "EBS", VaultARN: "arn:aws:backup:eu-west-1:" + handlertest.Member + ":backup-vault:farvault-local"}
	world.takes(t, found)
	if len(world.people.Heard) != 1 || !strings.Contains(world.people.Heard[0].Title, "malware") || !strings.Contains(fmt.Sprint(world.people.Heard[0].Sections), "--resource-arn "+volume) {
		t.Fatalf("people hear %+v", world.people.Heard)
	}
	gone := found
	gone.Origin, gone.Status = origin("b", 60), "DELETED"
	world.takes(t, gone)
	if len(world.people.Heard) != 2 {
		t.Errorf("after the deletion people have heard %d messages, want 2", len(world.people.Heard))
	}
}
