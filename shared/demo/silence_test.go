package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/simulator"
	sim "farvault/shared/simulator/backup"
)

// TestADisabledKeyIsToldBeforeACopyFails: the hourly look tells it, and tells its end.
func TestADisabledKeyIsToldBeforeACopyFails(t *testing.T) {
	t.Parallel()
	c := newCopying(t)
	defer c.Close()
	key := c.localKey()
	disable((*copying).localKey)(c)
	c.world.Advance(70 * time.Minute)
	c.toldOf("key-disabled", "aws kms enable-key --key-id "+key)
	_, err := c.keysOf(c.member).EnableKey(t.Context(), &kms.EnableKeyInput{KeyId: &key})
	c.must(err)
	c.world.Advance(70 * time.Minute)
	c.must(c.allClosed())
}

// TestABackupThatIsNeverCopiedIsTold: no job fails, for none is made, and AWS says nothing. The first copy that completes ends it.
func TestABackupThatIsNeverCopiedIsTold(t *testing.T) {
	t.Parallel()
	c := newCopying(t)
	defer c.Close()
	var resource string
	c.locked(func(w *simulator.World) {
		resource = w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EFS"})
	})
	c.backUpAgain(resource)
	c.world.Advance(37 * time.Hour)
	id := c.backUpAgain(resource)
	c.world.Advance(70 * time.Minute)
	c.toldOf("copy-overdue", "no copy younger than 36h")
	job, err := c.backups(c.member).DescribeBackupJob(t.Context(), &backup.DescribeBackupJobInput{BackupJobId: &id})
	c.must(err)
	c.points = map[string]string{"EFS": aws.ToString(job.RecoveryPointArn)}
	c.copyAll()
	c.world.Advance(70 * time.Minute)
	c.must(c.allClosed())
}

// backUpAgain starts a backup on demand, without a copy.
func (c *copying) backUpAgain(resource string) string {
	c.t.Helper()
	started, err := c.backups(c.member).StartBackupJob(c.t.Context(), &backup.StartBackupJobInput{
		BackupVaultName: &c.settings.LocalVault.BackupVaultName, ResourceArn: &resource, IamRoleArn: aws.String(c.role().ARN),
	})
	c.must(err)
	return aws.ToString(started.BackupJobId)
}

// toldOf looks for one open group of the cause, and a mail with the words.
func (c *copying) toldOf(cause, words string) {
	c.t.Helper()
	open := c.openGroups()
	if len(open) != 1 || open[0].Cause != cause || !open[0].Open {
		c.t.Fatalf("open groups %+v, want %s%s", open, cause, c.trouble())
	}
	if !slices.ContainsFunc(c.mails(), func(mail string) bool { return strings.Contains(mail, words) }) {
		c.t.Errorf("no mail says %q: %s", words, c.mails())
	}
}
