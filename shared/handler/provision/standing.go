package provision

import (
	"context"
	"fmt"

	"farvault/shared/account"
	"farvault/shared/event"
)

// notifyStanding tells alert of an account that does not have its whole chain, with the reason, and that it has it
// again. It is sent before the record is written: a function that dies in between tells again. What waits for roles has
// a notice of its own, and so has a run that stopped. The error of the look is answered where nothing else goes wrong.
func (p *Handler) notifyStanding(ctx context.Context, r account.Record, looked error) (account.Record, error) {
	why := ""
	if r.Status == account.Partial && !r.Stopped() {
		why = r.Why
	}
	if why == r.Told || why == "" && r.Status != account.Protected {
		return r, looked
	}
	problem := event.UnreportedFailure{Kind: event.Account, Resource: event.AccountChain + r.Account.ID, Holds: why == ""}
	if why != "" {
		problem.Cause, problem.Why, problem.Where = "account-not-protected", why, commonTo(r)
		problem.Paste = "farvault chain diff --account " + r.Account.ID
	}
	if err := p.Jobs.Send(ctx, event.NewMessage(event.Unreported{Account: r.Account.ID, At: r.At,
		Region: p.Deployment.HomeRegion, Problems: []event.UnreportedFailure{problem}})); err != nil {
		return r, fmt.Errorf("tell how account %s stands: %w", r.Account.ID, err)
	}
	r.Told = why
	return r, looked
}

// commonTo is what many accounts may lack for the same reason: the link that waits for a decision, without the account.
// The same change of the settings is then one message. Of a policy that denies a call nothing is known but the account.
func commonTo(r account.Record) string {
	for _, c := range r.Held {
		if c.Kind != "" && c.Why != "" {
			return string(c.Kind) + " " + c.Name
		}
	}
	return ""
}
