// Package provision is the only function that writes in members. It brings accounts to their chains (reconcileAccount,
// and reconcileChain for each): a new one because AWS tells of it, all of them for the sweep, one where somebody else's
// call may have changed it (apicall.go), and those whose chain made copies fail, after which it starts the copies again
// (repair.go). What came of it goes into the account's record and, where people are to hear of it, to alert.
package provision

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/settings"
)

// Tags lists an account's tags in AWS Organizations. It is asked only where settings leave accounts out by tag.
type Tags interface {
	Tags(ctx context.Context, account string) (map[string]string, error)
}

// Reconciler reads an account's chain and writes what differs. An error that waiting
// mends says so by a method NotReady() bool; one that a policy makes, by Denied() bool.
type Reconciler interface {
	Observe(ctx context.Context, desired chain.Chain) (chain.Observed, error)
	Apply(ctx context.Context, set chain.ChangeSet) (chain.Result, error)
}

// Copier starts a copy again and answers with the new job's id.
type Copier interface {
	StartCopy(ctx context.Context, c event.CopyRequest) (string, error)
}

// Ledger remembers what came of the last look at each account and what the newest run has changed, and lets one run at
// a time work on an account. Two events tell of each new account, and CreateKey is the one call that, made twice at the
// same time, makes two.
type Ledger interface {
	Account(ctx context.Context, id string) (account.Record, error) // the zero record where nothing is remembered
	PutAccount(ctx context.Context, r account.Record) error
	Claim(ctx context.Context, thing, owner string, until, now time.Time) (had bool, err error)
	Release(ctx context.Context, thing, owner string) error
	UpdateBreaker(ctx context.Context, change func(chain.Breaker) chain.Breaker) error
	RequestLook(ctx context.Context, account string, at time.Time) error // of an account, or chain.Everywhere
	UpdateWaiting(ctx context.Context, change func(map[string]time.Time)) error
	Welcome(ctx context.Context, account string) error // until a sweep has it in its roster
	Retired(ctx context.Context) (map[string]account.Retirement, error)
	NoteSwitched(ctx context.Context, id string, types []account.SwitchedOn) error // of a look that does not end
}

// Handler does the records of the account queue.
type Handler struct {
	Organization batch.Organization
	Tags         Tags
	Cloud        Reconciler
	Copies       Copier
	Ledger       Ledger
	Jobs         batch.Sender // the job queue, where alert reads

	Settings   settings.Settings
	Deployment chain.Deployment
	Now        func() time.Time
}

// Record does one record of the account queue.
func (p *Handler) Record(ctx context.Context, record events.SQSMessage) (batch.Outcome, error) {
	body, err := event.Read([]byte(record.Body))
	if err != nil {
		return batch.Outcome{}, err
	}
	owner := batch.Owner(ctx, record)
	switch b := body.(type) {
	case event.ReconcileAccount:
		return p.requested(ctx, target{ReconcileAccount: b, owner: owner})
	case event.AccountChange:
		return p.membershipChanged(ctx, owner, b)
	case event.RolesNotDeployed:
		return p.rolesNotDeployed(ctx, owner, b)
	case event.ManagementEvent:
		return p.proven(ctx, owner, b)
	case event.Repair:
		return p.repair(ctx, owner, b)
	case event.Ignored:
		return batch.Ignored(b.Why, slog.String(batch.KeyAccount, b.Account)), nil
	}
	return batch.Ignored(fmt.Sprintf("%T is nothing to provision", body)), nil
}

// membershipChanged reconciles the account that an AWS event names. The event itself is not
// believed: whether the account is a member, and where, is looked up.
func (p *Handler) membershipChanged(ctx context.Context, owner string, c event.AccountChange) (batch.Outcome, error) {
	if c.Origin.Account != p.Deployment.ManagementAccountID {
		return batch.Ignored(
			"sent by account "+c.Origin.Account+", which is not the management account",
			slog.String(batch.KeyAccount, c.AccountID),
		), nil
	}
	if c.Cause == event.RolesArrived {
		if err := p.notifyRoles(ctx, c.AccountID, c.Time, ""); err != nil {
			return batch.Outcome{}, err
		}
	}
	return p.requested(ctx, targetOf(c.AccountID, c.Cause, owner))
}

// requested reconciles one account, and says how that ended.
func (p *Handler) requested(ctx context.Context, t target) (batch.Outcome, error) {
	attrs := []slog.Attr{slog.String(batch.KeyAccount, t.AccountID), slog.String(batch.KeyCause, t.Cause)}
	r, err := p.reconcileAccount(ctx, t)
	attrs = append(attrs, slog.Int(batch.KeyChanges, len(r.Changes)), slog.Int(batch.KeyHeld, len(r.Held)))
	if err != nil && !batch.Denied(err) {
		return batch.Outcome{Attrs: attrs}, err
	}
	if r.Status == account.Skipped || r.Status == account.Left || r.Status == account.Retired {
		return batch.Ignored(r.Why, attrs...), nil
	}
	return batch.Done(string(r.Status), attrs...), nil
}
