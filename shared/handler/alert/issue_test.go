package alert

import (
	"fmt"
	"strings"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

// What AWS Backup remarks on a backup that is there is no alert: it ends what was wrong before, and the digest counts it once, however often
// its event comes. What a row knows for a loss is told at once all the same.
func TestIssuesAreForTheDigest(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.arrives(t, backupJob("a", "vol-0", "FAILED", 0))
	world.hears(t, alert.FirstNotification)
	for i := range 5 {
		j := backupJob(fmt.Sprint("b", i), fmt.Sprint("vol-", i), "COMPLETED", 10)
		j.Message = "Windows VSS Backup Job Error encountered, trying for regular backup"
		for range 20 {
			world.arrives(t, j)
		}
	}
	unknown := backupJob("c", "vol-1", "COMPLETED", 11)
	unknown.Message = "The dog has seen the backup."
	if out := world.arrives(t, unknown); out.Word != batch.WordIgnored || !strings.HasPrefix(out.Reason, "the backup is there") {
		t.Errorf("outcome %+v", out)
	}
	world.hears(t, alert.FirstNotification, alert.AllResolved)
	loss := backupJob("d", "vol-9", "COMPLETED", 12)
	loss.Message = "One or more log backup attempts failed for recovery point."
	world.arrives(t, loss)
	world.hears(t, alert.FirstNotification, alert.AllResolved, alert.FirstNotification)
	world.Pass(handlertest.Minutes(60))
	world.arrives(t, event.Digest{At: world.At()})
	digest := message.Text(world.people.Heard[len(world.people.Heard)-1])
	for _, line := range []string{"\n5 resources in 1 account: Windows cannot make an application-consistent snapshot (windows-vss-failed)\n",
		"\n1 resource in 1 account: farvault does not know what this means: \"The dog has seen the backup.\"\n"} {
		if !strings.Contains(digest, line) {
			t.Errorf("the digest lacks %q:\n%s", line, digest)
		}
	}
	world.Pass(handlertest.Minutes(24 * 60))
	world.arrives(t, event.Digest{At: world.At()})
	if next := message.Text(world.people.Heard[len(world.people.Heard)-1]); strings.Contains(next, "remark") {
		t.Errorf("the next digest says it again:\n%s", next)
	}
}
