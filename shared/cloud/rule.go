package cloud

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
)

// readRule is a backup rule as AWS shows it.
func readRule(r types.BackupRule) chain.BackupRule {
	rule := chain.BackupRule{
		Name:                    aws.ToString(r.RuleName),
		TargetBackupVaultName:   aws.ToString(r.TargetBackupVaultName),
		ScheduleExpression:      aws.ToString(r.ScheduleExpression),
		Timezone:                aws.ToString(r.ScheduleExpressionTimezone),
		StartWindowMinutes:      aws.ToInt64(r.StartWindowMinutes),
		CompletionWindowMinutes: aws.ToInt64(r.CompletionWindowMinutes),
		Lifecycle:               readLifecycle(r.Lifecycle),
		ContinuousBackup:        aws.ToBool(r.EnableContinuousBackup),
		RecoveryPointTags:       r.RecoveryPointTags,
	}
	for _, c := range r.CopyActions {
		rule.CopyActions = append(rule.CopyActions, chain.CopyAction{
			DestinationBackupVaultARN: aws.ToString(c.DestinationBackupVaultArn),
			Lifecycle:                 readLifecycle(c.Lifecycle),
		})
	}
	return rule
}

// ruleInput is a backup rule as AWS takes it.
func ruleInput(r chain.BackupRule) types.BackupRuleInput {
	input := types.BackupRuleInput{
		RuleName:                   aws.String(r.Name),
		TargetBackupVaultName:      aws.String(r.TargetBackupVaultName),
		ScheduleExpression:         aws.String(r.ScheduleExpression),
		ScheduleExpressionTimezone: aws.String(r.Timezone),
		StartWindowMinutes:         aws.Int64(r.StartWindowMinutes),
		CompletionWindowMinutes:    aws.Int64(r.CompletionWindowMinutes),
		Lifecycle:                  lifecycleInput(r.Lifecycle),
		EnableContinuousBackup:     aws.Bool(r.ContinuousBackup),
		RecoveryPointTags:          r.RecoveryPointTags,
	}
	for _, c := range r.CopyActions {
		input.CopyActions = append(input.CopyActions, types.CopyAction{
			DestinationBackupVaultArn: aws.String(c.DestinationBackupVaultARN),
			Lifecycle:                 lifecycleInput(c.Lifecycle),
		})
	}
	return input
}

// readLifecycle takes AWS's -1, "never", for zero.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
func readLifecycle(l *types.Lifecycle) chain.Lifecycle {
	if l == nil {
		return chain.Lifecycle{}
	}
	return chain.Lifecycle{
		MoveToColdStorageAfterDays:          max(0, aws.ToInt64(l.MoveToColdStorageAfterDays)),
		DeleteAfterDays:                     max(0, aws.ToInt64(l.DeleteAfterDays)),
		OptInToArchiveForSupportedResources: aws.ToBool(l.OptInToArchiveForSupportedResources),
	}
}

// lifecycleInput leaves out what is never: zero days would be refused, and an empty lifecycle counts as one.
// So is an opt-in to the archive that says false, in Regions without it.
// https://github.com/hashicorp/terraform-provider-aws/issues/37862
// https://github.com/hashicorp/terraform-provider-aws/issues/35512
func lifecycleInput(l chain.Lifecycle) *types.Lifecycle {
	if l == (chain.Lifecycle{}) {
		return nil
	}
	input := &types.Lifecycle{}
	if l.MoveToColdStorageAfterDays > 0 {
		input.MoveToColdStorageAfterDays = aws.Int64(l.MoveToColdStorageAfterDays)
	}
	if l.DeleteAfterDays > 0 {
		input.DeleteAfterDays = aws.Int64(l.DeleteAfterDays)
	}
	if l.OptInToArchiveForSupportedResources {
		input.OptInToArchiveForSupportedResources = aws.Bool(true)
	}
	return input
}
