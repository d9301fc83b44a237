package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
	var mutes []alert.Mute
	var lines []string
	for _, one := range about {
		m := alert.Mute{
			Cause: one.Cause, Account: one.Account, Resource: one.Resource, Why: c.Why, Owner: c.Owner, Until: until.UTC(),
		}
		if err := m.Check(now); err != nil {
			return usage{err}
		}
		mutes, lines = append(mutes, m), append(lines, m.Line(now))
	}
	if err := c.confirm(s, "Mute %s?", strings.Join(lines, "; and ")); err != nil {
		return err
	}
	for i, m := range mutes {
		if err := records.Mute(ctx, m, now); err != nil {
			return fmt.Errorf("mute: %w", err)
		}
		if _, err := fmt.Fprintf(s.Out, "muted  %s\n", lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// about is what is muted: what the flags say, or cause and account of the group that they name. It has further causes
// where it tells of all that fails in an account.
func (c alertsMuteCommand) about(ctx context.Context, records *ledger.Ledger) ([]mutedFlags, error) {
	if c.Group == "" {
		return []mutedFlags{c.mutedFlags}, nil
	}
	if c.mutedFlags != (mutedFlags{}) {
		return nil, wrongUse("--group names cause and account: leave out --cause, --account and --resource")
	}
	r, err := findGroup(ctx, records, c.Group)
	if err != nil {
		return nil, err
	}
	about := mutedFlags{Cause: r.Cause}
	if g := openGroupOf(r, nil, time.Time{}); g.Accounts == 1 {
		about.Account = g.Account
	}
	all := []mutedFlags{about}
	for _, m := range r.Firing() {
		if about.Cause = r.FailsBy(m); !slices.Contains(all, about) {
			all = append(all, about)
		}
	}
	return all, nil
}
