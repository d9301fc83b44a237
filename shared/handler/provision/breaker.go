package provision

import (
	"context"
	"fmt"
	"slices"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// halted says why the account is not to be written to now; empty: it is. Not stopped are the account that is protected
// for the first time, and the central one: it is a single account, and every copy rests on it. Asks says that what
// has a risk waits for people, in any account.
func (p *Handler) halted(ctx context.Context, t target, writes []chain.Change) (why string, asks bool, err error) {
	risky := slices.ContainsFunc(writes, func(c chain.Change) bool { return c.Risk != "" })
	uncounted := t.past.Since().IsZero() || t.account.ID == p.Deployment.CentralAccountID
	if len(writes) == 0 || uncounted && !risky {
		return "", false, nil
	}
	var after chain.Breaker
	err = p.Ledger.UpdateBreaker(ctx, func(b chain.Breaker) chain.Breaker {
		asks = b.Asks(p.Settings.Breaker, p.Now())
		if uncounted {
			b.Waits = b.Waits || asks
			return b
		}
		after, why = b.Admit(t.account.ID, writes, t.Run, p.Settings.Breaker, p.Now())
		return after
	})
	if err != nil {
		return "", false, fmt.Errorf("count account %s among those that the run changes: %w", t.account.ID, err)
	}
	if why == "" || after.Asked {
		return why, asks, nil
	}
	return why, asks, p.ask(ctx, after)
}

// ask puts the question to people, by alert, which tells the same stop once. It is noted after the send: a function
// that dies in between asks again, and the next account that is stopped does so too.
func (p *Handler) ask(ctx context.Context, b chain.Breaker) error {
	question := b.Question(p.Settings.Breaker)
	if err := p.Jobs.Send(ctx, event.NewMessage(event.Report{Halted: &question, At: p.Now()})); err != nil {
		return fmt.Errorf("ask whether the run may go on: %w", err)
	}
	err := p.Ledger.UpdateBreaker(ctx, func(now chain.Breaker) chain.Breaker {
		now.Asked = now.Asked || now.HaltedAt.Equal(b.HaltedAt)
		return now
	})
	if err != nil {
		return fmt.Errorf("note that people were asked whether the run may go on: %w", err)
	}
	return nil
}
