package cli

import (
	"context"
	"fmt"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// sayPlans says which plans the settings give to an account, why, and what each selects.
func (h deployment) sayPlans(ctx context.Context, s Streams, id string) error {
	account, err := h.organization().Account(ctx, id)
	if err != nil {
		return h.entryError(ctx, fmt.Errorf("look up account %s: %w", id, err))
	}
	for _, line := range planLines(h.settings, h.deployed, account) {
		fmt.Fprintln(s.Err, line)
	}
	return nil
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
