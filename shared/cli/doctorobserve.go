package cli

import (
	"context"

	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// observed is whether an account can be read, where farvault observes: it makes nothing there that could be missing.
// The central account is read with the caller's own credentials.
func (h deployment) observed(ctx context.Context, account org.Account) []proof.Precondition {
	if account.ID == h.deployed.CentralAccountID {
		return nil
	}
	p := proof.Precondition{Name: proof.EnterAccount, Account: account.ID, Outcome: proof.Pass}
	want := unreported.Expectation{Observes: true, Now: nowAt(ctx, h.config)}
	for _, region := range h.deployed.Regions(h.settings) {
		if _, err := h.world.Watcher().Watch(ctx, account.ID, region, want); err != nil {
			p.Outcome, p.Why, p.Command = proof.Fail, h.entryError(ctx, err).Error(), h.memberCommand(account)
		}
	}
	return []proof.Precondition{p}
}
