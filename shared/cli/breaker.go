package cli

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"farvault/shared/chain"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/plain"
)

// breakerCommand is about runs that would change too many accounts at once.
type breakerCommand struct {
	Show  breakerShowCommand  `cmd:"" default:"withargs" help:"${changed}"`
	Allow breakerAllowCommand `cmd:"" help:"Let farvault change any number of accounts for a while."`
	Stop  breakerStopCommand  `cmd:"" help:"End what breaker allow allowed: changed accounts count again."`
}

type breakerShowCommand struct {
	tableFlag
	JSON bool `name:"json" help:"One JSON object."`
}

// Run prints the breaker.
func (c breakerShowCommand) Run(ctx context.Context, s Streams) error {
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.show(ctx, s, records, now)
}

func (c breakerShowCommand) show(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	b, err := records.Breaker(ctx)
	if err != nil {
		return fmt.Errorf("read what the newest run has changed: %w", err)
	}
	if c.JSON {
		err = writeJSON(s.Out, b)
	} else {
		err = c.print(s, b, now)
	}
	if err != nil || !b.Halted(now) {
		return err
	}
	return found
}

func (breakerShowCommand) print(s Streams, b chain.Breaker, now time.Time) error {
	state := "not stopped"
	switch {
	case b.Halted(now):
		state = "stopped " + at(b.HaltedAt, now, s.Screen)
	case now.Before(b.Allowed.Until):
		state = fmt.Sprintf(
			"allowed %s, by %s: %s",
			until(b.Allowed.Until, now, s.Screen),
			plain.Clean(b.Allowed.Owner, 100),
			plain.Clean(b.Allowed.Why, 200),
		)
	}
	if _, err := fmt.Fprintf(
		s.Out,
		"%s; %s\n",
		state,
		ofRun(b),
	); err != nil {
		return err
	}
	for _, c := range b.Changes {
		if _, err := fmt.Fprintln(s.Out, "  "+message.CountedLine(c)); err != nil {
			return err
		}
	}
	return nil
}

// at is when something was, after a verb: "3 h ago" or "at 2026-03-02T09:00:00Z".
func at(was, now time.Time, screen Screen) string {
	if screen.Width > 0 {
		return ago(was, now, screen)
	}
	return "at " + ago(was, now, screen)
}

// until is until when something lasts: "for 5 h more" or "until 2026-03-02T09:00:00Z".
func until(end, now time.Time, screen Screen) string {
	if screen.Width > 0 {
		return "for " + plain.Span(end.Sub(now)) + " more"
	}
	return "until " + end.UTC().Format(time.RFC3339)
}

// ofRun is what the newest run changed, where there was one.
func ofRun(b chain.Breaker) string {
	if b.Run.ID == "" {
		return "no run has changed anything yet"
	}
	return fmt.Sprintf("%s changed by the newest run, %q over %s", plain.Count(len(b.Written), "account", "accounts"),
		b.Run.ID, plain.Count(b.Run.Accounts, "account", "accounts"))
}

type breakerAllowCommand struct {
	tableFlag
	writeFlags
	accountable
	For time.Duration `help:"For how long; at most 7 days." default:"24h"`
}

// longestAllowance bounds what is not counted: a week covers a settings change in every account.
const longestAllowance = 7 * 24 * time.Hour

// Run writes the allowance.
func (c breakerAllowCommand) Run(ctx context.Context, s Streams) error {
	if err := cmp.Or(c.check(), c.askable(s)); err != nil {
		return err
	}
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.allow(ctx, s, records, now)
}

func (c breakerAllowCommand) allow(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	if c.For <= 0 || c.For > longestAllowance {
		return wrongUse("--for: must be more than 0 and at most 7d")
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := c.confirm(s, "Let farvault change any number of accounts for %s?", plain.Span(c.For)); err != nil {
		return err
	}
	a := chain.Allowance{Until: now.Add(c.For).UTC(), Owner: c.Owner, Why: c.Why}
	resuming := false
	err := records.UpdateBreaker(ctx, func(b chain.Breaker) chain.Breaker {
		b = b.Allow(a)
		resuming = b.Resuming
		return b
	})
	if err != nil {
		return fmt.Errorf("allow: %w", err)
	}
	line := "allowed until " + a.Until.Format(time.RFC3339)
	if resuming {
		line += ". farvault reconciles every account again within 5 minutes"
	}
	_, err = fmt.Fprintln(s.Out, line+".")
	return err
}
