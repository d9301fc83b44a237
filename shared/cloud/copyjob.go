package cloud

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
)

// StartCopy starts a copy again and answers with the new job's id. It gives the copy the lifecycle that
// the plan gives it: left out, the copy would follow the backup's. The token is of recovery point and attempt, so a
// redelivery starts nothing twice, and a second attempt is not answered with the first.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartCopyJob.html
func (p *Provisioner) StartCopy(ctx context.Context, c event.CopyRequest) (string, error) {
	vault, err := org.ParseARN(c.SourceVaultARN)
	if err != nil {
		return "", fmt.Errorf("start copy of %s: source vault: %w", c.RecoveryPointARN, err)
	}
	s, err := p.cloud.enterBy(ctx, c.Account, p.entryRole)
	if err != nil {
		return "", err
	}
	client := s.in(c.Region).backup
	lifecycle, err := copyLifecycle(ctx, client, c, vault.Name())
	if err != nil {
		return "", err
	}
	started, err := client.StartCopyJob(ctx, &backup.StartCopyJobInput{
		RecoveryPointArn:          aws.String(c.RecoveryPointARN),
		SourceBackupVaultName:     aws.String(vault.Name()),
		DestinationBackupVaultArn: aws.String(c.DestinationVaultARN),
		IamRoleArn:                aws.String(c.RoleARN),
		Lifecycle:                 lifecycle,
		IdempotencyToken: aws.String(
			chain.Token(c.RecoveryPointARN, c.DestinationVaultARN, strconv.Itoa(c.Attempt)),
		),
	})
	if err != nil {
		return "", translate("start copy of "+c.RecoveryPointARN, err)
	}
	return aws.ToString(started.CopyJobId), nil
}

// copyLifecycle is that of the copy action that the recovery point's rule has for this
// destination, as the plan now is; of a backup that no plan made, the recovery point's own.
func copyLifecycle(
	ctx context.Context,
	client *backup.Client,
	c event.CopyRequest,
	vault string,
) (*types.Lifecycle, error) {
	point, err := client.DescribeRecoveryPoint(ctx, &backup.DescribeRecoveryPointInput{
		BackupVaultName: aws.String(vault), RecoveryPointArn: aws.String(c.RecoveryPointARN),
	})
	if absent(err) { // no later delivery finds it
		return nil, Denied{Err: fmt.Errorf("recovery point %s is gone", c.RecoveryPointARN)}
	}
	if err != nil {
		return nil, translate("describe recovery point "+c.RecoveryPointARN, err)
	}
	own := lifecycleInput(readLifecycle(point.Lifecycle))
	planID, ruleID := planOf(point.CreatedBy)
	if planID == "" {
		return own, nil
	}
	plan, err := client.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: aws.String(planID)})
	if absent(err) {
		return own, nil
	}
	if err != nil {
		return nil, translate("read backup plan "+planID, err)
	}
	for _, rule := range plan.BackupPlan.Rules {
		for _, action := range rule.CopyActions {
			if aws.ToString(rule.RuleId) == ruleID &&
				aws.ToString(action.DestinationBackupVaultArn) == c.DestinationVaultARN {
				return lifecycleInput(readLifecycle(action.Lifecycle)), nil
			}
		}
	}
	return own, nil
}
