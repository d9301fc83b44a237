package cloud

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"

	"farvault/shared/chain"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// watchedPlans are the wanted plans as they stand. A plan that is not there is provision's to make.
func watchedPlans(
	ctx context.Context,
	client *regional,
	place chain.Deployment,
	account, region string,
	want unreported.Expectation,
) ([]unreported.ExpectedPlan, error) {
	where := account + "/" + region
	all, err := client.plans(ctx)
	if err != nil {
		return nil, translate("list backup plans of "+where, err)
	}
	var watched []unreported.ExpectedPlan
	role := place.RoleARN(account, chain.BackupRole)
	for _, plan := range want.Plans {
		own, err := ownPlan(
			ctx,
			client.backup,
			chain.BackupPlan{Account: account, Region: region, Name: plan.Name},
			plansNamed(all, plan.Name),
		)
		if err != nil {
			return nil, translate("read the tags of backup plan "+plan.Name+" of "+where, err)
		}
		if own == nil {
			continue
		}
		found, err := client.backup.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: own})
		if err != nil {
			return nil, translate("read backup plan "+plan.Name+" of "+where, err)
		}
		plan.ID, plan.Version, plan.Rules = aws.ToString(found.BackupPlanId), aws.ToString(found.VersionId), nil
		plan.RoleARN = role
		for _, r := range found.BackupPlan.Rules {
			plan.Rules = append(plan.Rules, watchedRule(r))
		}
		watched = append(watched, plan)
	}
	return watched, nil
}

// ownPlan is the id of farvault's own among the plans of one name, the oldest of several; nil for none. One that
// farvault made is known by its token; of others the tags say whether they were adopted.
func ownPlan(
	ctx context.Context,
	client *backup.Client,
	plan chain.BackupPlan,
	named []types.BackupPlansListMember,
) (*string, error) {
	for _, m := range named {
		if aws.ToString(m.CreatorRequestId) == chain.Token(plan.Ref().String()) {
			return m.BackupPlanId, nil
		}
		tags, err := backupTags(ctx, client, m.BackupPlanArn)
		if err != nil {
			return nil, err
		}
		if owned(tags) {
			return m.BackupPlanId, nil
		}
	}
	return nil, nil
}

func watchedRule(r types.BackupRule) unreported.WatchedRule {
	rule := unreported.WatchedRule{
		Name: aws.ToString(
			r.RuleName,
		),
		ID:                aws.ToString(r.RuleId),
		CompletionMinutes: aws.ToInt64(r.CompletionWindowMinutes),
		Continuous:        aws.ToBool(r.EnableContinuousBackup),
		StartMinutes:      aws.ToInt64(r.StartWindowMinutes),
		Timetable: settings.StartWindow{
			Schedule: aws.ToString(r.ScheduleExpression),
			Timezone: aws.ToString(r.ScheduleExpressionTimezone),
		}.Timetable(),
	}
	if r.Lifecycle != nil {
		rule.DeleteAfterDays = aws.ToInt64(r.Lifecycle.DeleteAfterDays)
	}
	rule.CopyDays = map[string]int64{}
	for _, c := range r.CopyActions {
		vault := aws.ToString(c.DestinationBackupVaultArn)
		rule.Destinations = append(rule.Destinations, vault)
		// -1 is as long as the backup: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyAction.html
		if c.Lifecycle != nil && aws.ToInt64(c.Lifecycle.DeleteAfterDays) >= 0 {
			rule.CopyDays[vault] = aws.ToInt64(c.Lifecycle.DeleteAfterDays)
		}
	}
	return rule
}

// readResources lists the resources of the types that AWS Backup protects, a hundred a call, whatever their tags: which
// plan selects one, or nearly does, is decided from that. The API lists what carries a tag or did once. What never had
// one is not in it.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
func readResources(ctx context.Context, client *resourcegroupstaggingapi.Client) ([]unreported.Resource, error) {
	var found []unreported.Resource
	err := eachTagged(
		ctx,
		client,
		resourcegroupstaggingapi.GetResourcesInput{ResourceTypeFilters: unreported.TagFilters()},
		func(arn string, tags map[string]string) {
			found = append(found, unreported.Resource{ARN: arn, Tags: tags})
		},
	)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// PlanSince is when the plan became what it is now. The dates of plans are those of their first version, versions have
// their own.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupPlanVersions.html
func (w *SnapshotReader) PlanSince(ctx context.Context, account, region, planID string) (time.Time, error) {
	s, err := w.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return time.Time{}, err
	}
	var newest time.Time
	pages := backup.NewListBackupPlanVersionsPaginator(
		s.in(region).backup,
		&backup.ListBackupPlanVersionsInput{BackupPlanId: aws.String(planID), MaxResults: aws.Int32(mostListed)},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return time.Time{}, translate("list the versions of backup plan "+planID+" of "+account+"/"+region, err)
		}
		for _, v := range page.BackupPlanVersionsList {
			if made := aws.ToTime(v.CreationDate); made.After(newest) {
				newest = made
			}
		}
	}
	return newest, nil
}
