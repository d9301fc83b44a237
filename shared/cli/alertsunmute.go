package cli

import (
	"context"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/ledger"
)

// alertsUnmuteCommand ends a mute before its time.
type alertsUnmuteCommand struct {
	tableFlag
	writeFlags
	mutedFlags
}

// Run takes the mute of just that cause, account and resource away.
func (c alertsUnmuteCommand) Run(ctx context.Context, s Streams) error {
	if err := c.askable(s); err != nil {
		return err
	}
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.unmute(ctx, s, records, now)
}

func (c alertsUnmuteCommand) unmute(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	about := alert.Mute{Cause: c.Cause, Account: c.Account, Resource: c.Resource}
	mutes, err := records.Mutes(ctx)
	if err != nil {
		return fmt.Errorf("list mutes: %w", err)
	}
	for _, m := range alert.Lasting(mutes, now) {
		if !m.Same(about) {
			continue
		}
		if err := c.confirm(s, "Unmute %s?", m.Line(now)); err != nil {
			return err
		}
		if err := records.Unmute(ctx, about, now); err != nil {
			return fmt.Errorf("unmute: %w", err)
		}
		_, err := fmt.Fprintf(s.Out, "no longer muted  %s\n", m.Line(now))
		return err
	}
	return wrongUse("nothing is muted by just that cause, account and resource; `farvault alerts list` shows what is")
}
