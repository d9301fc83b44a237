package backup_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/google/go-cmp/cmp"
)

// From a plan to the copies in the central vault.
func TestTheTaggedResourcesAreBackedUpAndCopied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	planID := w.plan(dailyRule())
	w.Advance(2 * time.Hour)
	if n := len(w.backups()); n != 0 {
		t.Fatalf("%d backup jobs before the schedule", n)
	}
	w.Advance(90 * time.Minute)

	type arrived struct{ Resource, Type, Status, Vault, Source, Role, Key, Created, DeleteAt, Plan string }
	var got []arrived
	out, err := w.as(central).ListRecoveryPointsByBackupVault(context.Background(), &sdk.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String("central")})
	w.must(err)
	for _, r := range out.RecoveryPoints {
		got = append(got, arrived{
			*r.ResourceArn, *r.ResourceType, string(r.Status), *r.BackupVaultArn, *r.SourceBackupVaultArn, *r.IamRoleArn, *r.EncryptionKeyArn,
			r.CreationDate.Format(time.RFC3339), r.CalculatedLifecycle.DeleteAt.Format(time.RFC3339), *r.CreatedBy.BackupPlanId,
		})
	}
	const noon, later = "2026-03-01T12:00:00Z", "2026-06-29T12:00:00Z"
	want := []arrived{
		{w.volume, "EBS", "COMPLETED", centralVault, localVault, linkedRole, w.centralKey, noon, later, planID},
		{w.fileSystem, "EFS", "COMPLETED", centralVault, localVault, linkedRole, w.centralKey, noon, later, planID},
	}
	if *out.RecoveryPoints[0].ResourceType != "EBS" {
		want[0], want[1] = want[1], want[0]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("copies in the central vault (-want +got):\n%s", diff)
	}
	for _, job := range w.copies() {
		if job.State != "COMPLETED" || *job.AccountId != member || *job.MessageCategory != "SUCCESS" || *job.CreatedByBackupJobId == "" {
			t.Errorf("copy job of %s: %s, %s, %q", *job.ResourceArn, job.State, *job.AccountId, aws.ToString(job.StatusMessage))
		}
	}
}

// A volume's backup keeps the volume's key; a file system's takes the vault's.
func TestBackupsAreEncryptedByTheMatrix(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plan(dailyRule())
	w.Advance(4 * time.Hour)
	got := map[string]string{}
	for _, job := range w.backups() {
		got[*job.ResourceType] = *job.EncryptionKeyArn
	}
	if diff := cmp.Diff(map[string]string{"EBS": w.volumeKey, "EFS": w.localKey}, got); diff != "" {
		t.Errorf("keys of the backups (-want +got):\n%s", diff)
	}
}

func TestAPlanRunsEveryDayUntilItIsChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	planID := w.plan(dailyRule())
	w.Advance(2 * 24 * time.Hour)
	if n := len(w.backups()); n != 4 {
		t.Errorf("%d backup jobs of 2 resources in 2 days", n)
	}
	evening := dailyRule()
	evening.ScheduleExpression = aws.String("cron(0 18 ? * MON *)")
	w.update(planID, evening)
	w.Advance(7 * 24 * time.Hour)
	if n := len(w.backups()); n != 6 {
		t.Errorf("%d backup jobs after a week of the new schedule, want 2 more than 4", n)
	}
}

func TestARecoveryPointIsDeletedWhenItsRetentionEndsIfItsRoleIsStillThere(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		breaks func(*world)
		want   []string
	}{
		"the role is there":         {breaks: func(*world) {}, want: []string{"COMPLETED", "DELETED"}},
		"the role no longer trusts": {breaks: distrust, want: []string{"COMPLETED", "EXPIRED"}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			rule := dailyRule()
			rule.CopyActions, rule.ScheduleExpression = nil, aws.String("cron(0 12 1 3 ? 2026)")
			w.plan(rule)
			w.backup.RemoveResource(member, region, w.volume)
			w.Advance(24 * time.Hour)
			tt.breaks(w)
			w.Advance(36 * 24 * time.Hour)
			var got []string
			for _, e := range w.seen("Recovery Point State Change") {
				got = append(got, e.Detail["status"].(string))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("states of the recovery point (-want +got):\n%s", diff)
			}
		})
	}
}
