package provision

import (
	"context"
	"errors"
	"fmt"
	"time"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
)

// claimFor outlives every invocation of the function.
const claimFor = 5 * time.Minute

// reconcile reconciles one account, as the only one to do so, and remembers what came of it. An error that a policy
// makes is remembered too, for it comes again until people act.
func (p *Handler) reconcile(ctx context.Context, owner string, l event.ReconcileAccount) (account.Record, error) {
	member, err := p.member(ctx, l)
	if err != nil {
		return account.Record{}, err
	}
	if (len(p.Settings.Scope.ExcludeTags) > 0 || p.Settings.Alerts.ByTag()) && member.State == org.Active {
		if member.Tags, err = p.Tags.Tags(ctx, member.ID); err != nil {
			return account.Record{}, fmt.Errorf("read the tags of account %s: %w", member.ID, err)
		}
	}
	began := p.Now()
	past, err := p.Records.Account(ctx, member.ID)
	if err != nil {
		return account.Record{}, fmt.Errorf("read the record of account %s: %w", member.ID, err)
	}
	r, err := p.claimed(ctx, owner, target{account: member, run: l.Run, since: past.Since()})
	if err != nil && !batch.Denied(err) {
		return r, err
	}
	r.Cause, r.Began, r.At = l.Cause, began, p.Now()
	r.ProtectedAt = protectedAt(r, past, err)
	if told := p.notifyDeparture(ctx, past, r); told != nil {
		return r, told
	}
	if remembered := p.Records.PutAccount(ctx, r); remembered != nil {
		return r, fmt.Errorf("remember account %s: %w", member.ID, remembered)
	}
	return r, err
}

// target is a look at one account, and what is known before it is entered.
type target struct {
	account org.Account
	run     *event.SweepRun // the sweep that asks for it, if one does
	since   time.Time       // when it was protected; zero: this is to be the first time
}

// protectedAt is since when the account has its chain after a look that ended like this. What a policy forbids may be
// all of the chain, so that the account stays as it was in this.
func protectedAt(r, past account.Record, err error) time.Time {
	switch since := past.Since(); {
	case r.Status == account.Left, r.Status == account.Skipped:
		return time.Time{}
	case !since.IsZero() || err != nil:
		return since
	}
	return r.At
}

// claimed is visit while nobody else works on the account. A claim that is not given back expires.
func (p *Handler) claimed(ctx context.Context, owner string, v target) (account.Record, error) {
	now, member := p.Now(), v.account
	had, err := p.Claims.Claim(ctx, member.ID, owner, now.Add(claimFor), now)
	if err != nil {
		return account.Record{Account: member}, fmt.Errorf("claim account %s: %w", member.ID, err)
	}
	if !had {
		return account.Record{
			Account: member,
		}, batch.NotYet{Err: fmt.Errorf("account %s is being worked on by another run", member.ID)}
	}
	r, err := p.reconcileChains(ctx, v)
	if released := p.Claims.Release(ctx, member.ID, owner); released != nil {
		err = errors.Join(err, fmt.Errorf("release account %s: %w", member.ID, released))
	}
	return r, err
}

// member is the account to look at. Facts that a listing gave are taken; otherwise it is looked up.
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

// reconcileChains brings one account to its chain. A second run changes nothing. What was
// changed before an error is in the record beside it.
func (p *Handler) reconcileChains(ctx context.Context, v target) (account.Record, error) {
	r := account.Record{Account: v.account}
	if status, why, err := p.eligible(v.account); status != "" || err != nil {
		r.Status, r.Why = status, why
		return r, err
	}
	for _, desired := range chain.Desires(p.Settings, p.Deployment, v.account) {
		if err := p.reconcileChain(ctx, desired, v, &r); err != nil {
			r.Status, r.Why = account.Partial, err.Error()
			return r, err
		}
	}
	r.Status = account.Protected
	if len(r.Held) > 0 {
		r.Status, r.Why = account.Partial, r.Held[0]
	}
	return r, nil
}

// reconcileChain brings one chain of the account's protection to be as desired, and tells the record.
func (p *Handler) reconcileChain(ctx context.Context, desired chain.Chain, v target, r *account.Record) error {
	observed, err := p.Cloud.Observe(ctx, desired)
	if err != nil {
		return fmt.Errorf("observe account %s: %w", desired.Account, err)
	}
	changes := chain.Diff(desired, observed)
	if desired.Account == v.account.ID {
		r.Named = account.NamesOf(changes)
	}
	if key, missing := changes.Creates(chain.KindKey); missing && desired.Account != v.account.ID {
		// CreateKey is the one call that, made twice at the same time, makes two: only the look at the key's own
		// account makes it.
		return batch.NotYet{Err: fmt.Errorf(
			"account %s waits for the %s, which the look at account %s makes",
			v.account.ID,
			key,
			desired.Account,
		),
		}
	}
	why, err := p.halted(ctx, v, changes.Writes())
	if err != nil {
		return err
	}
	if why != "" {
		r.Held = append(append(r.Held, why), chain.Lines(changes.Changes)...)
		return nil
	}
	if desired.Account == v.account.ID {
		r.Unmanaged = chain.Lines(changes.LeftAlone())
	}
	result, err := p.Cloud.Apply(ctx, changes)
	r.Changes = append(r.Changes, chain.Lines(result.Applied)...)
	r.Held = append(r.Held, chain.Lines(append(changes.Held(), append(result.Failed, result.Blocked...)...))...)
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
