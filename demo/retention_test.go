package demo

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	scenery "farvault/demo/stage"
	"farvault/shared/policy"
	"farvault/simulator"
	sim "farvault/simulator/backup"
	"farvault/simulator/eventbridge"
	simiam "farvault/simulator/iam"
)

// TestBackupsThatOutliveTheirRetentionAreTold: AWS Backup deletes as the role that made the backup. What was done to that role is
// proven; farvault's own is put right; and what to type for what has stayed is said.
func TestBackupsThatOutliveTheirRetentionAreTold(t *testing.T) {
	t.Parallel()
	const title = "AMBER  Backups in 1 vault in web-prod are past their retention and still cost money"
	tests := map[string]struct {
		fault func(*copying)
		cause string
		says  []string
	}{
		"the role was deleted": {(*copying).dropRole, "backup-role-gone",
			[]string{"The backup role arn:aws:iam::333344445555:role/farvault/farvault-backup does not exist.", "farvault repairs it and reports the result", "aws backup delete-recovery-point --region eu-west-1 --backup-vault-name farvault-local"}},
		"the role may no longer delete": {changeRole(keepSnapshots), "role-may-not-delete", []string{"Remove the Deny of ec2:DeleteSnapshot", "KeepForEver", "farvault deletes no backup"}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			c := newKeeping(t)
			defer c.Close()
			c.keepForADay()
			c.world.Advance(23*time.Hour + 55*time.Minute) // after the daily sweep
			tt.fault(c)
			c.world.Advance(2 * time.Hour)
			open := c.openGroups()
			if len(open) != 1 || open[0].Cause != tt.cause {
				t.Fatalf("open groups %+v%s", open, c.trouble())
			}
			mail := c.mails()[slices.IndexFunc(c.mails(), func(mail string) bool { return strings.HasPrefix(mail, title) })]
			for _, words := range tt.says {
				if !strings.Contains(mail, words) {
					t.Errorf("the mail does not say %q:\n%s", words, mail)
				}
			}
			var exists bool
			c.locked(func(w *simulator.World) {
				_, exists = w.IAM.Role("arn:aws:iam::" + c.member + ":role/farvault/farvault-backup")
			})
			if !exists {
				t.Error("the role is still gone")
			}
		})
	}
}

// TestBackupsThatOutliveTheirRetentionAreFound: AWS's event of it was lost, and the role has been put right since, but AWS Backup does
// not come back to what it could not delete. The hourly look finds it a day later, and tells its end once somebody has deleted it.
func TestBackupsThatOutliveTheirRetentionAreFound(t *testing.T) {
	t.Parallel()
	c := newKeeping(t)
	defer c.Close()
	c.keepForADay()
	c.world.Advance(23*time.Hour + 55*time.Minute)
	c.locked(func(w *simulator.World) {
		w.EventBridge.Deliveries = func(e eventbridge.Event) int {
			if e.DetailType == "Recovery Point State Change" {
				return 0
			}
			return 1
		}
	})
	changeRole(keepSnapshots)(c)
	c.world.Advance(20 * time.Minute)
	noInline(c)
	c.world.Advance(2 * time.Hour)
	c.toldOf([]string{"recovery-point-not-deleted"}, "1 recovery point is still there. The oldest was due for deletion at 2026-03-03 08:1", begins(Options{}))
	vault := &c.settings.LocalVault.BackupVaultName
	points, err := c.backups(c.member).ListRecoveryPointsByBackupVault(t.Context(), &backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: vault})
	c.must(err)
	for _, point := range points.RecoveryPoints {
		_, err := c.backups(c.member).DeleteRecoveryPoint(t.Context(), &backup.DeleteRecoveryPointInput{BackupVaultName: vault, RecoveryPointArn: point.RecoveryPointArn})
		c.must(err)
	}
	c.world.Advance(70 * time.Minute)
	c.must(c.allClosed())
}

// newKeeping stages farvault with a plan that keeps everything for a day.
func newKeeping(t *testing.T) *copying {
	t.Helper()
	files := deployed(t)
	settings := files["infra/settings.yaml"]
	settings.Data = regexp.MustCompile(`DeleteAfterDays: 120`).ReplaceAll(settings.Data, []byte("DeleteAfterDays: 1"))
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	c := &copying{stage: s, t: t, member: scenery.Members[0].ID}
	c.must(s.prepare(t.Context()))
	return c
}

// keepSnapshots denies the backup role to delete any.
func keepSnapshots(r *simiam.Role) {
	r.Inline = map[string]policy.Document{"keep": policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Sid":"KeepForEver","Effect":"Deny","Action":"ec2:DeleteSnapshot","Resource":"*"}]}`)}
}

// keepForADay backs a volume up for one day.
func (c *copying) keepForADay() { c.keepFor(1) }

// keepFor backs a volume up for so many days.
func (c *copying) keepFor(days int64) {
	c.t.Helper()
	var volume string
	c.locked(func(w *simulator.World) {
		volume = w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EBS"})
	})
	_, err := c.backups(c.member).StartBackupJob(c.t.Context(), &backup.StartBackupJobInput{
		BackupVaultName: &c.settings.LocalVault.BackupVaultName, ResourceArn: &volume, IamRoleArn: aws.String(c.role().ARN),
		Lifecycle: &types.Lifecycle{DeleteAfterDays: &days},
	})
	c.must(err)
}
