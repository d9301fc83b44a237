package provision

import (
	"context"
	"fmt"

	"farvault/shared/account"
	"farvault/shared/event"
)

// notifyDeparture tells alert of an account that was protected and no longer is. The record that closes it is written
// after that: a function that dies in between tells again, and alert tells people once.
func (p *Handler) notifyDeparture(ctx context.Context, past, now account.Record) error {
	d, departed := account.Depart(p.Settings, past, now)
	if !departed {
		return nil
	}
	if err := p.Jobs.Send(ctx, event.NewMessage(event.Report{Departed: []event.Departure{d}, At: now.At})); err != nil {
		return fmt.Errorf("tell that account %s departed: %w", d.AccountID, err)
	}
	return nil
}
