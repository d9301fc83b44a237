package handler

import (
	"context"
	"errors"
	"fmt"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/org"
)

// Rosters remembers which accounts the last sweep found in scope.
type Rosters interface {
	Roster(ctx context.Context) ([]string, error)
	PutRoster(ctx context.Context, accounts []string) error
}

// tellDeparture tells alert of an account that was protected and no longer is. The record that closes it is written
// after that: a function that dies in between tells again, and alert tells people once.
func (p *Provision) tellDeparture(ctx context.Context, past, now account.Record) error {
	d, departed := account.Depart(p.Settings, past, now)
	if !departed {
		return nil
	}
	if err := p.Jobs.Send(ctx, event.NewMessage(event.Report{Departed: []event.Departure{d}, At: now.At})); err != nil {
		return fmt.Errorf("tell that account %s departed: %w", d.AccountID, err)
	}
	return nil
}

// departed sends the accounts that were in scope at the last sweep and are not now to be looked at, until their records
// are closed: the event that tells of it may be lost, and of settings there is none. It answers the roster to remember
// too. Those that left the tree are looked up, one call each, before they are believed to be gone.
func (s *Sweep) departed(
	ctx context.Context,
	all, inScope []org.Account,
) (messages []event.Message, roster []string, err error) {
	last, err := s.Rosters.Roster(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the accounts of the last sweep: %w", err)
	}
	now, facts := map[string]bool{}, map[string]*org.Account{}
	for _, a := range all {
		facts[a.ID] = &a
	}
	for _, a := range inScope {
		now[a.ID], roster = true, append(roster, a.ID)
	}
	for _, id := range last {
		if now[id] {
			continue
		}
		r, err := s.Statuses.Account(ctx, id)
		if err != nil {
			return nil, nil, fmt.Errorf("read the record of account %s: %w", id, err)
		}
		if r.Since().IsZero() {
			continue
		}
		roster = append(roster, id)
		messages = append(messages, event.NewMessage(event.LookAt{AccountID: id, Facts: facts[id], Cause: "sweep"}))
	}
	return messages, roster, nil
}

// forget stops following what fails in accounts that are closed or gone. In one that is out of scope backups go on, and
// so do alerts.
func (h *Alert) forget(ctx context.Context, departed []event.Departure) error {
	var failed []error
	for _, d := range departed {
		if d.Ending == event.OutOfScope {
			continue
		}
		read := h.eachOpen(ctx, func(record alert.Record) {
			if _, has := record.Without(d.AccountID, h.Now()); !has {
				return
			}
			_, err := h.rewrite(ctx, record.Key, func(r alert.Record) alert.Record {
				r, _ = r.Without(d.AccountID, h.Now())
				return r
			})
			if err != nil {
				failed = append(failed, fmt.Errorf("take account %s out of group %s: %w", d.AccountID, record.Key, err))
			}
		})
		failed = append(failed, read)
	}
	return errors.Join(failed...)
}
