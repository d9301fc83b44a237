package demo

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/simulator"
	"farvault/simulator/eventbridge"
	"farvault/simulator/kernel"
)

// TestACopyWhoseCausePassesIsTriedAgainOnce: each recovery point's copy is started again once, after its pause and not before, however
// often its event comes and whoever dies in between. What does not pass stays open, and a permanent cause is left alone.
func TestACopyWhoseCausePassesIsTriedAgainOnce(t *testing.T) {
	t.Parallel()
	laws := map[string]struct {
		says  string
		lasts int              // copies of each resource that fail
		set   func(*copying)   // done before the copies fail
		wait  [2]time.Duration // nothing is started again before the first, everything after the second
		jobs  int              // copy jobs of each resource in the end
		open  bool
	}{
		"a throttle passes":              {says: "Rate exceeded", lasts: 1, wait: [2]time.Duration{9 * time.Minute, 15 * time.Minute}, jobs: 2},
		"a busy resource takes longer":   {says: "Backup job failed because there was a running job for the same resource.", lasts: 1, wait: [2]time.Duration{29 * time.Minute, 15 * time.Minute}, jobs: 2},
		"what lasts is tried no further": {says: "An internal error occurred.", lasts: 9, wait: [2]time.Duration{9 * time.Minute, 3 * time.Hour}, jobs: 2, open: true},
		"twenty deliveries are one": {says: "Rate exceeded", lasts: 1, wait: [2]time.Duration{9 * time.Minute, 15 * time.Minute}, jobs: 2, set: func(c *copying) {
			c.locked(func(w *simulator.World) {
				w.EventBridge.Deliveries = func(e eventbridge.Event) int {
					if e.DetailType == "Copy Job State Change" {
						return 20
					}
					return 1
				}
			})
		}},
		"whoever starts it dies once it has": {says: "Rate exceeded", lasts: 1, wait: [2]time.Duration{9 * time.Minute, time.Hour}, jobs: 2, set: func(c *copying) {
			c.locked(func(w *simulator.World) {
				c.must(w.Faults.Inject(kernel.Fault{Operation: "StartCopyJob", Account: c.member, Kind: kernel.KillAfter, Skip: len(c.points)}))
			})
		}},
		"a permanent cause is left alone": {says: "AMI snapshot copy failed with error: Image is not supported with this tag.", lasts: 1, wait: [2]time.Duration{time.Minute, 2 * time.Hour}, jobs: 1, open: true},
		"nobody knows whether it passes":  {says: "The dog ate the copy.", lasts: 1, wait: [2]time.Duration{time.Minute, 2 * time.Hour}, jobs: 1, open: true},
	}
	played := sample(t, 2)
	for _, law := range slices.Sorted(maps.Keys(laws)) {
		if !played() {
			continue
		}
		tc := laws[law]
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			c := newCopying(t)
			defer c.Close()
			if tc.set != nil {
				tc.set(c)
			}
			c.failNext(tc.says, tc.lasts)
			before := c.copyJobs()
			c.copyAll()
			c.world.Advance(tc.wait[0])
			for _, kind := range copiedTypes {
				if n := c.copyJobs()[kind] - before[kind]; n != 1 {
					t.Fatalf("%s: %d copy jobs after %s%s", kind, n, tc.wait[0], c.trouble())
				}
			}
			c.world.Advance(tc.wait[1] + 20*time.Minute)
			for _, kind := range copiedTypes {
				if n := c.copyJobs()[kind] - before[kind]; n != tc.jobs {
					t.Errorf("%s: %d copy jobs, want %d%s", kind, n, tc.jobs, c.trouble())
				}
			}
			c.world.Advance(3 * time.Hour)
			if open := c.allClosed() != nil; open != tc.open {
				t.Errorf("open: %t, want %t: %v", open, tc.open, c.allClosed())
			}
			told := slices.ContainsFunc(c.mails(), func(mail string) bool {
				return strings.Contains(mail, "the failure is transient") || strings.Contains(mail, "farvault restarted the copy at")
			})
			if told != (tc.jobs == 2) {
				t.Errorf("that the copy was tried again is told: %t", told)
			}
		})
	}
}

// failNext makes the next copies of each resource fail.
func (c *copying) failNext(says string, times int) {
	failed := map[string]int{}
	c.locked(func(w *simulator.World) {
		w.Backup.TroubleCopies(func(resource string) string {
			if failed[resource]++; failed[resource] > times {
				return ""
			}
			return says
		})
	})
}

// copyJobs counts the copy jobs of the member, by type.
func (c *copying) copyJobs() map[string]int {
	c.t.Helper()
	list, err := c.backups(c.member).ListCopyJobs(c.t.Context(), &backup.ListCopyJobsInput{})
	c.must(err)
	n := map[string]int{}
	for _, job := range list.CopyJobs {
		n[aws.ToString(job.ResourceType)]++
	}
	return n
}
