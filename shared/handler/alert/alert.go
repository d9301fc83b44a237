// Package alert is the function behind the job queue, the one that speaks. It makes of a job's state, found or told by
// event, what people should hear: it diagnoses the failure, proves the cause, joins it to its group, and tells people
// if there is something to tell. What is farvault's own it asks provision to repair.
//
// The story of a failed copy is this file, from top to bottom: decode, diagnose, prove, apply, decide, publish, ask for
// the repair. What is pure of it is in package alert (what happens to a record, and what is decided of it), catalog and
// proof (why), and message (in which words).
package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// Handler is the function with all that it reaches.
type Handler struct {
	Ledger      Ledger
	Facts       Facts
	Points      PointFacts
	CopyActions CopyActions
	Copies      Copies
	Jobs        Jobs // asked while the ledger cannot be reached
	Custody     Custody
	Names       batch.Organization // for the names of accounts, in messages
	Topic, Bus  batch.Notifier
	Again       batch.Sender // its own queue, for events that the bus did not take
	Provision   batch.Sender // the account queue

	Settings         settings.Settings
	CentralAccountID string
	Regions          []string // in which members are protected
	Now              func() time.Time

	degraded degraded
}

// Record does one record of the job queue. An error leaves it in the queue; every other end has its reason.
func (h *Handler) Record(ctx context.Context, record events.SQSMessage) (batch.Outcome, error) {
	decoded, err := event.Read([]byte(record.Body))
	if err != nil {
		return batch.Outcome{}, err
	}
	ctx = batch.Delivered(ctx, record)
	switch e := decoded.(type) {
	case event.JobStateChange:
		return h.job(ctx, e)
	case event.RecoveryPointStateChange:
		return h.recoveryPoint(ctx, e)
	case event.SelectionRefused:
		return h.selection(ctx, e)
	case event.OptInChange:
		return h.optIn(ctx, e)
	case event.ManagementEvent:
		return h.called(ctx, e)
	case event.Report:
		return h.report(ctx, e)
	case event.Unreported:
		return h.unreported(ctx, e)
	case event.Foreseen:
		return h.foreseen(ctx, e)
	case event.Tick:
		return h.ticked(ctx)
	case event.Digest:
		return h.digest(ctx, e)
	case event.Announcement:
		return h.announce(ctx, e, record)
	case event.Ignored:
		return batch.Ignored(e.Why, slog.String(batch.KeyAccount, e.Account)), nil
	}
	return batch.Ignored(fmt.Sprintf("%T is nothing to alert about", decoded)), nil
}

// job follows one job's state to its end: still running, well, or a failure with its cause.
func (h *Handler) job(ctx context.Context, j event.JobStateChange) (batch.Outcome, error) {
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, j.Account),
		slog.String(batch.KeyRegion, j.Region),
		slog.String(batch.KeyJob, string(j.Job)+"/"+j.JobID),
	}
	if why := h.spoofed(j.Account, j.Job, namedBy(j)...); why != "" {
		return batch.Ignored(why, attrs...), nil
	}
	if !j.Good() && !j.Bad() {
		return batch.Ignored("the job is not at its end: "+j.State, attrs...), nil
	}
	diagnosis := catalog.Diagnose(catalog.Signal{Job: j.Job, State: j.State, Message: j.Message,
		MessageCategory: j.MessageCategory, ResourceType: j.ResourceType})
	if issue, is := alert.IssueOf(j, diagnosis, h.Now()); is {
		return h.remarked(ctx, j, issue, attrs)
	}
	if j.Good() {
		return h.succeeded(ctx, j, attrs)
	}
	j = h.described(ctx, j)
	if why, err := h.alreadyProven(ctx, j); why != "" || err != nil {
		return batch.Ignored(why, attrs...), err
	}
	if j.Job == event.Copy {
		facts := h.Facts.Facts(ctx, j)
		diagnosis = proof.InSettings(proof.Prove(diagnosis, facts), facts, h.Settings)
	}
	return h.failed(ctx, alert.Of(j, diagnosis), j, attrs)
}

// failed joins a failure to its group, tells people if it is time to, and asks provision to repair what is farvault's
// own. The repair does not wait for the message, nor the message for the repair: what failed of the two is done at the
// next delivery.
func (h *Handler) failed(
	ctx context.Context, a alert.Alert, j event.JobStateChange, attrs []slog.Attr,
) (out batch.Outcome, err error) {
	attrs = append(attrs, slog.String(batch.KeyCause, a.Diagnosis.Cause))
	a, route := h.route(ctx, a)
	defer func() { out.Route = route }() // whatever becomes of it
	group, history, err := h.join(ctx, a)
	if err != nil {
		return batch.Outcome{Attrs: attrs}, h.notifyDegraded(ctx, a, err)
	}
	if why := history.Outdated(a.At); why != "" {
		return batch.Ignored(why, attrs...), h.woken(ctx, history)
	}
	attrs = append(attrs, slog.String(batch.KeyGroup, alert.Short(group.Key)))
	told, err := h.tellPart(ctx, group, a.Problem, h.failure(group.Group, a, history))
	err = h.evenSo(ctx, a, told, err)
	asked, notAsked := h.requestRepair(ctx, group.Group, a, j)
	if asked != "" {
		attrs = append(attrs, slog.String(keyRepair, asked))
	}
	out = told.outcome(attrs)
	notAsked = errors.Join(notAsked, h.noteIncident(ctx, group.Key, told, a))
	if err == nil && a.Job == event.Copy {
		out, err = h.missed(ctx, a, j, out)
	}
	if told.news { // a job that comes twice failed once
		out.Metrics = append(out.Metrics, h.failureMetrics(a, history)...)
	}
	if err = errors.Join(err, notAsked); err == nil {
		err = told.comesAgain(a)
	}
	return out, err
}

// tellPart is tell for what happened to one problem. In a large group that people know of, it is noted alone. The group
// is given as it was read a moment ago, or by its key.
func (h *Handler) tellPart(
	ctx context.Context, group alert.Record, p alert.Problem, what alert.Happening,
) (t told, err error) {
	apply := func(r alert.Record) (alert.Record, bool) {
		r, t.news = r.Apply(what)
		return r, t.news
	}
	deferred, err := h.Ledger.UpdatePart(ctx, group, p.Fingerprint(), h.Now(), apply)
	if err != nil {
		return told{}, unrecorded{err}
	}
	if deferred {
		return t.and(largeAndKnown), nil
	}
	return h.tell(ctx, alert.Record{Key: group.Key, Group: group.Group}, what)
}

// tell brings what happened into a group's record and says what there is to say of the group, until there is nothing
// more: load, apply, decide and claim; publish; note. The record given names the group, and stands for it where nobody
// has written one.
func (h *Handler) tell(ctx context.Context, group alert.Record, what ...alert.Happening) (told, error) {
	var all told
	for {
		record, decision, news, err := h.claim(ctx, group, what)
		if err != nil {
			return all, unrecorded{err}
		}
		all.news = all.news || news
		if all.starter = record.Alert.JobID; decision.Reason == alert.Suppressed {
			return all.and(decision), soon(decision)
		}
		if held := h.take(ctx, decision.Reason, record.Only()); held.Reason == alert.Suppressed {
			return all.and(held), errors.Join(soon(held), h.release(ctx, record))
		}
		if err := h.publish(
			ctx,
			message.Compose(record, decision.Reason, h.scene(ctx, record, decision.Reason)),
		); err != nil {
			// The right to speak is given back, so that the next delivery need not wait for it to expire; if not even
			// that works, it expires.
			err = fmt.Errorf("tell group %s (%s): %w", record.Key, decision.Reason, err)
			return all, errors.Join(err, h.release(ctx, record))
		}
		all = all.and(decision)
		if err := h.noteNotified(ctx, record, decision.Reason); err != nil {
			return all, err
		}
		what = []alert.Happening{alert.Ticked{}}
	}
}

// claim applies what happened and decides, and if there is something to say takes the right to say it in the same
// write: of many functions that come at once, one gets it, the others add their part and are silent.
func (h *Handler) claim(
	ctx context.Context, group alert.Record, what []alert.Happening,
) (record alert.Record, decision alert.Decision, news bool, err error) {
	quiet, now := h.quiet(ctx), h.Now()
	record, err = h.Ledger.UpdateGroup(ctx, group.Key, now, func(r alert.Record) (alert.Record, bool) {
		r, news = r.Of(group.Group).Apply(what...)
		if decision = quiet.Decide(r, now, h.Settings.Alerts); decision.Reason == alert.Suppressed {
			return r, news
		}
		return r.Claim(now.Add(batch.LeaseFor)), true
	})
	return record, decision, news, err
}
