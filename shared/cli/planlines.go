package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// sayPlans says which plans the settings give to an account, why, and what each selects.
func (h deployment) sayPlans(ctx context.Context, s Streams, id string) error {
	organization := h.organization()
	account, err := organization.Account(ctx, id)
	if err != nil {
		return h.entryError(ctx, fmt.Errorf("look up account %s: %w", id, err))
	}
	lines := planLines(h.settings, h.deployed, account)
	policy, err := organization.BackupPolicy(ctx, id)
	if err != nil {
		lines = append(lines, fmt.Sprintf("note: %v", h.entryError(ctx, err)))
	}
	for _, line := range append(lines, policyLines(policy, h.deployed.Regions(h.settings))...) {
		if err := s.note(line); err != nil {
			return err
		}
	}
	return nil
}

// policyLines are the plans that the account has by the organization's backup policies, in the protected Regions.
func policyLines(policy []chain.SeenPlan, regions []string) (lines []string) {
	for _, plan := range policy {
		if !slices.Contains(regions, plan.Region) {
			continue
		}
		var picks []string
		for _, selection := range plan.Selections {
			picks = append(picks, selection.Picks.String())
		}
		lines = append(lines, fmt.Sprintf("plan %s in %s: of a backup policy of %s, which farvault never changes; selects %s",
			plan.Name, plan.Region, plan.Manager, cmp.Or(strings.Join(picks, " or "), "nothing")))
	}
	return lines
}

// planLines are the plans of the settings, each with whether the account gets it and what it selects there.
func planLines(s settings.Settings, place chain.Deployment, account org.Account) (lines []string) {
	if in, why := chain.InScope(s, place, account); !in || account.ID == place.CentralAccountID {
		return []string{fmt.Sprintf("account %s gets no plan: %s", account.ID, why)}
	}
	for _, plan := range s.BackupPlans {
		in, why := chain.InPlan(plan, account)
		if !in {
			lines = append(lines, fmt.Sprintf("plan %s: not in account %s: %s", plan.BackupPlanName, account.ID, why))
			continue
		}
		picks := plan.Selection.Picking(place.Partition)
		lines = append(lines, fmt.Sprintf("plan %s: selects %s (%s)", plan.BackupPlanName, picks, why))
	}
	return lines
}
