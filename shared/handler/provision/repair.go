package provision

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
)

// repair reconciles the accounts whose chain made copies fail, starts those copies again, and tells alert what came of
// it. A chain that is not ready yet is waited for; what can never be done is in the report, for somebody waits for it.
func (p *Handler) repair(ctx context.Context, owner string, m event.Repair) (batch.Outcome, error) {
	attrs := []slog.Attr{slog.String(batch.KeyGroup, m.GroupKey), slog.String(batch.KeyCause, m.Cause)}
	report := event.Report{GroupKey: m.GroupKey, Cause: m.Cause}
	if why := p.switchedOff(m); why != "" {
		report.Refused = []event.Change{event.Because(why)}
		return p.reported(ctx, report, attrs)
	}
	if wait := m.NotBefore.Sub(p.Now()); wait > 0 {
		return batch.Outcome{
				Attrs: attrs,
			}, batch.Later{
				After: wait,
				Err: fmt.Errorf(
					"the copies of group %s are started again at %s",
					m.GroupKey,
					m.NotBefore.UTC().Format(time.RFC3339),
				),
			}
	}
	whole := true
	for _, id := range m.Accounts {
		t := targetOf(id, m.Cause, owner)
		t.told = true
		r, err := p.reconcileAccount(ctx, t)
		if err != nil && !batch.Denied(err) {
			return batch.Outcome{Attrs: attrs}, err
		}
		report.Changes = append(report.Changes, r.Changes...)
		if err := p.Ledger.RequestLook(ctx, p.whose(id), p.Now()); err != nil {
			return batch.Outcome{Attrs: attrs}, fmt.Errorf("ask for a look at account %s: %w", id, err)
		}
		if r.Status != account.Protected {
			whole = whole && onlyDecisions(r)
			report.Refused = append(report.Refused, refusal(r)...)
		}
	}
	for _, c := range m.Copies {
		if !whole {
			report.Refused = append(report.Refused, event.NotStarted(c, "what it needs could not be put right"))
			continue
		}
		if err := p.restart(ctx, c, &report); err != nil {
			return batch.Outcome{Attrs: attrs}, err
		}
	}
	return p.reported(ctx, report, attrs)
}

// whose are the copies that depend on an account's chain.
func (p *Handler) whose(account string) string {
	if account == p.Deployment.CentralAccountID {
		return chain.Everywhere
	}
	return account
}

// switchedOff says which setting keeps farvault from the mend; empty: none.
func (p *Handler) switchedOff(m event.Repair) string {
	mend := p.Settings.Mend
	retried := func(c event.CopyRequest) bool { return c.Retry }
	switch {
	case p.Deployment.Observes:
		return "the templates' Mode is Observe"
	case !mend.Enabled:
		return "Mend.Enabled is false in the settings"
	case len(m.Accounts) > 0 && !mend.Reconcile:
		return "Mend.Reconcile is false in the settings"
	case slices.ContainsFunc(m.Copies, retried) && !mend.RetryTransient:
		return "Mend.RetryTransient is false in the settings"
	}
	return ""
}

// onlyDecisions reports whether all that could be repaired is, and the rest waits for people, who left it working.
func onlyDecisions(r account.Record) bool {
	decided := func(c event.Change) bool { return c.Op == event.Op(chain.NeedsDecision) && c.Kind != chain.KindKey }
	return len(r.Changes) > 0 && len(r.Held) > 0 &&
		!slices.ContainsFunc(r.Held, func(c event.Change) bool { return !decided(c) })
}

// refusal says what keeps an account from its chain.
func refusal(r account.Record) []event.Change {
	if len(r.Held) > 0 {
		return r.Held
	}
	return []event.Change{event.Because("account " + r.Account.Label() + ": " + r.Why)}
}

// restart starts one copy again, unless it has been started as often as the settings allow.
func (p *Handler) restart(ctx context.Context, c event.CopyRequest, report *event.Report) error {
	switch mend := p.Settings.Mend; {
	case !c.Retry && !mend.RestartCopies:
		report.Refused = append(report.Refused, event.NotStarted(c, "Mend.RestartCopies is false in the settings"))
		return nil
	case c.Attempt > mend.MaxRestarts+batch.MaxRetries:
		report.Refused = append(report.Refused, event.NotStarted(c, fmt.Sprintf(
			"it has been started again %d times, as often as Mend.MaxRestarts allows", mend.MaxRestarts)))
		return nil
	}
	id, err := p.Copies.StartCopy(ctx, c)
	switch {
	case err == nil:
		c.JobID = id
		report.Restarted = append(report.Restarted, c)
	case batch.Denied(err):
		report.Refused = append(report.Refused, event.NotStarted(c, err.Error()))
	default:
		return err
	}
	return nil
}

// reported sends the report to alert, which speaks.
func (p *Handler) reported(ctx context.Context, r event.Report, attrs []slog.Attr) (batch.Outcome, error) {
	r.At = p.Now()
	if err := p.Jobs.Send(ctx, event.NewMessage(r)); err != nil {
		return batch.Outcome{Attrs: attrs}, fmt.Errorf("report to group %s: %w", r.GroupKey, err)
	}
	changes := len(r.Changes)
	if !r.RepairedAt.IsZero() {
		changes = 0 // an earlier look made them
	}
	attrs = append(
		attrs,
		slog.Int(batch.KeyChanges, changes),
		slog.Int(batch.KeyRestarted, len(r.Restarted)),
		slog.Int(batch.KeyHeld, len(r.Refused)),
	)
	return batch.Done("reported", attrs...), nil
}

// TooLate ends the waiting for an account that is not ready after fifteen minutes: it is remembered as waiting, one
// notice goes out, and the next sweep tries again. Of a mend, what it waited for is reported to the group.
func (p *Handler) TooLate(ctx context.Context, record events.SQSMessage, notReady error) (batch.Outcome, error) {
	body, err := event.Read([]byte(record.Body))
	if err != nil {
		return batch.Outcome{}, err
	}
	var look event.ReconcileAccount
	switch b := body.(type) {
	case event.Repair:
		report := event.Report{GroupKey: b.GroupKey, Cause: b.Cause, Refused: []event.Change{event.Because(notReady.Error())}}
		attrs := []slog.Attr{slog.String(batch.KeyGroup, b.GroupKey), slog.String(batch.KeyCause, b.Cause)}
		return p.reported(ctx, report, attrs)
	case event.ReconcileAccount:
		look = b
	case event.AccountChange:
		look = event.ReconcileAccount{AccountID: b.AccountID, Cause: b.Cause}
	case event.ManagementEvent:
		look = event.ReconcileAccount{AccountID: p.keptFor(b), Cause: b.Name}
	}
	past, err := p.Ledger.Account(ctx, look.AccountID)
	if err != nil {
		return batch.Outcome{}, fmt.Errorf("read the record of account %s: %w", look.AccountID, err)
	}
	member := p.lastKnown(ctx, look, past)
	r := account.Record{
		Account:     member,
		Status:      account.Waiting,
		Why:         notReady.Error(),
		Cause:       look.Cause,
		At:          p.Now(),
		ProtectedAt: past.Since(),
	}
	if err := p.Ledger.PutAccount(ctx, r); err != nil {
		return batch.Outcome{}, fmt.Errorf("remember account %s: %w", member.ID, err)
	}
	if look.Cause == event.SetUp {
		return batch.Ignored("still not ready: left to the sweep, while farvault is being set up",
			slog.String(batch.KeyAccount, member.ID), slog.String(batch.KeyCause, look.Cause)), nil
	}
	err = p.Ledger.UpdateWaiting(ctx, func(sentAt map[string]time.Time) {
		if _, listed := sentAt[member.ID]; !listed {
			sentAt[member.ID] = r.At
		}
	})
	if err != nil {
		return batch.Outcome{}, fmt.Errorf("list account %s among those that wait: %w", member.ID, err)
	}
	report := event.Report{
		Waiting: &event.Waiting{Account: member, Why: notReady.Error(), NotEntered: isNotEntered(notReady)},
	}
	outcome, err := p.reported(
		ctx,
		report,
		[]slog.Attr{slog.String(batch.KeyAccount, member.ID), slog.String(batch.KeyCause, look.Cause)},
	)
	if err == nil {
		outcome.Reason = "still not ready: told, and left to the sweep"
	}
	return outcome, err
}

// lastKnown is the account as far as it is known without its tags being read again: routes go by its place and its
// tags, and the notice is read by its name.
func (p *Handler) lastKnown(ctx context.Context, look event.ReconcileAccount, past account.Record) org.Account {
	known, err := p.member(ctx, look)
	switch {
	case err == nil:
		if known.Tags == nil {
			known.Tags = past.Account.Tags
		}
		return known
	case past.Account.ID != "":
		return past.Account
	}
	return org.Account{ID: look.AccountID}
}

// isNotEntered reports whether the error is that the account could not even be entered.
func isNotEntered(err error) bool {
	var entering interface{ NotEntered() bool }
	return errors.As(err, &entering) && entering.NotEntered()
}
