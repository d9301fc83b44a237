package demo

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/policy"
	"farvault/simulator"
	sim "farvault/simulator/backup"
)

// tagged puts a volume with the workload's key into the member, tagged for the plan, and lets a run go well.
func (c *copying) tagged() {
	c.locked(func(w *simulator.World) {
		c.volume = w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EBS", KMSKeyARN: c.dataKey, Tags: map[string]string{"backup": "daily"}})
		c.fileSystem = w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EFS", Tags: map[string]string{"backup": "daily"}})
	})
	c.nextBackup()
	c.world.Advance(time.Hour)
	c.must(c.allClosed())
}

// table adds a table, whose copies ask for AWS Backup's advanced features.
func (c *copying) table() {
	c.locked(func(w *simulator.World) {
		w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "DynamoDB", Tags: map[string]string{"backup": "daily"}})
	})
}

// What will fail is told once: the run that then fails says nothing new, and a good copy ends it.
func TestTheRunThatWasForetoldIsNotToldAgain(t *testing.T) {
	t.Parallel()
	c := newCopying(t)
	defer c.Close()
	c.tagged()
	before, run := len(c.mails()), c.nextRun()
	c.putKey(c.dataKey, c.member)
	c.world.Advance(70 * time.Minute)
	mails := c.mails()[before:]
	if len(mails) != 1 || !strings.Contains(mails[0], "1 copy in") || !strings.Contains(mails[0], "will fail tomorrow at "+run.Format("15:04")) ||
		!strings.Contains(mails[0], "AllowBackupCopy") {
		t.Fatalf("%d mails after the break: %s", len(mails), strings.Join(mails, "\n----\n"))
	}
	c.until(run.Add(80 * time.Minute))
	for _, mail := range c.mails()[before+1:] {
		if !strings.HasSuffix(mail, "\ndigest\n") {
			t.Errorf("told again: %s", mail)
		}
	}
	if open := c.openGroups(); len(open) != 1 || !open[0].Alert.Due.IsZero() || open[0].Alert.State != "FAILED" {
		t.Fatalf("open: %+v", open)
	}
	c.putKey(c.dataKey, c.member, policy.KeyCopyStatement(centralID, "aws"))
	c.world.Advance(25 * time.Hour)
	c.must(c.allClosed())
}

// What is put right before the run ends with the next look, which says what it read.
func TestWhatIsPutRightBeforeTheRunEndsOnEvidence(t *testing.T) {
	t.Parallel()
	c := newCopying(t)
	defer c.Close()
	c.tagged()
	c.putKey(c.dataKey, c.member)
	c.world.Advance(70 * time.Minute)
	if open := c.openGroups(); len(open) != 1 {
		t.Fatalf("open: %+v", open)
	}
	before := len(c.mails())
	c.putKey(c.dataKey, c.member, policy.KeyCopyStatement(centralID, "aws"))
	c.world.Advance(70 * time.Minute)
	c.must(c.allClosed())
	mails := c.mails()[before:]
	if len(mails) != 1 || !strings.Contains(mails[0], "The conditions of 1 copy in") || !strings.Contains(mails[0], "met again") {
		t.Fatalf("%d mails after the repair: %s", len(mails), strings.Join(mails, "\n----\n"))
	}
}

// A resource without a backup is proven by what it says of itself, before its first copy.
func TestAKeyIsProvenBeforeTheFirstCopy(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"EBS", "RDS", "Aurora"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := newCopying(t)
			defer c.Close()
			c.putKey(c.dataKey, c.member)
			c.world.Advance(time.Hour)
			before := len(c.mails())
			c.locked(func(w *simulator.World) {
				w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: kind, KMSKeyARN: c.dataKey, Tags: map[string]string{"backup": "daily"}})
			})
			c.world.Advance(70 * time.Minute)
			mails := c.mails()[before:]
			if len(mails) != 1 || !strings.Contains(mails[0], "1 copy in") || !strings.Contains(mails[0], "AllowBackupCopy") {
				t.Fatalf("%d mails: %s", len(mails), strings.Join(mails, "\n----\n"))
			}
		})
	}
}
