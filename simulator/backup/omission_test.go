package backup_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/backup"
)

// What is left undone leaves no job behind that could fail, and no event.
func TestOmissions(t *testing.T) {
	t.Parallel()
	type left struct{ backups, copies, arrived int }
	tests := map[string]struct {
		omit   backup.Omission
		resume bool
		want   left // of a day with one backup of one volume
	}{
		"nothing is left undone":         {want: left{1, 1, 1}},
		"a run":                          {omit: backup.OmitRun},
		"a copy":                         {omit: backup.OmitCopy, want: left{1, 0, 0}},
		"the start of a copy":            {omit: backup.OmitCopyStart, want: left{1, 1, 0}},
		"the start of a copy, till then": {omit: backup.OmitCopyStart, resume: true, want: left{1, 1, 1}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			only("EBS")(w)
			w.plan(dailyRule())
			if tt.omit != "" {
				w.backup.Omit(member, region, tt.omit, 1)
			}
			w.Advance(23 * time.Hour)
			if tt.resume {
				w.backup.Resume(member, region)
			}
			w.Advance(30 * time.Minute)
			copies, err := w.as(member).ListCopyJobs(context.Background(), &sdk.ListCopyJobsInput{})
			w.must(err)
			arrived, err := w.as(central).ListRecoveryPointsByBackupVault(context.Background(), &sdk.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String("central")})
			w.must(err)
			got := left{len(w.backups()), len(copies.CopyJobs), len(arrived.RecoveryPoints)}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(left{})); diff != "" {
				t.Errorf("backups, copies, arrived (-want +got):\n%s", diff)
			}
		})
	}
}

// Each version of a plan has the date of its own making, the newest first.
func TestListBackupPlanVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, err := w.create("plan", "", dailyRule())
	w.must(err)
	start := aws.ToTime(made.CreationDate)
	w.Advance(90 * time.Minute)
	rule := dailyRule()
	rule.StartWindowMinutes = aws.Int64(60)
	w.update(*made.BackupPlanId, rule)
	out, err := w.as(member).ListBackupPlanVersions(context.Background(), &sdk.ListBackupPlanVersionsInput{BackupPlanId: made.BackupPlanId})
	w.must(err)
	var got []time.Duration
	for _, v := range out.BackupPlanVersionsList {
		got = append(got, aws.ToTime(v.CreationDate).Sub(start))
	}
	if diff := cmp.Diff([]time.Duration{90 * time.Minute, 0}, got); diff != "" {
		t.Errorf("versions made after the plan (-want +got):\n%s", diff)
	}
}
