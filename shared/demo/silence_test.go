package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/policy"
	"farvault/shared/simulator"
	sim "farvault/shared/simulator/backup"
	simiam "farvault/shared/simulator/iam"
)

// silence is one thing that fails without AWS Backup saying so.
type silence struct {
	happen func(*copying)
	told   time.Duration // from then, the time that passes until people know of it
	cause  string
	words  string         // of the mail
	right  func(*copying) // puts it right; nil: farvault does
	after  time.Duration  // from then, the time until people know that it is well
	who    bool           // CloudTrail says who did it, and people are told that too
}

const (
	oneLook    = 70 * time.Minute
	untilNight = 11 * time.Hour // from noon's copies: the start window of noon's run is over, and its copies are due
	oneDay     = 24 * time.Hour
)

// silences are by what happened, an hour after noon's copies have arrived.
var silences = map[string]silence{
	"a selection is refused": {cause: "backup-role-not-assumable", told: time.Hour, words: "selects nothing",
		happen: func(c *copying) {
			c.until(c.nextRun().Add(-10 * time.Minute)) // or the daily sweep puts it right before it does harm
			changeRole(func(r *simiam.Role) { r.Trust = policy.Trust("ec2.amazonaws.com") })(c)
		}, after: oneDay + oneLook},
	"a type is switched off": {cause: "resource-type-not-opted-in", told: 10 * time.Minute, words: "EFS was switched off",
		happen: func(c *copying) {
			_, err := c.backups(c.member).UpdateRegionSettings(c.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EFS": false}})
			c.must(err)
		}, after: oneLook, who: true},
	"a rule's time passes and no job is made": {cause: "run-missed", told: oneDay + untilNight, words: "Rule DailyEBSBackup of plan CrossAccountBackupPlan was due at",
		happen: omit(sim.OmitRun), right: nothing, after: 13*time.Hour + oneLook},
	"a backup is made and never copied": {cause: "copy-overdue", told: oneDay + untilNight, words: "by rule DailyEBSBackup of plan CrossAccountBackupPlan, which copies",
		happen: omit(sim.OmitCopy), right: nothing, after: 13*time.Hour + oneLook},
	"a tag is nearly right": {cause: "selection-matches-nothing", told: oneLook, words: "carries Backup=Daily",
		happen: retag("Backup", "Daily"), right: retag("backup", "daily"), after: oneLook},
	"a copy is taken away": {cause: "copy-overdue", told: 12 * time.Hour, words: "No copy of it is in the central vault",
		happen: func(c *copying) {
			for _, arn := range c.centralPoints() {
				_, err := c.backups(centralID).DeleteRecoveryPoint(c.t.Context(), &backup.DeleteRecoveryPointInput{BackupVaultName: &c.settings.CentralVault.BackupVaultName, RecoveryPointArn: &arn})
				c.must(err)
			}
		}, right: nothing, after: oneDay},
	"a key is disabled": {cause: "key-disabled", told: oneLook, words: "aws kms enable-key --key-id",
		happen: disable((*copying).localKey), right: func(c *copying) {
			key := c.localKey()
			_, err := c.keysOf(c.member).EnableKey(c.t.Context(), &kms.EnableKeyInput{KeyId: &key})
			c.must(err)
		}, after: oneLook, who: true},
	"the events of a failure are lost": {cause: "source-key-not-shared", told: oneDay, words: "no longer reach",
		happen: func(c *copying) {
			c.locked(func(w *simulator.World) { w.Backup.Emit = nil })
			c.putKey(c.dataKey, c.member)
		}, right: func(c *copying) { c.putKey(c.dataKey, c.member, policy.KeyCopyStatement(centralID, "aws")) }, after: oneDay},
	"a copy is made and does not begin": {cause: "copy-not-begun", told: oneDay + 3*time.Hour, words: "and has not begun",
		happen: omit(sim.OmitCopyStart), right: func(c *copying) {
			c.locked(func(w *simulator.World) { w.Backup.Resume(c.member, homeRegion) })
		}, after: oneLook},
}

// TestEverySilenceIsTold: of each, AWS Backup sends no event that says so, or none arrives. People hear of it once, by its cause, and
// of its end.
func TestEverySilenceIsTold(t *testing.T) {
	t.Parallel()
	for happened, s := range silences {
		t.Run(happened, func(t *testing.T) {
			t.Parallel()
			c := newCopying(t)
			defer c.Close()
			c.locked(func(w *simulator.World) {
				c.volume = w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EBS", KMSKeyARN: c.dataKey, Tags: map[string]string{"backup": "daily"}})
			})
			c.nextBackup()
			c.world.Advance(time.Hour)
			c.must(c.allClosed())
			began := c.now()
			s.happen(c)
			c.world.Advance(s.told)
			causes := []string{s.cause}
			if s.who {
				causes = append(causes, "chain-changed")
			}
			c.toldOf(causes, s.words, began)
			if open := len(c.openGroups()); s.right != nil && open != 1 {
				t.Errorf("%d groups are open before it is put right", open)
			}
			if s.right != nil {
				s.right(c)
			}
			c.world.Advance(s.after)
			c.must(c.allClosed())
		})
	}
}

// nothing is what is to be done where the next run puts it right.
func nothing(*copying) {}

// omit makes AWS Backup leave something undone once.
func omit(what sim.Omission) func(*copying) {
	return func(c *copying) { c.locked(func(w *simulator.World) { w.Backup.Omit(c.member, homeRegion, what, 1) }) }
}

// retag gives the volume one tag, and no other.
func retag(key, value string) func(*copying) {
	return func(c *copying) {
		c.locked(func(w *simulator.World) {
			w.Backup.AddResource(c.member, homeRegion, sim.Resource{ARN: c.volume, Type: "EBS", KMSKeyARN: c.dataKey, Tags: map[string]string{key: value}})
		})
	}
}

// centralPoints are the copies of the volume.
func (c *copying) centralPoints() (arns []string) {
	c.t.Helper()
	found, err := c.backups(centralID).ListRecoveryPointsByBackupVault(c.t.Context(), &backup.ListRecoveryPointsByBackupVaultInput{
		BackupVaultName: &c.settings.CentralVault.BackupVaultName, ByResourceArn: &c.volume,
	})
	c.must(err)
	for _, point := range found.RecoveryPoints {
		arns = append(arns, aws.ToString(point.RecoveryPointArn))
	}
	return arns
}

// toldOf looks for one group of each cause and no other that people were told of since, and a mail with the words.
func (c *copying) toldOf(want []string, words string, since time.Time) {
	c.t.Helper()
	var causes []string
	for _, g := range c.groups() {
		if g.SentAt.After(since) {
			causes = append(causes, g.Cause)
		}
	}
	slices.Sort(causes)
	slices.Sort(want)
	if !slices.Equal(causes, want) {
		c.t.Fatalf("told of %v, want %v%s", causes, want, c.trouble())
	}
	if !slices.ContainsFunc(c.mails(), func(mail string) bool { return strings.Contains(mail, words) }) {
		c.t.Errorf("no mail says %q: %s", words, c.mails())
	}
}
