package cloud

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

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
			Version: aws.ToString(found.VersionId), Selections: []unreported.Selection{},
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
		if err := observeSelections(ctx, client.backup, &plan); err != nil {
			return nil, translate("read the selections of backup plan "+plan.Name+" of "+where, err)
		}
		plans = append(plans, plan)
	}
	return plans, nil
}

// observeSelections reads what a plan selects. Its role is that of the first selection.
func observeSelections(ctx context.Context, client *backup.Client, plan *unreported.ExpectedPlan) error {
	pages := backup.NewListBackupSelectionsPaginator(
		client, &backup.ListBackupSelectionsInput{BackupPlanId: aws.String(plan.ID)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, m := range page.BackupSelectionsList {
			found, err := client.GetBackupSelection(ctx, &backup.GetBackupSelectionInput{
				BackupPlanId: aws.String(plan.ID), SelectionId: m.SelectionId,
			})
			if err != nil {
				return err
			}
			if plan.RoleARN == "" {
				plan.RoleARN = aws.ToString(found.BackupSelection.IamRoleArn)
			}
			plan.Selections = append(plan.Selections, observedSelection(found.BackupSelection))
		}
	}
	plan.TagKey, plan.TagValue = onlyTag(plan.Selections)
	return nil
}

func observedSelection(s *types.BackupSelection) unreported.Selection {
	selection := unreported.Selection{Resources: s.Resources, NotResources: s.NotResources}
	for _, c := range s.ListOfTags {
		selection.AnyOf = append(selection.AnyOf, tagged(c.ConditionKey, c.ConditionValue, false, false))
	}
	if s.Conditions == nil {
		return selection
	}
	for _, list := range []struct {
		conditions []types.ConditionParameter
		like, not  bool
	}{
		{s.Conditions.StringEquals, false, false}, {s.Conditions.StringLike, true, false},
		{s.Conditions.StringNotEquals, false, true}, {s.Conditions.StringNotLike, true, true},
	} {
		for _, c := range list.conditions {
			selection.AllOf = append(selection.AllOf, tagged(c.ConditionKey, c.ConditionValue, list.like, list.not))
		}
	}
	return selection
}

func tagged(key, value *string, like, not bool) unreported.Tagged {
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ConditionParameter.html
	return unreported.Tagged{
		Key: strings.TrimPrefix(aws.ToString(key), "aws:ResourceTag/"), Value: aws.ToString(value), Like: like, Not: not,
	}
}

// onlyTag is the one tag by which a plan selects, where there is one alone: what has nearly that tag was meant to.
func onlyTag(selections []unreported.Selection) (key, value string) {
	if len(selections) != 1 {
		return "", ""
	}
	s := selections[0]
	tags := append(slices.Clone(s.AnyOf), s.AllOf...)
	if len(tags) != 1 || tags[0].Like || tags[0].Not || len(s.NotResources) > 0 {
		return "", ""
	}
	return tags[0].Key, tags[0].Value
}
