package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"farvault/shared/chain"
)

// unmanaged are the vaults and plans of other services in the Regions of the chain, as far as the looks at its own
// links have listed them: it asks AWS nothing more. A list that could not be had is told by the link that needed it.
func (s *session) unmanaged(ctx context.Context, desired chain.Chain) []chain.Unmanaged {
	var out []chain.Unmanaged
	seen := map[chain.Ref]bool{}
	for _, link := range desired.Links {
		ref := link.Ref()
		kind := ref.Kind
		if kind != chain.KindBackupVault && kind != chain.KindBackupPlan {
			continue
		}
		for _, listed := range s.names(ctx, kind, ref.Region) {
			one := chain.Ref{Kind: kind, Account: ref.Account, Region: ref.Region, Name: listed.name}
			manager := chain.ManagerOf(kind, listed.name, nil)
			if kind == chain.KindBackupPlan {
				manager = chain.ManagerOfPlan(listed.name, listed.id, nil)
			}
			if manager != "" && !seen[one] {
				seen[one] = true
				out = append(out, chain.Unmanaged{Ref: one, Manager: manager})
			}
		}
	}
	return out
}

// stock is what AWS Backup counts in the Regions of the chain, from the lists that the looks have made. Where the
// central account's vaults are in the accounts' own chains, its keys tell the Regions, and the vaults are listed for
// this alone.
func (s *session) stock(ctx context.Context, desired chain.Chain) []chain.Stock {
	listed := map[string]chain.Stock{}
	var order []string
	for _, link := range desired.Links {
		ref := link.Ref()
		if ref.Kind != chain.KindBackupVault && ref.Kind != chain.KindBackupPlan && ref.Kind != chain.KindKey {
			continue
		}
		one, seen := listed[ref.Region]
		if !seen {
			one.Region, order = ref.Region, append(order, ref.Region)
		}
		if ref.Kind == chain.KindBackupPlan {
			one.Plans = nil
			for _, plan := range s.names(ctx, ref.Kind, ref.Region) {
				one.Plans = append(one.Plans, plan.name)
			}
		} else {
			one.Vaults = s.vaultStock(ctx, ref.Region)
		}
		listed[ref.Region] = one
	}
	var out []chain.Stock
	for _, region := range order {
		out = append(out, listed[region])
	}
	return out
}

func (s *session) vaultStock(ctx context.Context, region string) []chain.VaultStock {
	vaults, _ := s.in(region).vaults(ctx)
	var out []chain.VaultStock
	for _, v := range vaults {
		out = append(
			out,
			chain.VaultStock{Name: aws.ToString(v.BackupVaultName), RecoveryPoints: v.NumberOfRecoveryPoints},
		)
	}
	return out
}

// inList is a vault or a plan of a list.
type inList struct{ name, id string } // a vault has no id

// names are those of all vaults or plans in a Region, from the session's lists.
func (s *session) names(ctx context.Context, kind chain.Kind, region string) (all []inList) {
	if kind == chain.KindBackupVault {
		vaults, _ := s.in(region).vaults(ctx)
		for _, v := range vaults {
			all = append(all, inList{name: aws.ToString(v.BackupVaultName)})
		}
		return all
	}
	plans, _ := s.in(region).plans(ctx)
	for _, p := range plans {
		all = append(all, inList{aws.ToString(p.BackupPlanName), aws.ToString(p.BackupPlanId)})
	}
	return all
}
