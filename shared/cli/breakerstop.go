package cli

import (
	"context"
	"fmt"
	"time"

	"farvault/shared/chain"
	"farvault/shared/ledger"
)

// breakerStopCommand takes an allowance back.
type breakerStopCommand struct {
	tableFlag
	writeFlags
}

// Run takes back what lasts.
func (c breakerStopCommand) Run(ctx context.Context, s Streams) error {
	if err := c.askable(s); err != nil {
		return err
	}
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.stop(ctx, s, records, now)
}

func (c breakerStopCommand) stop(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	b, err := records.Breaker(ctx)
	if err != nil {
		return fmt.Errorf("read the breaker: %w", err)
	}
	if !now.Before(b.Allowed.Until) {
		_, err := fmt.Fprintln(s.Out, "nothing is allowed: changed accounts count")
		return err
	}
	if err := c.confirm(s, "Let changed accounts count again from now on?"); err != nil {
		return err
	}
	if err := records.UpdateBreaker(ctx, chain.Breaker.Disallow); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	_, err = fmt.Fprintln(s.Out, "no longer allowed: changed accounts count again")
	return err
}
