package cloud

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"farvault/shared/chain"
	"farvault/shared/settings"
)

// leftovers adds to an observation what is farvault's own and no link of the chain: plans with their selections, and
// vaults; and what a selection that differs picks today. A Region that cannot be listed is named.
func (s *session) leftovers(ctx context.Context, desired chain.Chain, seen *chain.Observed) error {
	for _, region := range desired.Regions {
		err := s.seenPlansOf(ctx, region, desired, seen)
		if err == nil {
			err = s.seenVaults(ctx, region, desired, seen)
		}
		if lasting(err) {
			seen.Unseen, err = append(seen.Unseen, region), nil
		}
		if err != nil {
			return err
		}
	}
	return s.ending(ctx, desired, seen)
}

// seenPlansOf are the plans of a Region, and of farvault's own the selections that are no links. In the central account
// farvault makes no plan, and its role there sees none.
func (s *session) seenPlansOf(
	ctx context.Context, region string, desired chain.Chain, seen *chain.Observed,
) error {
	if s.central {
		return nil
	}
	plans, err := s.seenPlans(ctx, region, func(p chain.SeenPlan, selection string) bool {
		return p.Owned && (selection == "" || !desired.Names(chain.Selection{
			Account: p.Account, Region: p.Region, Plan: p.Name, Name: selection}.Ref()))
	})
	seen.Plans = append(seen.Plans, plans...)
	return err
}

// seenVaults are farvault's own vaults that are no links. Their names begin alike, and the provisioner may read the
// tags of no others.
func (s *session) seenVaults(ctx context.Context, region string, desired chain.Chain, seen *chain.Observed) error {
	vaults, err := s.in(region).vaults(ctx)
	if err != nil {
		return translate("list backup vaults of "+s.account+"/"+region, err)
	}
	for _, v := range vaults {
		name := aws.ToString(v.BackupVaultName)
		if !strings.HasPrefix(name, settings.VaultPrefix) || desired.IsLink(region, name) {
			continue
		}
		tags, err := backupTags(ctx, s.in(region).backup, v.BackupVaultArn)
		if err != nil {
			return translate("read the tags of backup vault "+name, err)
		}
		if owned(tags) {
			seen.Vaults = append(seen.Vaults, chain.SeenVault{
				Account: s.account, Region: region, Name: name, RecoveryPoints: v.NumberOfRecoveryPoints,
			})
		}
	}
	return nil
}

// ending reads what the selections that are to be replaced pick today, and would no longer.
func (s *session) ending(ctx context.Context, desired chain.Chain, seen *chain.Observed) error {
	outgoing := map[string]bool{}
	for _, link := range desired.Links {
		want, is := link.(chain.Selection)
		if !is {
			continue
		}
		var old []chain.Selection
		if !outgoing[want.Region] { // the first selection of a Region comes in their place
			outgoing[want.Region], old = true, seen.Outgoing(desired, want.Region)
		}
		if found, there := seen.Found[link.Ref()]; there && found.Owned && found.ManagedBy == "" {
			if got, is := found.Link.(chain.Selection); is && want.PicksOtherwise(got) {
				old = append(old, got)
			}
		}
		if len(old) == 0 {
			continue
		}
		resources, err := readResources(ctx, s.in(want.Region).tags)
		if err = translate("find the tagged resources of "+s.account+"/"+want.Region, err); err != nil && !lasting(err) {
			return err
		}
		picked := chain.Picked{}
		if err != nil {
			picked.Unread = err.Error()
		}
		for _, r := range resources {
			if picks(old, r) && !picks(wanted(desired, want.Region), r) {
				picked.Resources = append(picked.Resources, r.ARN)
			}
		}
		if seen.Ending == nil {
			seen.Ending = map[chain.Ref]chain.Picked{}
		}
		seen.Ending[link.Ref()] = picked
	}
	return nil
}

// picks reports whether one of the selections picks a resource.
func picks(selections []chain.Selection, r settings.Resource) bool {
	return slices.ContainsFunc(selections, func(s chain.Selection) bool { return s.Picks.Picks(r.ARN, r.Tags) })
}

// wanted are the selections of a chain in a Region.
func wanted(desired chain.Chain, region string) (all []chain.Selection) {
	for _, link := range desired.Links {
		if s, is := link.(chain.Selection); is && s.Region == region {
			all = append(all, s)
		}
	}
	return all
}
