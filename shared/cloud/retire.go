package cloud

import (
	"context"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"farvault/shared/account"
	"farvault/shared/chain"
)

// Retiring reads what a person has to do to end farvault's work in an account, and what of farvault's stays there. It
// changes nothing.
func (c *Cloud) Retiring(
	ctx context.Context, member string, regions []string, vault string, switched []account.SwitchedOn,
) (chain.Retiring, error) {
	writer, err := c.enter(ctx, member, chain.ProvisionerRole)
	if err != nil {
		return chain.Retiring{}, err
	}
	reader, err := c.enter(ctx, member, chain.ReaderRole)
	if err != nil {
		return chain.Retiring{}, err
	}
	var r chain.Retiring
	points := chain.StillNeeded{Account: member}
	for _, region := range regions {
		selections, err := ownSelections(ctx, writer.in(region), member, region)
		if err != nil {
			return r, err
		}
		r.Calls = append(r.Calls, selections...)
		preferences, err := preferencesBack(ctx, reader.in(region).backup, member, region, switched)
		if err != nil {
			return r, err
		}
		r.Calls = append(r.Calls, preferences...)
		rule, err := enabledRule(ctx, writer.in(region).events, member, region)
		if err != nil {
			return r, err
		}
		r.Calls = append(r.Calls, rule...)
		stays, err := keptVault(ctx, reader.in(region), member, region, vault)
		if err != nil {
			return r, err
		}
		r.Stays, points = append(r.Stays, stays...), longer(points, stays)
	}
	for _, role := range []string{chain.BackupRole, chain.ReaderRole, chain.ProvisionerRole} {
		one := points
		if one.Kind, one.Name = chain.KindRole, role; role != chain.BackupRole { // only the backup role runs lifecycles
			one = chain.StillNeeded{Kind: chain.KindRole, Name: role, Account: member}
		}
		r.Stays = append(r.Stays, one)
	}
	return r, nil
}

// ownSelections are the selections of the plans that carry farvault's tag, whatever their names.
func ownSelections(
	ctx context.Context,
	client *regional,
	member, region string,
) (calls []chain.Withdrawal, err error) {
	where := member + "/" + region
	plans, err := client.plans(ctx)
	if err != nil {
		return nil, translate("list backup plans of "+where, err)
	}
	for _, p := range plans {
		tags, err := backupTags(ctx, client.backup, p.BackupPlanArn)
		if err != nil {
			return nil, translate("read the tags of backup plan "+aws.ToString(p.BackupPlanName)+" of "+where, err)
		}
		if !owned(tags) {
			continue
		}
		selections, err := client.selections(ctx, aws.ToString(p.BackupPlanId))
		if err != nil {
			return nil, translate("list the selections of backup plan "+aws.ToString(p.BackupPlanName)+" of "+where, err)
		}
		for _, s := range selections {
			calls = append(calls, chain.Withdrawal{Account: member, Region: region, Plan: aws.ToString(p.BackupPlanName),
				PlanID: aws.ToString(p.BackupPlanId), Selection: aws.ToString(s.SelectionId)})
		}
	}
	return calls, nil
}

// enabledRule is farvault's forwarding rule, where it is there and enabled.
func enabledRule(
	ctx context.Context, client *eventbridge.Client, member, region string,
) ([]chain.Withdrawal, error) {
	found, err := client.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String(chain.ForwardingRule)})
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, translate("read rule "+chain.ForwardingRule+" of "+member+"/"+region, err)
	}
	if string(found.State) != chain.RuleEnabled {
		return nil, nil
	}
	return []chain.Withdrawal{{Account: member, Region: region, Rule: chain.ForwardingRule}}, nil
}

// preferencesBack switches off what farvault has switched on and is on still. Every type is sent as it is: whether AWS
// keeps those that a call leaves out is not documented.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
func preferencesBack(
	ctx context.Context, client *backup.Client, member, region string, switched []account.SwitchedOn,
) (calls []chain.Withdrawal, err error) {
	now, err := client.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
	if err != nil {
		return nil, translate("read the service opt-in of "+member+"/"+region, err)
	}
	for _, management := range []bool{false, true} {
		is := now.ResourceTypeOptInPreference
		if management {
			is = now.ResourceTypeManagementPreference
		}
		preference, changed := maps.Clone(is), false
		for _, s := range switched {
			if s.Region == region && s.Management == management && is[s.Type] {
				preference[s.Type], changed = false, true
			}
		}
		if changed {
			calls = append(
				calls,
				chain.Withdrawal{Account: member, Region: region, Preference: preference, Management: management},
			)
		}
	}
	return calls, nil
}

// keptVault is farvault's vault with its key, and until when recovery points need them.
func keptVault(
	ctx context.Context, client *regional, member, region, vault string,
) ([]chain.StillNeeded, error) {
	entry, err := findVault(ctx, client.backup, vault)
	if err != nil || entry == nil {
		return nil, translate("list backup vaults of "+member+"/"+region, err)
	}
	kept := chain.StillNeeded{Kind: chain.KindBackupVault, Name: vault, Account: member, Region: region}
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(client.backup,
		&backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: &vault, MaxResults: aws.Int32(mostListed)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list recovery points of vault "+vault, err)
		}
		for _, p := range page.RecoveryPoints {
			kept = counted(kept, p)
		}
	}
	key := kept
	key.Kind, key.Name = chain.KindKey, vaultKeyARN(entry)
	if key.Name == "" {
		return []chain.StillNeeded{kept}, nil
	}
	return []chain.StillNeeded{kept, key}, nil
}

func counted(kept chain.StillNeeded, p types.RecoveryPointByBackupVault) chain.StillNeeded {
	until := keptUntil(p.CalculatedLifecycle)
	kept.Points++
	if kept.Forever = kept.Forever || until.IsZero(); until.After(kept.Until) {
		kept.Until = until
	}
	return kept
}

// longer counts the vaults among what a Region has kept: the backup role is needed until the last of them is empty.
func longer(all chain.StillNeeded, kept []chain.StillNeeded) chain.StillNeeded {
	for _, k := range kept {
		if k.Kind != chain.KindBackupVault {
			continue
		}
		all.Points, all.Forever = all.Points+k.Points, all.Forever || k.Forever
		if k.Until.After(all.Until) {
			all.Until = k.Until
		}
	}
	return all
}

// Withdraw makes one call with a person's credentials in the member.
func Withdraw(ctx context.Context, person aws.Config, w chain.Withdrawal) error {
	person = person.Copy()
	person.Region = w.Region
	var err error
	switch {
	case w.Selection != "":
		_, err = backup.NewFromConfig(person).DeleteBackupSelection(ctx,
			&backup.DeleteBackupSelectionInput{BackupPlanId: &w.PlanID, SelectionId: &w.Selection})
	case w.Rule != "":
		_, err = eventbridge.NewFromConfig(person).DisableRule(ctx, &eventbridge.DisableRuleInput{Name: &w.Rule})
	case w.Management:
		_, err = backup.NewFromConfig(person).UpdateRegionSettings(ctx,
			&backup.UpdateRegionSettingsInput{ResourceTypeManagementPreference: w.Preference})
	default:
		_, err = backup.NewFromConfig(person).UpdateRegionSettings(ctx,
			&backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: w.Preference})
	}
	return translate(w.Command(), err)
}
