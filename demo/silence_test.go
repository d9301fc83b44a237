package demo

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault"
	"farvault/shared/policy"
	"farvault/simulator"
	sim "farvault/simulator/backup"
	simiam "farvault/simulator/iam"
)

// silence is one thing that fails without AWS Backup saying so.
type silence struct {
	happen func(*copying)
	told   time.Duration // from then, the time that passes until people know of it
	cause  string
	words  string         // of the mail
	right  func(*copying) // puts it right; nil: farvault does
	after  time.Duration  // from then, the time until people know that it is well
}

// The rule of these tests runs at 0, 6, 12 and 18 o'clock, its start window is an hour, and a copy may be nine hours old: three hours
// after each run. The look is hourly.
const (
	oneLook    = 70 * time.Minute
	untilMidst = 5 * time.Hour                // from a quarter to two: the next run, its copies and the sweep after them are over
	untilLate  = 7*time.Hour + 30*time.Minute // the next run is judged, and its copies are due
	untilNext  = 4 * time.Hour                // from there, the run after it and the look that follows
)

// sixHourly makes the shipped settings so.
func sixHourly(t *testing.T) fs.FS {
	t.Helper()
	files := deployed(t)
	shipped, err := fs.ReadFile(farvault.Files, "infra/settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(openVaults(shipped))
	for was, is := range map[string]string{
		"ScheduleExpression: cron(0 12 * * ? *)": "StartWindowMinutes: 60\n        ScheduleExpression: cron(0 0/6 * * ? *)",
		"MaxCopyAge: 36h":                        "MaxCopyAge: 9h",
	} {
		if !strings.Contains(text, was) {
			t.Fatalf("the shipped settings have no %q", was)
		}
		text = strings.Replace(text, was, is, 1)
	}
	files["infra/settings.yaml"] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// silences are by what happened, at a quarter to two, when noon's copies have arrived.
var silences = map[string]silence{
	"a selection is refused": {cause: "backup-role-not-assumable", told: time.Hour, words: "selects nothing",
		happen: func(c *copying) {
			c.until(c.nextRun().Add(-10 * time.Minute)) // or the daily sweep puts it right before it does harm
			changeRole(func(r *simiam.Role) { r.Trust = policy.Trust("ec2.amazonaws.com") })(c)
		}, right: changeRole(func(r *simiam.Role) { r.Trust = policy.Trust("backup.amazonaws.com") }), after: untilLate},
	"a type is switched off": {cause: "resource-type-not-opted-in", told: 10 * time.Minute, words: "A resource type was switched off and has been switched on again",
		happen: func(c *copying) {
			_, err := c.backups(c.member).UpdateRegionSettings(c.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EFS": false}})
			c.must(err)
		}, after: oneLook},
	"a rule's time passes and no job is made": {cause: "run-missed", told: untilLate, words: "Rule DailyEBSBackup of plan CrossAccountBackupPlan was due at",
		happen: omit(sim.OmitRun), right: nothing, after: untilNext},
	"a backup is made and never copied": {cause: "copy-overdue", told: untilLate, words: "Rule DailyEBSBackup of plan CrossAccountBackupPlan backed it up at",
		happen: omit(sim.OmitCopy), right: nothing, after: untilNext},
	"a tag is nearly right": {cause: "tagged-not-backed-up", told: oneLook, words: " has Backup=Daily",
		happen: retag("Backup", "Daily"), right: retag("backup", "daily"), after: oneLook},
	"a key is disabled": {cause: "key-disabled", told: oneLook, words: "aws kms enable-key --key-id",
		happen: disable((*copying).localKey), right: func(c *copying) {
			key := c.localKey()
			_, err := c.keysOf(c.member).EnableKey(c.t.Context(), &kms.EnableKeyInput{KeyId: &key})
			c.must(err)
		}, after: oneLook},
	"somebody changes the central vault's policy": {cause: "chain-changed", told: 10 * time.Minute, words: "PutBackupVaultAccessPolicy",
		happen: vaultPolicy(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}`), after: oneLook},
	"the events of a failure are lost": {cause: "source-key-not-shared", told: untilMidst, words: "no longer reach",
		happen: func(c *copying) {
			c.until(c.nextRun().Add(-time.Minute)) // or it is foreseen
			c.locked(func(w *simulator.World) { w.Backup.Emit = nil })
			c.putKey(c.dataKey, c.member)
		}, right: func(c *copying) { c.putKey(c.dataKey, c.member, policy.KeyCopyStatement(centralID, "aws")) }, after: untilLate},
	"a copy is made and does not begin": {cause: "copy-not-begun", told: untilLate, words: "The job has not started.",
		happen: omit(sim.OmitCopyStart), right: func(c *copying) {
			c.locked(func(w *simulator.World) { w.Backup.Resume(c.member, homeRegion) })
		}, after: untilNext},
}

// TestEverySilenceIsTold: of each, AWS Backup sends no event that says so, or none arrives. People hear of it once, by its cause, and
// of its end.
func TestEverySilenceIsTold(t *testing.T) {
	t.Parallel()
	played := sample(t, 3)
	for _, happened := range slices.Sorted(maps.Keys(silences)) {
		if !played() {
			continue
		}
		s := silences[happened]
		t.Run(happened, func(t *testing.T) {
			t.Parallel()
			c := newCopyingOf(t, sixHourly(t))
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
			c.toldOf([]string{s.cause}, s.words, began)
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
