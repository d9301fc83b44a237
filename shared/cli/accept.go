package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
	r, err := c.find(ctx, records)
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

// find is the one open group whose key begins so.
func (c alertsAcceptCommand) find(ctx context.Context, records *ledger.Ledger) (alert.Record, error) {
	keys, err := records.OpenGroups(ctx)
	if err != nil {
		return alert.Record{}, fmt.Errorf("list open groups: %w", err)
	}
	var near []string
	for _, key := range keys {
		if c.Group != "" && strings.HasPrefix(key, strings.ToLower(c.Group)) {
			near = append(near, key)
		}
	}
	read, err := records.ReadGroups(ctx, near)
	if err != nil {
		return alert.Record{}, err
	}
	var open []alert.Record
	for _, r := range read {
		if len(r.Firing()) > 0 {
			open = append(open, r)
		}
	}
	switch len(open) {
	case 0:
		return alert.Record{}, usage{fmt.Errorf("no open group begins with %q; `farvault alerts list` shows them", c.Group)}
	case 1:
		return open[0], nil
	}
	return alert.Record{}, usage{fmt.Errorf("%d open groups begin with %q; give more of the key, as alerts list --json "+
		"shows it", len(open), c.Group)}
}
