package cloud_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/cloud"
)

// The plan is read as it is now: what its rules copy to, and that it is gone.
func TestThePlanTellsWhereItCopiesTo(t *testing.T) {
	t.Parallel()
	w, job := failing(t)
	reader := cloud.New(w.config(&wire{}), place, "farvault-alert").Reader()
	looksAt := func(plan string, exists bool, want ...string) {
		t.Helper()
		vaults, found, err := reader.CopyVaults(t.Context(), member, region, plan)
		if err != nil || found != exists || strings.Join(vaults, " ") != strings.Join(want, " ") {
			t.Errorf("%v, there: %t, %v; want %v", vaults, found, err, want)
		}
	}
	looksAt(job.PlanID, true, job.DestinationVaultARN)

	other := strings.Replace(job.DestinationVaultARN, ":farvault", ":farvault-new", 1)
	h := w.hand(t, member)
	plan, err := h.backup.GetBackupPlan(h.ctx, &backup.GetBackupPlanInput{BackupPlanId: &job.PlanID})
	must(t, err)
	rule := plan.BackupPlan.Rules[0]
	_, err = h.backup.UpdateBackupPlan(h.ctx, &backup.UpdateBackupPlanInput{BackupPlanId: &job.PlanID, BackupPlan: &types.BackupPlanInput{
		BackupPlanName: plan.BackupPlan.BackupPlanName,
		Rules: []types.BackupRuleInput{{RuleName: rule.RuleName, TargetBackupVaultName: rule.TargetBackupVaultName, ScheduleExpression: rule.ScheduleExpression,
			CopyActions: []types.CopyAction{{DestinationBackupVaultArn: aws.String(other)}, {DestinationBackupVaultArn: &job.DestinationVaultARN}}}},
	}})
	must(t, err)
	looksAt(job.PlanID, true, other, job.DestinationVaultARN)
	looksAt("00000000-0000-4000-8000-000000000000", false)
}
