package provision

import (
	"context"
	"fmt"

	"farvault/shared/account"
	"farvault/shared/event"
)

// welcome remembers an account that came to be protected between two sweeps: none has it in its roster yet, so that its
// leaving would be nobody's departure if the event of it is lost too.
func (p *Handler) welcome(ctx context.Context, t target, r account.Record) error {
	if t.Run != nil || r.ProtectedAt.IsZero() || !t.past.Since().IsZero() {
		return nil
	}
	if err := p.Ledger.Welcome(ctx, r.Account.ID); err != nil {
		return fmt.Errorf("remember that account %s is new: %w", r.Account.ID, err)
	}
	return nil
}

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
