package cloud

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// observedSnapshot reads an account in which farvault makes nothing: all plans that are there, whoever made them, what
// they select, and what they have made in the vaults that they name.
func observedSnapshot(
	ctx context.Context, client *regional, account, region string, want unreported.Expectation,
) (unreported.Snapshot, error) {
	where, watch := account+"/"+region, unreported.Snapshot{Account: account, Region: region, Found: true}
	vaults, err := client.vaults(ctx)
	if err != nil {
		return unreported.Snapshot{}, translate("list backup vaults of "+where, err)
	}
	if watch.Plans, err = observedPlans(ctx, client, where, vaults); err != nil {
		return unreported.Snapshot{}, err
	}
	var used []string
	for _, v := range vaults {
		if !slices.ContainsFunc(watch.Plans, func(p unreported.ExpectedPlan) bool { return backsUpTo(p, v) }) {
			continue
		}
		used = append(used, aws.ToString(v.BackupVaultName))
		arn := vaultKeyARN(&v)
		if watch.VaultARN == "" { // the proof of copies to come knows of one vault's key
			watch.VaultARN, watch.VaultKeyARN = aws.ToString(v.BackupVaultArn), arn
		}
		if arn == "" || slices.ContainsFunc(watch.Keys, func(k unreported.SnapshotKey) bool { return k.ARN == arn }) {
			continue
		}
		key, err := watchedKey(ctx, client.kms, arn)
		if err != nil {
			return unreported.Snapshot{}, err
		}
		watch.Keys = append(watch.Keys, key)
	}
	return watch, readPlanned(ctx, client, where, want, &watch, used)
}

func backsUpTo(p unreported.ExpectedPlan, v types.BackupVaultListMember) bool {
	return slices.ContainsFunc(p.Rules, func(r unreported.WatchedRule) bool {
		return r.VaultARN != "" && r.VaultARN == aws.ToString(v.BackupVaultArn)
	})
}

// observedPlans are the account's backup plans with what they select.
func observedPlans(
	ctx context.Context, client *regional, where string, vaults []types.BackupVaultListMember,
) ([]unreported.ExpectedPlan, error) {
	all, err := client.plans(ctx)
	if err != nil {
		return nil, translate("list backup plans of "+where, err)
	}
	var plans []unreported.ExpectedPlan
	for _, m := range all {
		found, err := client.backup.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: m.BackupPlanId})
		if err != nil {
			return nil, translate("read backup plan "+aws.ToString(m.BackupPlanName)+" of "+where, err)
		}
		plan := unreported.ExpectedPlan{
			Name: aws.ToString(found.BackupPlan.BackupPlanName), ID: aws.ToString(found.BackupPlanId),
			Version: aws.ToString(found.VersionId), Selections: []settings.Picking{},
		}
		for _, r := range found.BackupPlan.Rules {
			rule := watchedRule(r)
			for _, v := range vaults {
				if aws.ToString(v.BackupVaultName) == aws.ToString(r.TargetBackupVaultName) {
					rule.VaultARN = aws.ToString(v.BackupVaultArn)
				}
			}
			plan.Rules = append(plan.Rules, rule)
		}
		if err := observeSelections(ctx, client, &plan); err != nil {
			return nil, translate("read the selections of backup plan "+plan.Name+" of "+where, err)
		}
		plans = append(plans, plan)
	}
	return plans, nil
}

// observeSelections reads what a plan selects. Its role is that of the first selection.
func observeSelections(ctx context.Context, client *regional, plan *unreported.ExpectedPlan) error {
	all, err := client.selections(ctx, plan.ID)
	if err != nil {
		return err
	}
	for _, m := range all {
		found, err := client.backup.GetBackupSelection(ctx, &backup.GetBackupSelectionInput{
			BackupPlanId: aws.String(plan.ID), SelectionId: m.SelectionId,
		})
		if err != nil {
			return err
		}
		if plan.RoleARN == "" {
			plan.RoleARN = aws.ToString(found.BackupSelection.IamRoleArn)
		}
		plan.Selections = append(plan.Selections, readPicking(found.BackupSelection))
	}
	plan.TagKey, plan.TagValue = onlyTag(plan.Selections)
	return nil
}

// besidePlans are the plans that other services manage in an account, with what they select. Where the reader role may
// not read that, nothing is said of them.
func besidePlans(ctx context.Context, client *regional) (plans []unreported.ExpectedPlan, err error) {
	all, err := client.plans(ctx)
	for _, m := range all {
		plan := unreported.ExpectedPlan{
			Name: aws.ToString(m.BackupPlanName), ID: aws.ToString(m.BackupPlanId), Selections: []settings.Picking{},
		}
		if plan.Manager = chain.ManagerOfPlan(plan.Name, plan.ID, nil); plan.Manager == "" {
			continue
		}
		err = translate("read the selections of backup plan "+plan.Name, observeSelections(ctx, client, &plan))
		if lasting(err) {
			err = nil
			continue
		}
		if err != nil {
			return nil, err
		}
		plans = append(plans, plan)
	}
	return plans, err
}

// onlyTag is the one tag by which a plan selects, where there is one alone: what has nearly that tag was meant to.
func onlyTag(selections []settings.Picking) (key, value string) {
	if len(selections) != 1 {
		return "", ""
	}
	s := selections[0]
	tags := append(slices.Clone(s.ListOfTags), s.Conditions.StringEquals...)
	if len(s.ListOfTags)+s.Conditions.Count() != 1 || len(tags) != 1 || len(s.NotResources) > 0 {
		return "", ""
	}
	return strings.TrimPrefix(tags[0].ConditionKey, settings.ResourceTag), tags[0].ConditionValue
}
