package cloud

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
	"farvault/shared/guard"
)

// Beside reads what backs up in an account already: every plan in the Regions of a chain with what it selects, and the
// resources that may carry tags, which the reader role alone can list. What of it cannot be read says why.
func (p *Provisioner) Beside(
	ctx context.Context, desired chain.Chain,
) ([]chain.SeenPlan, map[string]chain.Tagged, error) {
	s, err := p.cloud.enterBy(ctx, desired.Account, p.entryRole)
	if err != nil {
		return nil, nil, err
	}
	var plans []chain.SeenPlan
	tagged := map[string]chain.Tagged{}
	for _, region := range planRegions(desired) {
		some, err := s.seenPlans(ctx, region, func(chain.SeenPlan, string) bool { return true })
		if err != nil {
			return nil, nil, err
		}
		plans = append(plans, some...)
		tagged[region] = p.cloud.tagged(ctx, desired.Account, region)
	}
	return plans, tagged, nil
}

// tagged are the resources of an account in a Region.
func (c *Cloud) tagged(ctx context.Context, account, region string) chain.Tagged {
	s, err := c.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return chain.Tagged{Unread: err.Error()}
	}
	found, err := readResources(ctx, s.in(region).tags)
	if err != nil {
		return chain.Tagged{Unread: translate("find the tagged resources of "+account+"/"+region, err).Error()}
	}
	return chain.Tagged{Resources: found}
}

// planRegions are the Regions in which a chain has plans, in its order.
func planRegions(desired chain.Chain) (regions []string) {
	for _, link := range desired.Links {
		if ref := link.Ref(); ref.Kind == chain.KindBackupPlan && !slices.Contains(regions, ref.Region) {
			regions = append(regions, ref.Region)
		}
	}
	return regions
}

// asked says of which plans the selections are listed, where it is asked without the name of a selection, and then
// which of these are read.
type asked func(p chain.SeenPlan, selection string) bool

// seenPlans are the plans in a Region, with the selections that are asked for. A plan that farvault made is known by
// its token; of others the tags say whether it is farvault's.
func (s *session) seenPlans(ctx context.Context, region string, of asked) ([]chain.SeenPlan, error) {
	all, err := s.in(region).plans(ctx)
	if err != nil {
		return nil, translate("list backup plans of "+s.account+"/"+region, err)
	}
	seen := make([]chain.SeenPlan, len(all))
	var reads guard.Group
	for i, m := range all {
		reads.Go(func() (err error) {
			seen[i], err = s.seenPlan(ctx, region, m, of)
			return err
		})
	}
	for _, err := range reads.Wait() {
		if err != nil {
			return nil, err
		}
	}
	return seen, nil
}

func (s *session) seenPlan(
	ctx context.Context, region string, m types.BackupPlansListMember, of asked,
) (chain.SeenPlan, error) {
	plan := chain.SeenPlan{
		Account: s.account, Region: region, Name: aws.ToString(m.BackupPlanName), ID: aws.ToString(m.BackupPlanId),
	}
	plan.Manager = chain.ManagerOfPlan(plan.Name, plan.ID, nil)
	plan.Owned = aws.ToString(m.CreatorRequestId) == chain.Token(plan.Ref().String())
	if !plan.Owned && plan.Manager == "" {
		tags, err := backupTags(ctx, s.in(region).backup, m.BackupPlanArn)
		if err != nil && !lasting(translate("", err)) {
			return plan, translate("read the tags of "+plan.Ref().String(), err)
		}
		plan.Owned, plan.Manager = owned(tags), chain.ManagerOfPlan(plan.Name, plan.ID, tags)
	}
	if !of(plan, "") {
		return plan, nil
	}
	err := s.readSelections(ctx, &plan, of)
	if lasting(err) {
		plan.Unread, err = err.Error(), nil
	}
	return plan, err
}

// readSelections reads what a plan selects.
func (s *session) readSelections(ctx context.Context, plan *chain.SeenPlan, of asked) error {
	client := s.in(plan.Region).backup
	all, err := s.in(plan.Region).selections(ctx, plan.ID)
	if err != nil {
		return translate("list selections of "+plan.Ref().String(), err)
	}
	for _, m := range all {
		named := chain.Selection{
			Account: plan.Account, Region: plan.Region, Plan: plan.Name, Name: aws.ToString(m.SelectionName),
		}
		if !of(*plan, named.Name) {
			continue
		}
		answer, err := client.GetBackupSelection(
			ctx, &backup.GetBackupSelectionInput{BackupPlanId: aws.String(plan.ID), SelectionId: m.SelectionId})
		if absent(err) {
			continue
		}
		if err != nil {
			return translate("read "+named.Ref().String(), err)
		}
		plan.Selections = append(plan.Selections,
			readSelection(named, plan.ID, aws.ToString(m.SelectionId), answer.BackupSelection))
	}
	return nil
}

// selections are all selections of a plan, listed once a session.
func (r *regional) selections(ctx context.Context, plan string) ([]types.BackupSelectionsListMember, error) {
	return r.selected.of(plan, func() (all []types.BackupSelectionsListMember, err error) {
		pages := backup.NewListBackupSelectionsPaginator(
			r.backup, &backup.ListBackupSelectionsInput{BackupPlanId: aws.String(plan)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			all = append(all, page.BackupSelectionsList...)
		}
		return all, nil
	})
}
