package provision

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// proven asks for the copies to come to be proven soon, of all whom the call concerns, and looks at the chain.
func (p *Handler) proven(ctx context.Context, owner string, e event.ManagementEvent) (batch.Outcome, error) {
	if whose := p.Deployment.Concerns(e); whose != "" {
		if err := p.Ledger.RequestLook(ctx, whose, p.Now()); err != nil {
			return batch.Outcome{}, fmt.Errorf("ask for a look after %s: %w", e.Name, err)
		}
	}
	return p.called(ctx, owner, e)
}

// called looks at an account at once because somebody else made a call that can have changed its chain, puts right what
// differs, and reports who it was. Whether anything of farvault's was changed the look says, not the event.
func (p *Handler) called(ctx context.Context, owner string, e event.ManagementEvent) (batch.Outcome, error) {
	account := p.keptFor(e)
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, account),
		slog.String(batch.KeyRegion, e.Region),
		slog.String(batch.KeyCause, e.Name),
	}
	if watches, why := p.Deployment.Watches(e); !watches {
		return batch.Ignored(why, attrs...), nil
	}
	if p.Deployment.Observes {
		return batch.Ignored("farvault observes: it repairs nothing", attrs...), nil
	}
	if !p.Settings.Mend.Enabled {
		return batch.Ignored("Mend.Enabled is false in the settings: left to the sweep of the accounts", attrs...), nil
	}
	before, err := p.Ledger.Account(ctx, account)
	if err != nil {
		return batch.Outcome{Attrs: attrs}, fmt.Errorf("recall account %s: %w", account, err)
	}
	if before.Foreign(e) {
		return batch.Ignored(e.Target+" is not farvault's", attrs...), nil
	}
	t := targetOf(account, e.Name, owner)
	t.told = true
	report, err := p.consequences(ctx, t, before, e)
	if err != nil && !batch.Denied(err) {
		return batch.Outcome{Attrs: attrs}, err
	}
	if len(report.Changes)+len(report.Refused) == 0 {
		return batch.Ignored("the call changed nothing that is farvault's", attrs...), nil
	}
	report.By = []event.Changer{{Account: account, CallID: e.CallID, Name: e.Name, ARN: e.By, At: e.Time}}
	return p.reportCall(ctx, e, before.Named, report, attrs)
}

// reportCall tells who it was. What has a cause of its own is told by that, and the rest as a change of the chain.
func (p *Handler) reportCall(
	ctx context.Context,
	e event.ManagementEvent,
	named []account.Named,
	report event.Report,
	attrs []slog.Attr,
) (batch.Outcome, error) {
	rest, out := report, batch.Outcome{}
	var broken []event.Broken
	if p.listened(e.Account) {
		changes, others := account.BrokenBy(e, report.Changes, named)
		refused, left := account.BrokenBy(e, report.Refused, named)
		broken, rest.Changes, rest.Refused = append(changes, refused...), others, left
	}
	var err error
	for _, b := range broken {
		one := report
		one.Broke = &b
		if out, err = p.reported(ctx, one, attrs); err != nil {
			return out, err
		}
	}
	if len(rest.Changes)+len(rest.Refused) == 0 {
		return out, nil
	}
	group := alert.ChangedGroup(rest.By[0].Account)
	rest.GroupKey, rest.Cause = group.Key(), group.Cause
	return p.reported(ctx, rest, attrs)
}

// listened reports whether the hourly look sees the account's own key and opt-in: in the central account it looks at
// the one vault of all.
func (p *Handler) listened(account string) bool {
	return account != p.Deployment.CentralAccountID || !p.Settings.CentralVault.PerAccount()
}

// settled is how long after a call a look may yet see the world as it was before, AWS being eventually consistent.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const settled = time.Minute

// consequences are what the call made necessary: what looks have put right since, or else what a look now finds. A look
// that began after the call has seen what it did. What was left to people before the call is not its doing.
func (p *Handler) consequences(
	ctx context.Context,
	t target,
	before account.Record,
	e event.ManagementEvent,
) (event.Report, error) {
	if changes, at := before.RepairedAfter(e); len(changes) > 0 {
		return event.Report{Changes: changes, RepairedAt: at}, nil
	}
	if before.Began.After(e.Time.Add(settled)) {
		return event.Report{Refused: account.Changed(e, before.Held)}, nil
	}
	r, err := p.reconcileAccount(ctx, t)
	held := slices.DeleteFunc(
		account.Changed(e, r.Held),
		func(c event.Change) bool { return slices.ContainsFunc(before.Held, c.Same) },
	)
	return event.Report{Changes: account.Changed(e, r.Changes), Refused: held}, err
}

// keptFor is the account at whose look the thing is put right: its own, or of a central vault that is one account's
// that account.
func (p *Handler) keptFor(e event.ManagementEvent) string {
	if e.Account == p.Deployment.CentralAccountID {
		if account, one := p.Settings.CentralVault.AccountOf(e.Target); one {
			return account
		}
	}
	return e.Account
}
