package backup_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/backup"
)

// What stands in the way of a backup, and what AWS Backup says of it.
func TestBackupJobs(t *testing.T) {
	t.Parallel()
	const insufficient = "IAM Role " + backupRole + " does not have sufficient permissions to execute the backup."
	tests := map[string]struct {
		breaks func(*world)
		rule   func(*types.BackupRuleInput)
		state  types.BackupJobState
		want   string
	}{
		"everything is there": {state: types.BackupJobStateCompleted},
		"the local vault is missing": {
			rule:  func(r *types.BackupRuleInput) { r.TargetBackupVaultName = aws.String("elsewhere") },
			state: types.BackupJobStateFailed, want: "Backup job failed because backup vault arn:aws:backup:eu-west-1:222233334444:backup-vault:elsewhere does not exist.",
		},
		"the role may not make a snapshot": {breaks: both(only("EBS"), inline(without("ec2:CreateSnapshot"))), state: types.BackupJobStateFailed, want: insufficient},
		"the role may not back up a file system": {
			breaks: both(only("EFS"), inline(without("elasticfilesystem:Backup"))), state: types.BackupJobStateFailed, want: insufficient,
		},
		"the role lacks the policy for S3": {
			breaks: func(w *world) {
				w.backup.OptIn(member, region, "S3")
				instead("S3", nil)(w)
				w.backup.AddResource(member, region, backup.Resource{ARN: "arn:aws:s3:::ledger", Type: "S3"})
			},
			state: types.BackupJobStateFailed,
			want:  "Your backup job failed as AWS Backup does not have permission to describe resource ",
		},
		"the volume's key is disabled":      {breaks: both(only("EBS"), disabled(volumeKey)), state: types.BackupJobStateFailed, want: keyGone},
		"the local vault's key is disabled": {breaks: both(only("EFS"), disabled(localKey)), state: types.BackupJobStateFailed, want: keyGone},
		"the database's key shuts the role out": {
			breaks: instead("RDS", func(w *world) string {
				key := w.kms.CreateKeyFor(member, region, nil, nil)
				keyPolicy(func(*world) string { return key }, `{"Effect":"Deny","Principal":{"AWS":"`+backupRole+`"},"Action":"kms:*","Resource":"*"}`)(w)
				return key
			}),
			state: types.BackupJobStateFailed, want: "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it.",
		},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if tt.breaks != nil {
				tt.breaks(w)
			}
			rule := dailyRule()
			if tt.rule != nil {
				tt.rule(&rule)
			}
			w.plan(rule)
			w.Advance(4 * time.Hour)
			jobs := w.backups()
			if len(jobs) == 0 {
				t.Fatal("no backup job was made")
			}
			for _, job := range jobs {
				got := aws.ToString(job.StatusMessage)
				if job.State != tt.state || len(got) < len(tt.want) || got[:len(tt.want)] != tt.want || (tt.want == "") != (got == "") {
					t.Errorf("%s job %s %q, want %s %q", *job.ResourceType, job.State, got, tt.state, tt.want)
				}
			}
		})
	}
}

func TestAResourceThatIsGoneWhenItsJobStarts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plan(dailyRule())
	w.Advance(time.Date(2026, 3, 1, 12, 0, 30, 0, time.UTC).Sub(w.Clock.Now())) // the jobs are created, and start in half a minute
	w.backup.RemoveResource(member, region, w.volume)
	w.backup.RemoveResource(member, region, w.fileSystem)
	w.Advance(time.Hour)
	got := map[string]string{}
	for _, job := range w.backups() {
		got[*job.ResourceType] = aws.ToString(job.StatusMessage)
	}
	want := map[string]string{"EBS": "The specified volume was not found.", "EFS": "Could not find resource " + w.fileSystem}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("status messages (-want +got):\n%s", diff)
	}
}

// A second job of a resource waits in its start window, at most as long as that is open.
func TestOneJobOfAResourceAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.startBackup(w.volume, 60), w.startBackup(w.volume, 60)
	w.Advance(5 * time.Minute)
	if got := []types.BackupJobState{w.backupState(first), w.backupState(second)}; got[0] != "RUNNING" || got[1] != "CREATED" {
		t.Errorf("after 5 minutes %v, want RUNNING and CREATED", got)
	}
	w.Advance(20 * time.Minute)
	if got := []types.BackupJobState{w.backupState(first), w.backupState(second)}; got[0] != "COMPLETED" || got[1] != "COMPLETED" {
		t.Errorf("in the end %v, want COMPLETED both", got)
	}
	w.startBackup(w.volume, 60)
	hasty := w.startBackup(w.volume, 5)
	w.Advance(20 * time.Minute)
	if got := w.backupState(hasty); got != "EXPIRED" {
		t.Errorf("a job whose window closed is %s, want EXPIRED", got)
	}
}

// No job comes of a selection that cannot be processed: CloudTrail alone tells.
func TestASelectionThatCannotBeProcessed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		breaks func(*world)
		want   string
	}{
		"the role cannot be assumed":         {distrust, "The provided role " + backupRole + " cannot be assumed by AWS Backup."},
		"the role may not look for tags":     {inline(without("tag:GetResources")), "is not authorized to perform: tag:GetResources"},
		"an SCP denies looking for tags":     {scp(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"tag:GetResources","Resource":"*"}}`), "is not authorized to perform: tag:GetResources"},
		"the role has no permissions at all": {inline(`{"Version":"2012-10-17","Statement":[]}`), "is not authorized to perform: tag:GetResources"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.plan(dailyRule())
			tt.breaks(w)
			w.Advance(4 * time.Hour)
			if n := len(w.backups()); n != 0 {
				t.Errorf("%d backup jobs, want none", n)
			}
			told := w.seen("AWS Service Event via CloudTrail")
			if len(told) != 1 {
				t.Fatalf("%d CloudTrail events, want 1", len(told))
			}
			if told[0].Account != member || told[0].Detail["errorCode"] != "AccessDenied" || !contains(told[0].Detail["errorMessage"], tt.want) {
				t.Errorf("event in %s: %v: %v, want %s", told[0].Account, told[0].Detail["errorCode"], told[0].Detail["errorMessage"], tt.want)
			}
		})
	}
}
