package backup_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/backup"
	"farvault/simulator/wire/wiretest"
)

// A job that runs is stopped and makes no recovery point; one that has ended is not.
func TestAJobIsStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startBackup(w.volume, 480)
	w.Advance(3 * time.Minute)
	stop := func() string {
		_, err := w.as(member).StopBackupJob(t.Context(), &sdk.StopBackupJobInput{BackupJobId: &id})
		return wiretest.Refusal(err)
	}
	if refused := stop(); refused != "" {
		t.Fatalf("StopBackupJob: %s", refused)
	}
	if got := w.backups()[0].State; got != types.BackupJobStateAborting {
		t.Errorf("%s at once", got)
	}
	w.Advance(time.Hour)
	job := w.backups()[0]
	if job.State != types.BackupJobStateAborted || len(w.local()) != 0 {
		t.Errorf("%s an hour later, %d recovery points", job.State, len(w.local()))
	}
	if got, want := stop(), "InvalidRequestException: Backup job "+id+" is ABORTED and cannot be stopped"; got != want {
		t.Errorf("StopBackupJob again: %q, want %q", got, want)
	}
	events := w.seen("Backup Job State Change")
	if last := events[len(events)-1]; last.Detail["state"] != "ABORTED" || last.Detail["statusMessage"] != `"Backup job was stopped by user."` || last.Detail["completionDate"] == nil {
		t.Errorf("the event says %v", last.Detail)
	}
}

func TestADatabasesJobIsNotStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startBackup(w.backup.AddResource(member, region, backup.Resource{Type: "RDS"}), 480)
	_, err := w.as(member).StopBackupJob(t.Context(), &sdk.StopBackupJobInput{BackupJobId: &id})
	if got := wiretest.Refusal(err); got != "InvalidRequestException: Stopping a backup job of RDS is not supported" {
		t.Errorf("StopBackupJob: %q", got)
	}
}

// The setting makes the service-linked role in every member, and in those that join later.
func TestASettingMakesTheServiceLinkedRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	has := func(account string) bool {
		_, err := w.iam.Assume("arn:aws:iam::"+account+":role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup", "backup.amazonaws.com")
		return err == nil
	}
	if has(member) {
		t.Fatal("the member has the role to begin with")
	}
	_, err := w.as(management).UpdateGlobalSettings(t.Context(), &sdk.UpdateGlobalSettingsInput{GlobalSettings: map[string]string{"isDelegatedAdministratorEnabled": "true"}})
	w.must(err)
	if !has(member) || !has(management) || has(outsider) {
		t.Errorf("member %t, management %t, outsider %t", has(member), has(management), has(outsider))
	}
}

// Summaries can be late by an hour, or by what is left of the day.
func TestSummariesThatAreLate(t *testing.T) {
	t.Parallel()
	want := func(runs ...string) []string { return runs }
	for law, tt := range map[string]struct {
		lag   backup.Lag
		after time.Duration // that noon's copies have failed
		want  []string
	}{
		"at once":               {backup.NoLag, 0, want("FAILED 2")},
		"not within the hour":   {backup.HourLag, 0, nil},
		"an hour later":         {backup.HourLag, 90 * time.Minute, want("FAILED 2")},
		"not on the same day":   {backup.WholeDay, 90 * time.Minute, nil},
		"when the day is over":  {backup.WholeDay, 12 * time.Hour, want("FAILED 2")},
		"and for fourteen days": {backup.WholeDay, 13 * 24 * time.Hour, want("FAILED 2")},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.putPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}}`)
			planned(w)
			w.Advance(3*time.Hour + 20*time.Minute)
			w.backup.LagSummaries(tt.lag)
			w.Advance(tt.after)
			out, err := w.as(member).ListCopyJobSummaries(t.Context(), &sdk.ListCopyJobSummariesInput{
				State: types.CopyJobStatusFailed, ResourceType: aws.String("AGGREGATE_ALL"),
			})
			w.must(err)
			var got []string
			for _, s := range out.CopyJobSummaries {
				if s.StartTime.Format(time.DateOnly) == "2026-03-01" {
					got = append(got, fmt.Sprint(s.State, " ", s.Count))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("summaries (-want +got):\n%s", diff)
			}
		})
	}
}
