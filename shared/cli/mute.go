package cli

import (
	"context"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/ledger"
)

// mutedFlags say what is muted.
type mutedFlags struct {
	Cause    string `help:"The cause's id, as messages show it. One of cause, account, resource and group is required."`
	Account  string `help:"The account's id, twelve digits."`
	Resource string `help:"The resource's ARN."`
}

type alertsMuteCommand struct {
	tableFlag
	writeFlags
	mutedFlags
	Group string        `help:"The group, as messages show it: its cause, and its account where it has one alone."`
	Why   string        `help:"Required. The reason for the mute; the digest shows it." name:"reason"`
	Owner string        `help:"Required. The person or team to ask."`
	For   time.Duration `help:"For how long, such as 3d or 72h; at most 90d." xor:"end"`
	Until time.Time     `help:"Until when, as 2026-03-06T08:00:00Z; at most 90d. This or --for is required." xor:"end"`
}

// Run writes the mute.
func (c alertsMuteCommand) Run(ctx context.Context, s Streams) error {
	if err := c.askable(s); err != nil {
		return err
	}
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.mute(ctx, s, records, now)
}

func (c alertsMuteCommand) mute(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	until := c.Until
	if until.IsZero() && c.For == 0 {
		return wrongUse("--for or --until is required: how long to mute")
	}
	if until.IsZero() {
		until = now.Add(c.For)
	}
	about, err := c.about(ctx, records)
	if err != nil {
		return err
	}
	m := alert.Mute{
		Cause:    about.Cause,
		Account:  about.Account,
		Resource: about.Resource,
		Why:      c.Why,
		Owner:    c.Owner,
		Until:    until.UTC(),
	}
	if err := m.Check(now); err != nil {
		return usage{err}
	}
	if err := c.confirm(s, "Mute %s?", m.Line(now)); err != nil {
		return err
	}
	if err := records.Mute(ctx, m, now); err != nil {
		return fmt.Errorf("mute: %w", err)
	}
	_, err = fmt.Fprintf(s.Out, "muted  %s\n", m.Line(now))
	return err
}

// about is what is muted: what the flags say, or cause and account of the group that they name.
func (c alertsMuteCommand) about(ctx context.Context, records *ledger.Ledger) (mutedFlags, error) {
	if c.Group == "" {
		return c.mutedFlags, nil
	}
	if c.mutedFlags != (mutedFlags{}) {
		return mutedFlags{}, wrongUse("--group names cause and account: leave out --cause, --account and --resource")
	}
	r, err := findGroup(ctx, records, c.Group)
	if err != nil {
		return mutedFlags{}, err
	}
	about := mutedFlags{Cause: r.Cause}
	if g := openGroupOf(r, nil, time.Time{}); g.Accounts == 1 {
		about.Account = g.Account
	}
	return about, nil
}
