package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
)

// CopyVaults are the ARNs of the vaults that a backup plan copies to, as the plan is now, whoever made it. False, and
// no error, for a plan that is gone, of which AWS may still know older versions. Nothing says that an update keeps the
// ids of rules, so all are asked alike.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupPlan.html
func (r *Reader) CopyVaults(ctx context.Context, account, region, planID string) ([]string, bool, error) {
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return nil, false, r.by(account, err)
	}
	plan, err := s.in(region).backup.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: aws.String(planID)})
	switch {
	case absent(err):
		return nil, false, nil
	case err != nil:
		return nil, false, r.by(account, translate("read backup plan "+planID, err))
	case plan.DeletionDate != nil || plan.BackupPlan == nil:
		return nil, false, nil
	}
	var vaults []string
	for _, rule := range plan.BackupPlan.Rules {
		for _, action := range rule.CopyActions {
			vaults = append(vaults, aws.ToString(action.DestinationBackupVaultArn))
		}
	}
	return vaults, true, nil
}
