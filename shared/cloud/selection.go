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
)

// observeSelection finds the plan's selections of the name. The one that is as desired counts, or else the
// oldest; the others are surplus, as a run leaves behind that is killed between making the new and taking the old away.
func observeSelection(ctx context.Context, s *session, want chain.Selection, seen view) (*chain.Found, error) {
	on, _ := seen(want.BackupPlan())
	plan, there := on.Link.(chain.BackupPlan)
	if !there || on.ManagedBy != "" || !s.closely(want.BackupPlan(), on.Owned) {
		return nil, nil
	}
	client := s.in(want.Region).backup
	all, err := s.in(want.Region).selections(ctx, plan.ID)
	if err != nil {
		return nil, translate("list selections for "+want.Ref().String(), err)
	}
	var found *chain.Selection
	for _, id := range selectionsNamed(all, want.Name) {
		answer, err := client.GetBackupSelection(
			ctx,
			&backup.GetBackupSelectionInput{BackupPlanId: aws.String(plan.ID), SelectionId: aws.String(id)},
		)
		if err != nil {
			return nil, translate("read "+want.Ref().String(), err)
		}
		next := readSelection(want, plan.ID, id, answer.BackupSelection)
		switch {
		case found == nil:
			found = &next
		case len(want.Differences(*found)) > 0 && len(want.Differences(next)) == 0:
			next.Surplus = append(found.Surplus, found.ID)
			found = &next
		default:
			found.Surplus = append(found.Surplus, id)
		}
	}
	if found == nil {
		return nil, nil
	}
	return &chain.Found{Link: *found, Owned: on.Owned}, nil
}

// selectionsNamed are the ids of those of a plan's selections that have a name, oldest first.
func selectionsNamed(all []types.BackupSelectionsListMember, name string) []string {
	named := slices.DeleteFunc(slices.Clone(all), func(m types.BackupSelectionsListMember) bool {
		return aws.ToString(m.SelectionName) != name
	})
	slices.SortStableFunc(named, func(a, b types.BackupSelectionsListMember) int {
		if c := aws.ToTime(a.CreationDate).Compare(aws.ToTime(b.CreationDate)); c != 0 {
			return c
		}
		return strings.Compare(aws.ToString(a.SelectionId), aws.ToString(b.SelectionId))
	})
	var ids []string
	for _, m := range named {
		ids = append(ids, aws.ToString(m.SelectionId))
	}
	return ids
}

// readSelection is a selection as AWS shows it.
func readSelection(want chain.Selection, planID, id string, s *types.BackupSelection) chain.Selection {
	return chain.Selection{
		Account: want.Account, Region: want.Region, Plan: want.Plan, Name: want.Name,
		PlanID: planID, ID: id, RoleARN: aws.ToString(s.IamRoleArn),
		Picks: readPicking(s),
	}
}

// readPicking is what a selection picks, as AWS shows it.
func readPicking(s *types.BackupSelection) settings.Picking {
	picks := settings.Picking{Resources: s.Resources, NotResources: s.NotResources}
	for _, t := range s.ListOfTags {
		picks.ListOfTags = append(picks.ListOfTags,
			settings.TagCondition{ConditionKey: aws.ToString(t.ConditionKey), ConditionValue: aws.ToString(t.ConditionValue)})
	}
	if c := s.Conditions; c != nil {
		picks.Conditions = settings.Conditions{
			StringEquals:    readConditions(c.StringEquals),
			StringNotEquals: readConditions(c.StringNotEquals),
			StringLike:      readConditions(c.StringLike),
			StringNotLike:   readConditions(c.StringNotLike),
		}
	}
	return picks
}

func readConditions(found []types.ConditionParameter) (all []settings.TagCondition) {
	for _, c := range found {
		all = append(all,
			settings.TagCondition{ConditionKey: aws.ToString(c.ConditionKey), ConditionValue: aws.ToString(c.ConditionValue)})
	}
	return all
}

func conditionsInput(wanted []settings.TagCondition) (all []types.ConditionParameter) {
	for _, c := range wanted {
		all = append(all, types.ConditionParameter{
			ConditionKey: aws.String(c.ConditionKey), ConditionValue: aws.String(c.ConditionValue),
		})
	}
	return all
}

// writeSelection makes the selection, and then takes away those that it replaces: the one call of
// farvault's that deletes anything, and never the last selection.
func writeSelection(ctx context.Context, s *session, e edit[chain.Selection], known view) (chain.Selection, error) {
	client, selection := s.in(e.want.Region).backup, e.want
	on, _ := known(selection.BackupPlan())
	plan, _ := on.Link.(chain.BackupPlan)
	selection.PlanID, selection.ID = plan.ID, e.got.ID
	old := slices.Clone(e.got.Surplus)
	if e.create || len(e.want.Differences(e.got)) > 0 {
		made, err := client.CreateBackupSelection(ctx, &backup.CreateBackupSelectionInput{
			BackupPlanId:     aws.String(plan.ID),
			BackupSelection:  selectionInput(selection),
			CreatorRequestId: aws.String(e.want.CreatorRequestID(plan.ID, e.got.ID)),
		})
		if err != nil {
			return selection, translate("create "+selection.Ref().String(), err)
		}
		selection.ID = aws.ToString(made.SelectionId)
		if e.got.ID != "" {
			old = append(old, e.got.ID)
		}
	}
	for _, other := range e.want.Ends {
		_, err := client.DeleteBackupSelection(ctx, &backup.DeleteBackupSelectionInput{
			BackupPlanId: aws.String(other.PlanID), SelectionId: aws.String(other.ID),
		})
		if err != nil && !absent(err) {
			return selection, translate("take away "+other.Ref().String()+", replaced by "+selection.Ref().String(), err)
		}
	}
	for _, id := range old {
		_, err := client.DeleteBackupSelection(
			ctx,
			&backup.DeleteBackupSelectionInput{BackupPlanId: aws.String(plan.ID), SelectionId: aws.String(id)},
		)
		if err != nil && !absent(err) {
			return selection, translate("take away selection "+id+", replaced by "+selection.Ref().String(), err)
		}
	}
	return selection, nil
}

func selectionInput(s chain.Selection) *types.BackupSelection {
	return &types.BackupSelection{
		SelectionName: aws.String(s.Name),
		IamRoleArn:    aws.String(s.RoleARN),
		Resources:     s.Picks.Resources,
		NotResources:  s.Picks.NotResources,
		Conditions: &types.Conditions{
			StringEquals:    conditionsInput(s.Picks.Conditions.StringEquals),
			StringNotEquals: conditionsInput(s.Picks.Conditions.StringNotEquals),
			StringLike:      conditionsInput(s.Picks.Conditions.StringLike),
			StringNotLike:   conditionsInput(s.Picks.Conditions.StringNotLike),
		},
	}
}
