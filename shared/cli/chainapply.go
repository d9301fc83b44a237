package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/chain"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/plain"
)

// appliedWithin is how long the claims of a command that died keep the function off.
const appliedWithin = 5 * time.Minute

// Run makes the changes and prints them. What is left to people is printed too, and is status 1. It works as the
// provision function does: as the only one in the accounts, and not while the breaker keeps accounts from being
// changed.
func (c chainApplyCommand) Run(ctx context.Context, s Streams) (err error) {
	if err := c.askable(s); err != nil {
		return err
	}
	look, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	if look.deployed.Observes {
		return wrongUse("Mode Observe: farvault writes nothing until its templates are deployed with Mode=Protect")
	}
	if look.settingsDiffer && !c.SettingsDiffer {
		return wrongUse("nothing was changed, because of the settings: apply the deployed ones, deploy these first, or " +
			"give --settings-differ")
	}
	if err := c.ask(s, look); err != nil {
		return err
	}
	release, err := claimAll(ctx, look.records, look.sets, look.now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if look, err = c.read(ctx, s); err != nil { // as it is now that nobody else changes it
		return err
	}
	return c.apply(ctx, s, look)
}

func (c chainApplyCommand) apply(
	ctx context.Context,
	s Streams,
	look accountState,
) error {
	asks, err := c.admitted(ctx, look)
	if err != nil {
		return err
	}
	if asks {
		for i := range look.sets {
			look.sets[i] = look.sets[i].Asking()
		}
	}
	made, left := 0, []chain.Change{}
	for _, set := range look.sets {
		result, err := look.provisioner.Apply(ctx, set)
		if printed := c.print(s, result.Applied, message.DoneLines); printed != nil {
			return printed
		}
		if err != nil {
			return fmt.Errorf("apply to account %s: %w", set.Account, err)
		}
		made, left = made+len(result.Applied), append(left, set.Held()...)
	}
	if len(left) > 0 {
		fmt.Fprintf(s.Err, "left to you:\n")
		if err := c.print(s, left, message.ChangeLines); err != nil {
			return err
		}
		return found
	}
	fmt.Fprintf(s.Err, "account %s: %s made\n", c.Account, plain.Count(made, "change", "changes"))
	return nil
}

// ask shows what would change and asks for it. Where nothing would, it asks nothing.
func (c chainApplyCommand) ask(s Streams, look accountState) error {
	if c.Yes {
		return nil
	}
	n := 0
	for _, set := range look.sets {
		for _, one := range chain.Values(set.Writes()) {
			n++
			fmt.Fprintln(s.Err, strings.Join(message.ChangeLines(one), "\n"))
		}
	}
	if n == 0 {
		return nil
	}
	return c.confirm(s, "Make %s in account %s?", plain.Count(n, "change", "changes"), c.Account)
}

// claimAll takes the claims on the accounts, which the provision function takes too, and answers with what gives them
// back.
func claimAll(
	ctx context.Context,
	records *ledger.Ledger,
	sets []chain.ChangeSet,
	now time.Time,
) (release func() error, err error) {
	var ids []string
	for _, set := range sets {
		ids = append(ids, set.Account)
	}
	slices.Sort(ids)
	owner, had := "terminal/"+rand.Text(), []string{}
	release = func() error {
		var errs []error
		for _, id := range had {
			errs = append(errs, records.Release(context.WithoutCancel(ctx), id, owner))
		}
		return errors.Join(errs...)
	}
	for _, id := range slices.Compact(ids) {
		mine, err := records.Claim(ctx, id, owner, now.Add(appliedWithin), now)
		switch {
		case err != nil:
			return nil, errors.Join(fmt.Errorf("claim account %s: %w", id, err), release())
		case !mine:
			return nil, errors.Join(fmt.Errorf("farvault is working on account %s: try again in a minute", id), release())
		}
		had = append(had, id)
	}
	return release, nil
}

// admitted is an error while the breaker keeps the account, protected before, from being changed. What has a risk waits
// for an allowance in any account.
func (c chainApplyCommand) admitted(
	ctx context.Context,
	look accountState,
) (asks bool, err error) {
	records, now := look.records, look.now
	own := look.sets[len(look.sets)-1]
	past, err := records.Account(ctx, c.Account)
	if err != nil {
		return false, fmt.Errorf("read the record of account %s: %w", c.Account, err)
	}
	before, err := records.Breaker(ctx)
	if err != nil {
		return false, fmt.Errorf("read what the newest run has changed: %w", err)
	}
	asks = before.Asks(look.settings.Breaker, now)
	first, central := past.Since().IsZero(), c.Account == look.deployed.CentralAccountID
	if len(own.Writes()) == 0 || first || central {
		return asks, nil
	}
	var why string
	err = records.UpdateBreaker(ctx, func(b chain.Breaker) (next chain.Breaker) {
		next, why = b.Admit(c.Account, own.Writes(), nil, look.settings.Breaker, now)
		return next
	})
	return asks, cmp.Or(err, refusedBy(why))
}

func refusedBy(why string) error {
	if why == "" {
		return nil
	}
	return errors.New(why)
}
