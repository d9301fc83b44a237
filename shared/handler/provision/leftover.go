package provision

import (
	"context"
	"fmt"

	"farvault/shared/account"
	"farvault/shared/event"
)

// notifyLeftovers tells alert what is farvault's own in the account and no setting names, and what no longer is left
// over. Each look tells again: alert reminds people by that, and a record that was not written loses nothing.
func (p *Handler) notifyLeftovers(ctx context.Context, past, now account.Record) error {
	for _, region := range now.Regions(past.Regions(nil)) {
		problems := account.LeftoverProblems(in(region, past.Leftover), in(region, now.Leftover))
		if len(problems) == 0 {
			continue
		}
		if err := p.Jobs.Send(ctx, event.NewMessage(event.Unreported{
			Account: now.Account.ID, Region: region, At: now.At, Problems: problems,
		})); err != nil {
			return fmt.Errorf("tell what is left over in account %s: %w", now.Account.ID, err)
		}
	}
	return nil
}

func in(region string, leftovers []account.Leftover) (some []account.Leftover) {
	for _, c := range leftovers {
		if c.Region == region {
			some = append(some, c)
		}
	}
	return some
}
