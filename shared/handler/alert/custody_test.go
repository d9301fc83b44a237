package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
	"farvault/shared/proof"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

const fileSystem = "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-1"

func pointARN(n int) string {
	return fmt.Sprintf("arn:aws:backup:eu-west-1:111122223333:recovery-point:%08d", n)
}

// sends is an event as EventBridge sends it from the central account.
func (t *world) sends(tb testing.TB, detailType string, at time.Time, detail map[string]any) batch.Outcome {
	tb.Helper()
	text, err := json.Marshal(map[string]any{"version": "0", "id": fmt.Sprint(detail), "detail-type": detailType, "source": "aws.backup",
		"account": handlertest.Central, "region": "eu-west-1", "time": at, "resources": []string{}, "detail": detail})
	if err != nil {
		tb.Fatal(err)
	}
	out, err := t.Record(context.Background(), events.SQSMessage{MessageId: "m", Body: string(text)})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// calls is CloudTrail's word of a call of somebody's on a recovery point.
func (t *world) calls(tb testing.TB, name, who string, n int) batch.Outcome {
	tb.Helper()
	return t.sends(tb, "AWS API Call via CloudTrail", t.At(), map[string]any{
		"eventSource": "backup.amazonaws.com", "eventName": name, "eventID": fmt.Sprint(name, who, n), "eventTime": t.At(),
		"userIdentity":      map[string]any{"arn": "arn:aws:sts::111122223333:assumed-role/Admin/" + who},
		"requestParameters": map[string]any{"backupVaultName": "farvault", "recoveryPointArn": pointARN(n)},
	})
}

// backupSays is AWS Backup's own event of a deletion. The recovery point was due so many days later.
func (t *world) backupSays(tb testing.TB, n, days int) batch.Outcome {
	tb.Helper()
	return t.sends(tb, "Recovery Point State Change", t.At(), map[string]any{
		"backupVaultName": "farvault", "backupVaultArn": handlertest.VaultARN, "recoveryPointArn": pointARN(n), "resourceArn": fileSystem,
		"resourceType": "EFS", "status": "DELETED", "calculatedLifeCycle": map[string]any{"deleteAt": t.At().AddDate(0, 0, days)},
	})
}

// What one person deletes in one vault is one message, which says who, how many, what is left and what would stop it.
// A later good copy does not close it; people do.
func TestOnePersonAndVaultAreOneMessage(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.left = map[string]unreported.Left{fileSystem: {Count: 2, Newest: handlertest.Noon().Add(-24 * time.Hour)}}
	for n := range 31 {
		w.backupSays(t, n, 100)
	}
	w.hears(t) // CloudTrail may yet say who it was
	w.Pass(5 * time.Minute)
	for n := range 31 {
		w.calls(t, event.DeletePoint, "alice", n)
	}
	w.calls(t, event.DeletePoint, "alice", 0) // twice
	w.hears(t, alert.FirstNotification)
	w.Pass(5 * time.Minute)
	w.arrives(t, event.Tick{At: w.At()})
	w.hears(t, alert.FirstNotification, alert.NewAlerts)
	text := message.Text(w.people.Heard[1])
	for _, want := range []string{
		"31 recovery points were deleted before their time from the central vault", "assumed-role/Admin/alice, by DeleteRecoveryPoint",
		"EFS file system fs-1: 31 deleted, 2 left, the newest from yesterday 12:00", "DenyDeletion: true", `"Effect": "Deny"`,
		"put-backup-vault-lock-configuration --region eu-west-1 --backup-vault-name farvault", "farvault alerts accept ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	good := copyJob("later", 60)
	good.State, good.ResourceARN = "COMPLETED", fileSystem
	w.arrives(t, good)
	w.Pass(24 * time.Hour)
	w.arrives(t, event.Tick{At: w.At()})
	w.hears(t, alert.FirstNotification, alert.NewAlerts, alert.Reminder)
	w.Pass(time.Hour)
	w.calls(t, event.DeletePoint, "bob", 77)
	w.hears(t, alert.FirstNotification, alert.NewAlerts, alert.Reminder, alert.FirstNotification) // another person
}

// An event of AWS Backup's alone is told once CloudTrail has had its time.
func TestADeletionThatNoCallExplainsIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.backupSays(t, 1, 100)
	w.Pass(alert.TrailWait)
	w.arrives(t, event.Tick{At: w.At()})
	w.hears(t, alert.FirstNotification)
	if text := message.Text(w.people.Heard[0]); !strings.Contains(text, "CloudTrail reported no call") {
		t.Error(text)
	}
}

// What is nobody's loss is not told.
func TestWhatIsNoDeletionIsNotTold(t *testing.T) {
	t.Parallel()
	for law, happens := range map[string]func(*world){
		"a call that answers and deletes nothing": func(w *world) {
			w.points = map[string]unreported.PointNow{pointARN(1): {Exists: true, Status: "EXPIRED"}}
			w.calls(t, event.DeletePoint, "alice", 1)
		},
		"expiry by the lifecycle": func(w *world) { w.backupSays(t, 1, 0) },
		"expiry, hours late":      func(w *world) { w.backupSays(t, 1, -1) },
		"a lifecycle that is as long as the settings want it": func(w *world) {
			w.points = map[string]unreported.PointNow{pointARN(1): {Exists: true, Created: handlertest.Noon(), DeleteAt: handlertest.Noon().AddDate(0, 0, 120), Rule: "Daily"}}
			w.calls(t, event.UpdateLifecycle, "alice", 1)
		},
		"a lock that is put": func(w *world) {
			w.vault = proof.Vault{Exists: true, Locked: true, MinRetentionDays: 7}
			w.calls(t, event.PutLock, "alice", 1)
		},
		"what AWS Backup does itself": func(w *world) {
			w.sends(t, "AWS API Call via CloudTrail", w.At(), map[string]any{"eventSource": "backup.amazonaws.com", "eventName": event.DeletePoint,
				"userIdentity": map[string]any{"invokedBy": "backup.amazonaws.com"}, "requestParameters": map[string]any{"backupVaultName": "farvault", "recoveryPointArn": pointARN(1)}})
		},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.Settings.BackupPlans = plansOf(120)
			happens(w)
			w.Pass(time.Hour)
			w.arrives(t, event.Tick{At: w.At()})
			w.hears(t)
		})
	}
}

func plansOf(days int64) []settings.BackupPlan {
	return []settings.BackupPlan{{Rules: []settings.BackupRule{{RuleName: "Daily", Lifecycle: settings.Lifecycle{DeleteAfterDays: days}}}}}
}

// A shortened lifecycle and a lock that is gone are told at once, with who did it.
func TestWhatKeepsBackupsIsWatched(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		happens func(*world)
		want    string
	}{
		"a lifecycle is shortened": {func(w *world) {
			w.points = map[string]unreported.PointNow{pointARN(1): {Exists: true, Of: fileSystem, Type: "EFS", Created: handlertest.Noon(), DeleteAt: handlertest.Noon().AddDate(0, 0, 1), Rule: "Daily"}}
			w.calls(t, event.UpdateLifecycle, "alice", 1)
		}, "The retention of 1 recovery point was shortened in the central vault"},
		"a lock is removed": {func(w *world) { w.calls(t, event.DeleteLock, "alice", 1) }, "The lock of the central vault was removed or made weaker"},
		"a lock is weaker than the settings want it": {func(w *world) {
			w.Settings.CentralVault.LockConfiguration = &settings.VaultLock{MinRetentionDays: 30}
			w.vault = proof.Vault{Exists: true, Locked: true, MinRetentionDays: 7}
			w.calls(t, event.PutLock, "alice", 1)
		}, "The lock kept every backup for at least 30 days. It keeps them for at least 7 days now."},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.Settings.BackupPlans = plansOf(120)
			tt.happens(w)
			w.hears(t, alert.FirstNotification)
			if text := message.Text(w.people.Heard[0]); !strings.Contains(text, tt.want) || !strings.Contains(text, "Admin/alice") {
				t.Errorf("lacks %q:\n%s", tt.want, text)
			}
		})
	}
}

// What the count of a vault finds is told, and what it finds later is added.
func TestWhatTheCountFindsIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for day, n := range []int{3, 2} {
		at := handlertest.Noon().AddDate(0, 0, day)
		w.Set(at)
		found := unreported.MissingFailure(handlertest.VaultARN, handlertest.Member, "farvault", n, "2026-05-01", at)
		w.arrives(t, event.Unreported{Account: handlertest.Central, Region: "eu-west-1", At: at, Problems: []event.UnreportedFailure{found}})
	}
	if got := w.people.Heard; len(got) == 0 || !strings.Contains(got[0].Title, "3 recovery points were deleted") || got[len(got)-1].Resources != 5 {
		t.Errorf("heard %v", slices.Collect(func(yield func(string) bool) {
			for _, m := range got {
				yield(fmt.Sprint(m.Title, m.Resources))
			}
		}))
	}
}
