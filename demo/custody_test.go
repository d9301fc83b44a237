package demo

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/simulator"
	"farvault/simulator/eventbridge"
)

// emptied takes all backups out of the member's local vault.
func (c *copying) emptied() {
	c.t.Helper()
	vault := &c.settings.LocalVault.BackupVaultName
	points, err := c.backups(c.member).ListRecoveryPointsByBackupVault(c.t.Context(), &backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: vault})
	c.must(err)
	if len(points.RecoveryPoints) == 0 {
		c.t.Fatal("the vault holds nothing")
	}
	for _, p := range points.RecoveryPoints {
		_, err := c.backups(c.member).DeleteRecoveryPoint(c.t.Context(), &backup.DeleteRecoveryPointInput{BackupVaultName: vault, RecoveryPointArn: p.RecoveryPointArn})
		c.must(err)
	}
}

// Whoever empties a member's local vault is told of within minutes; and where no event comes, within the day.
func TestAnEmptiedLocalVaultIsTold(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		lost   bool
		within time.Duration
		words  string
	}{
		"by event":    {false, 10 * time.Minute, "deleted before its time from vault farvault-local"},
		"by counting": {true, 24 * time.Hour, "No event said so."},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			c := newKeeping(t)
			defer c.Close()
			c.locked(func(w *simulator.World) {
				w.EventBridge.Deliveries = func(e eventbridge.Event) int {
					if tt.lost && (e.DetailType == "Recovery Point State Change" || e.DetailType == "AWS API Call via CloudTrail") {
						return 0
					}
					return 1
				}
			})
			c.keepFor(9)
			c.world.Advance(25 * time.Hour) // it was counted
			c.emptied()
			c.world.Advance(tt.within)
			c.toldOf([]string{"recovery-point-deleted"}, tt.words, begins(Options{}))
		})
	}
}
