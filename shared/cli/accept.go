package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/ledger"
)

// alertsAcceptCommand ends a group about deleted backups by somebody's word.
type alertsAcceptCommand struct {
	tableFlag
	writeFlags
	accountable
	Group string `arg:"" help:"The group, as the message and alerts list show it."`
}

// Run writes the acceptance.
func (c alertsAcceptCommand) Run(ctx context.Context, s Streams) error {
	if err := errors.Join(c.check(), c.askable(s)); err != nil {
		return err
	}
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.accept(ctx, s, records, now)
}

func (c alertsAcceptCommand) accept(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	a := alert.Acceptance{Why: c.Why, Owner: c.Owner, At: now.UTC()}
	if err := a.Check(); err != nil {
		return usage{err}
	}
	r, err := findGroup(ctx, records, c.Group)
	if err != nil {
		return err
	}
	a.Group, a.Cause, a.Place = r.Key, r.Cause, r.Place
	if _, _, err := r.Accept(a); err != nil {
		return usage{err}
	}
	if err := c.confirm(s, "Accept group %s?", r.Key); err != nil {
		return err
	}
	if a.Count, err = records.Accept(ctx, a); err != nil {
		return fmt.Errorf("accept: %w", err)
	}
	_, err = fmt.Fprintf(s.Out, "accepted  %s\n", a.Line(now))
	return err
}
