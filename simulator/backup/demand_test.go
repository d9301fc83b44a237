package backup_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/simulator/wire/wiretest"
)

func contains(text any, part string) bool { return strings.Contains(text.(string), part) }

func (w *world) startBackup(resource string, windowMinutes int64) (id string) {
	w.t.Helper()
	out, err := w.as(member).StartBackupJob(context.Background(), &sdk.StartBackupJobInput{
		BackupVaultName: aws.String("local"), ResourceArn: &resource, IamRoleArn: aws.String(backupRole), StartWindowMinutes: &windowMinutes,
	})
	w.must(err)
	return *out.BackupJobId
}

func (w *world) backupState(id string) types.BackupJobState {
	w.t.Helper()
	out, err := w.as(member).DescribeBackupJob(context.Background(), &sdk.DescribeBackupJobInput{BackupJobId: &id})
	w.must(err)
	return out.State
}

// backedUp is the recovery point of a backup on demand, in the local vault.
func (w *world) backedUp(resource string) string {
	w.t.Helper()
	id := w.startBackup(resource, 60)
	w.Advance(30 * time.Minute)
	out, err := w.as(member).DescribeBackupJob(context.Background(), &sdk.DescribeBackupJobInput{BackupJobId: &id})
	w.must(err)
	return *out.RecoveryPointArn
}

func copyOf(recoveryPoint, token string) *sdk.StartCopyJobInput {
	return &sdk.StartCopyJobInput{
		RecoveryPointArn: &recoveryPoint, SourceBackupVaultName: aws.String("local"), DestinationBackupVaultArn: aws.String(centralVault),
		IamRoleArn: aws.String(backupRole), IdempotencyToken: &token,
	}
}

// A token answers with the job it first made, even if that failed: another token makes another.
func TestACopyIsStartedAgainByANewTokenAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	point := w.backedUp(w.volume)
	w.putPolicy(strings.ReplaceAll(organizationOnly, "o-a1b2c3d4e5", "o-other"))
	first, err := w.as(member).StartCopyJob(context.Background(), copyOf(point, "1"))
	w.must(err)
	w.Advance(10 * time.Minute)
	w.putPolicy(organizationOnly)
	same, err := w.as(member).StartCopyJob(context.Background(), copyOf(point, "1"))
	w.must(err)
	second, err := w.as(member).StartCopyJob(context.Background(), copyOf(point, "2"))
	w.must(err)
	w.Advance(10 * time.Minute)
	if *same.CopyJobId != *first.CopyJobId || *second.CopyJobId == *first.CopyJobId {
		t.Errorf("tokens 1, 1, 2 made jobs %s, %s, %s", *first.CopyJobId, *same.CopyJobId, *second.CopyJobId)
	}
	for id, want := range map[string]types.CopyJobState{*first.CopyJobId: "FAILED", *second.CopyJobId: "COMPLETED"} {
		out, err := w.as(member).DescribeCopyJob(context.Background(), &sdk.DescribeCopyJobInput{CopyJobId: &id})
		w.must(err)
		if out.CopyJob.State != want {
			t.Errorf("copy job %s is %s, want %s", id, out.CopyJob.State, want)
		}
	}
}

func TestStartCopyJobRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule   func(*types.BackupRuleInput)
		change func(*sdk.StartCopyJobInput)
		want   string
	}{
		"a recovery point that is not there": {
			change: func(in *sdk.StartCopyJobInput) {
				in.RecoveryPointArn = aws.String("arn:aws:ec2:eu-west-1::snapshot/snap-0")
			},
			want: "ResourceNotFoundException: Cannot find recovery point arn:aws:ec2:eu-west-1::snapshot/snap-0",
		},
		"a continuous backup": {
			rule: func(r *types.BackupRuleInput) { r.EnableContinuousBackup = aws.Bool(true) },
			want: "InvalidParameterValueException: Copying a continuous backup is not supported",
		},
		"a recovery point in cold storage": {
			rule: func(r *types.BackupRuleInput) {
				r.Lifecycle = &types.Lifecycle{MoveToColdStorageAfterDays: aws.Int64(1), DeleteAfterDays: aws.Int64(120)}
			},
			want: "InvalidParameterValueException: Copying a recovery point in cold storage is not supported",
		},
		"a destination that is no vault": {
			change: func(in *sdk.StartCopyJobInput) { in.DestinationBackupVaultArn = aws.String("central") },
			want:   "InvalidParameterValueException: Destination backup vault ARN central is not valid",
		},
		"a role of another account": {
			change: func(in *sdk.StartCopyJobInput) { in.IamRoleArn = aws.String(linkedRole) },
			want:   "AccessDeniedException: Cross-account pass role is not allowed.",
		},
		"a role that does not exist": {
			change: func(in *sdk.StartCopyJobInput) { in.IamRoleArn = aws.String(backupRole + "2") },
			want:   "InvalidParameterValueException: IAM Role " + backupRole + "2 cannot be assumed by AWS Backup",
		},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			only("EFS")(w)
			rule := dailyRule()
			rule.CopyActions = nil
			if tt.rule != nil {
				tt.rule(&rule)
			}
			w.plan(rule)
			w.Advance(4 * time.Hour)
			in := copyOf(*w.backups()[0].RecoveryPointArn, "1")
			w.Advance(26 * time.Hour)
			if tt.change != nil {
				tt.change(in)
			}
			_, err := w.as(member).StartCopyJob(context.Background(), in)
			if got := wiretest.Refusal(err); !strings.HasPrefix(got, tt.want) {
				t.Errorf("StartCopyJob: %q, want %q", got, tt.want)
			}
		})
	}
}

// The caller of a copy needs the action and the role: one without the other is refused.
func TestStartCopyJobAsksForTheActionAndTheRole(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ document, want string }{
		"both":           {`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"backup:StartCopyJob","Resource":"arn:aws:ec2:*::snapshot/*"},{"Effect":"Allow","Action":"iam:PassRole","Resource":"` + backupRole + `","Condition":{"StringEquals":{"iam:PassedToService":"backup.amazonaws.com"}}}]}`, ""},
		"not the role":   {`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"backup:*","Resource":"*"}}`, "iam:PassRole"},
		"not the action": {`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}}`, "backup:StartCopyJob"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			point := w.backedUp(w.volume)
			_, err := w.by("caller", tt.document).StartCopyJob(context.Background(), copyOf(point, "1"))
			got := wiretest.Refusal(err)
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("StartCopyJob: %q, want a refusal of %q", got, tt.want)
			}
		})
	}
}
