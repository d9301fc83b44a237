package cloud_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
)

// controlTower makes a vault and a plan as AWS Control Tower names them.
func controlTower(h hand) {
	_, err := h.backup.CreateBackupVault(h.ctx, &backup.CreateBackupVaultInput{BackupVaultName: aws.String("aws-controltower-local-backupvault-1")})
	must(h.t, err)
	_, err = h.backup.CreateBackupPlan(h.ctx, &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("aws-controltower-daily"),
		Rules: []types.BackupRuleInput{{RuleName: aws.String("daily"), TargetBackupVaultName: aws.String("aws-controltower-local-backupvault-1")}}}})
	must(h.t, err)
}

// What Control Tower made is told, is no difference, costs no call, and is never written to.
func TestWhatControlTowerManagesIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.settled(member)
	before, _ := counted(t.Context(), t, w, member)
	controlTower(w.hand(t, member))
	after, set := counted(t.Context(), t, w, member)
	want := []string{
		"left alone backup plan aws-controltower-daily in 222233334444/eu-west-1: AWS Control Tower manages it, so farvault leaves it alone",
		"left alone backup vault aws-controltower-local-backupvault-1 in 222233334444/eu-west-1: AWS Control Tower manages it, so farvault leaves it alone",
	}
	if diff := cmp.Diff(want, chaintest.Lines(set.LeftAlone())); diff != "" {
		t.Errorf("left alone (-want +got):\n%s", diff)
	}
	if !set.Empty() || len(after.writes) > 0 || len(after.calls) != len(before.calls) {
		t.Errorf("%s: %d calls, without Control Tower %d; wrote %v", chaintest.Text(set), len(after.calls), len(before.calls), after.writes)
	}
}

// Control Tower's tag makes a vault or plan of any name its own, whoever's tag it carries beside, and no setting adopts it.
func TestControlTowersTagWins(t *testing.T) {
	t.Parallel()
	for name, tags := range map[string]map[string]string{
		"alone":          {"aws-control-tower": "managed-by-control-tower"},
		"and farvault's": {"aws-control-tower": "managed-by-control-tower", chain.OwnerTag: chain.OwnerValue},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			h := w.hand(t, member)
			_, err := h.backup.CreateBackupVault(h.ctx, &backup.CreateBackupVaultInput{BackupVaultName: aws.String("farvault-local"), BackupVaultTags: tags})
			must(t, err)
			_, err = h.backup.CreateBackupPlan(h.ctx, &backup.CreateBackupPlanInput{BackupPlanTags: tags, BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("CrossAccountBackupPlan"),
				Rules: []types.BackupRuleInput{{RuleName: aws.String("DailyEBSBackup"), TargetBackupVaultName: aws.String("farvault-local")}}}})
			must(t, err)
			for range 2 {
				watch := &wire{}
				set, err := w.runSet(t, adopting(), watch)
				must(t, err)
				if diff := cmp.Diff([]chain.Kind{chain.KindBackupVault, chain.KindBackupPlan}, kinds(set.Changes, chain.Conflict)); diff != "" || !strings.Contains(chaintest.Text(set), chain.ControlTower) {
					t.Errorf("in conflict (-want +got):\n%s%s", diff, chaintest.Text(set))
				}
				for _, call := range watch.writes {
					if strings.HasPrefix(call, "Backup:") && call != "Backup:UpdateRegionSettings" {
						t.Errorf("wrote %s", call)
					}
				}
			}
		})
	}
}
