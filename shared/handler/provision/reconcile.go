package provision

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
)

// claimFor outlives every invocation of the function.
const claimFor = 5 * time.Minute

// target is an account to reconcile: who asks for it, and what is known of it before it is entered.
type target struct {
	event.ReconcileAccount
	owner string // of the claim on the account: the record that asks, in this invocation

	told bool // whoever asks tells people what is not as desired

	account org.Account
	began   time.Time
	past    account.Record
	retired *account.Retirement // nil: nobody has ended farvault's work in it
}

func targetOf(accountID, cause, owner string) target {
	return target{ReconcileAccount: event.ReconcileAccount{AccountID: accountID, Cause: cause}, owner: owner}
}

// reconcileAccount brings one account to its chains, as the only one to do so, and remembers what came of it. A second
// time changes nothing. An error that a policy makes is remembered too, for it comes again until people act.
func (p *Handler) reconcileAccount(ctx context.Context, t target) (account.Record, error) {
	t, err := p.identified(ctx, t)
	if err != nil {
		return account.Record{}, err
	}
	r := account.Record{Account: t.account, Cause: t.Cause, Began: t.began, Surplus: t.past.Surplus}
	if err := p.claim(ctx, t); err != nil {
		return r, err
	}
	r.Leftover = t.past.Leftover
	err = p.protect(ctx, t, &r)
	if released := p.Ledger.Release(ctx, t.account.ID, t.owner); released != nil {
		err = errors.Join(err, fmt.Errorf("release account %s: %w", t.account.ID, released))
	}
	if err != nil && !batch.Denied(err) {
		return r, errors.Join(err, p.Ledger.NoteSwitched(ctx, t.account.ID, account.Switched(r.Changes)))
	}
	r.At = p.Now()
	r.ProtectedAt = protectedAt(r, t.past, err)
	if told := p.notifyDeparture(ctx, t.past, r); told != nil {
		return r, told
	}
	if err := errors.Join(p.welcome(ctx, t, r), p.notifySurplus(ctx, t.past, r)); err != nil {
		return r, err
	}
	if r.Told = t.past.Told; !t.told {
		if r, err = p.notifyStanding(ctx, r, err); err != nil && !batch.Denied(err) {
			return r, err
		}
	}
	if told := p.notifyLeftovers(ctx, t.past, r); told != nil {
		return r, told
	}
	if remembered := p.Ledger.PutAccount(ctx, r); remembered != nil {
		return r, fmt.Errorf("remember account %s: %w", t.account.ID, remembered)
	}
	return r, err
}

// identified is the target with the account itself, its tags where settings ask for them, and what is remembered of it.
// A listing gives the tags of many accounts in few calls and may be late: what it says that is not remembered is asked
// of AWS Organizations, for a plan is taken away by a tag, and an account that people leave out by one is not entered.
func (p *Handler) identified(ctx context.Context, t target) (target, error) {
	var err error
	if t.account, err = p.member(ctx, t.ReconcileAccount); err != nil {
		return t, err
	}
	id := t.account.ID
	t.began = p.Now()
	if t.past, err = p.Ledger.Account(ctx, id); err != nil {
		return t, fmt.Errorf("read the record of account %s: %w", id, err)
	}
	remembered := t.account.Tags != nil && t.past.Account.ID != "" && maps.Equal(t.account.Tags, t.past.Account.Tags)
	if p.Settings.AsksTags() && t.account.State == org.Active && !remembered {
		if t.account.Tags, err = p.Tags.Tags(ctx, id); err != nil {
			return t, fmt.Errorf("read the tags of account %s: %w", id, err)
		}
	}
	retired, err := p.Ledger.Retired(ctx)
	if err != nil {
		return t, fmt.Errorf("read which accounts are retired: %w", err)
	}
	if r, is := retired[id]; is {
		t.retired = &r
	}
	return t, nil
}

// member is the account to reconcile. Facts that a listing gave are taken; otherwise it is looked up.
func (p *Handler) member(ctx context.Context, l event.ReconcileAccount) (org.Account, error) {
	if !org.IsAccountID(l.AccountID) {
		return org.Account{}, fmt.Errorf("account id %q is not twelve digits", l.AccountID)
	}
	if l.Facts != nil && l.Facts.ID == l.AccountID {
		return *l.Facts, nil
	}
	member, err := p.Organization.Account(ctx, l.AccountID)
	if err != nil {
		return org.Account{}, fmt.Errorf("look up account %s: %w", l.AccountID, err)
	}
	if member.ID == "" { // no member of the organization, and so without a state
		return org.Account{ID: l.AccountID}, nil
	}
	return member, nil
}

// claim keeps others from working on the account. A claim that is not given back expires.
func (p *Handler) claim(ctx context.Context, t target) error {
	now, id := p.Now(), t.account.ID
	had, err := p.Ledger.Claim(ctx, id, t.owner, now.Add(claimFor), now)
	switch {
	case err != nil:
		return fmt.Errorf("claim account %s: %w", id, err)
	case !had:
		return batch.NotYet{Err: fmt.Errorf("account %s is being worked on by another run", id)}
	}
	return nil
}

// protectedAt is since when the account has its chain after a look that ended like this. What a policy forbids may be
// all of the chain, so that the account stays as it was in this.
func protectedAt(r, past account.Record, err error) time.Time {
	switch since := past.Since(); {
	case r.Status == account.Left, r.Status == account.Skipped, r.Status == account.Observed,
		r.Status == account.Retired:
		return time.Time{}
	case !since.IsZero() || err != nil:
		return since
	}
	return r.At
}

// protect reconciles every chain that the account's protection takes, and tells the record how the account stands. What
// was changed before an error is in the record beside it.
func (p *Handler) protect(ctx context.Context, t target, r *account.Record) error {
	if status, why, err := p.eligible(t.account); status != "" || err != nil {
		r.Status, r.Why = status, why
		return err
	}
	if t.retired != nil {
		r.Status, r.Why = account.Retired, t.retired.Sentence()
		return nil
	}
	if p.Deployment.Observes {
		r.Status, r.Why = account.Observed, "farvault reads and reports here, and writes nothing"
		return nil
	}
	for _, desired := range chain.Desires(p.Settings, p.Deployment, t.account) {
		if err := p.reconcileChain(ctx, t, desired, r); err != nil {
			r.Status, r.Why = account.Partial, err.Error()
			return err
		}
	}
	r.Status = account.Protected
	if len(r.Held) > 0 {
		r.Status, r.Why = account.Partial, r.Held[0].Why
	}
	return nil
}

// reconcileChain brings one chain of the account's protection to be as desired, and tells the record.
func (p *Handler) reconcileChain(ctx context.Context, t target, desired chain.Chain, r *account.Record) error {
	if len(desired.Regions) > 0 {
		r.In, desired.Regions = desired.Regions, t.past.Regions(desired.Regions)
	}
	observed, err := p.Cloud.Observe(ctx, desired)
	if err != nil {
		return fmt.Errorf("observe account %s: %w", desired.Account, err)
	}
	changes := chain.Diff(desired, observed)
	if desired.Account == t.account.ID {
		r.Named, r.Surplus = account.NamesOf(changes), surplusOf(t.past, observed.Surplus)
		r.Leftover = account.LeftoversOf(changes, t.past)
	}
	if key, missing := changes.Creates(chain.KindKey); missing && desired.Account != t.account.ID {
		// CreateKey is the one call that, made twice at the same time, makes two: only the look at the key's own
		// account makes it.
		return batch.NotYet{Err: fmt.Errorf("account %s waits for the %s, which the look at account %s makes",
			t.account.ID, key, desired.Account)}
	}
	why, asks, err := p.halted(ctx, t, changes.Writes())
	if err != nil {
		return err
	}
	if asks {
		changes = changes.Asking()
	}
	if why != "" {
		r.Held = append(append(r.Held, event.Because(why)), chain.Values(changes.Changes)...)
		return nil
	}
	if desired.Account == t.account.ID {
		r.Unmanaged = chain.Values(changes.LeftAlone())
	}
	result, err := p.Cloud.Apply(ctx, changes)
	r.Changes = append(r.Changes, chain.Values(result.Applied)...)
	r.Held = append(r.Held, chain.Values(append(changes.Held(), append(result.Failed, result.Blocked...)...))...)
	if err != nil {
		return fmt.Errorf("apply to account %s: %w", desired.Account, err)
	}
	return nil
}

// eligible says why an account is not to be entered; empty: it is.
func (p *Handler) eligible(member org.Account) (account.Status, string, error) {
	switch member.State {
	case org.Active:
	case org.PendingActivation:
		return "", "", batch.NotYet{Err: fmt.Errorf("account %s is %s", member.ID, member.State)}
	case "":
		return account.Left, "it is not a member of the organization; what farvault made in it stays", nil
	case org.Closed:
		return account.Left, "it is CLOSED; its copies in the central account stay", nil
	default:
		return account.Skipped, "it is " + string(member.State), nil
	}
	if in, why := chain.InScope(p.Settings, p.Deployment, member); !in {
		return account.Skipped, why, nil
	}
	return "", "", nil
}
