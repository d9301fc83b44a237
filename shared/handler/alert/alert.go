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
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// keyRepair is what provision was asked to put right.
const keyRepair = "mend"

// Alert makes of a job's state, found or told by event, what people should hear: it diagnoses the failure,
// proves the cause, joins it to its group, and speaks if there is something to say. What is farvault's own it asks
// provision to put right. It is the only one that speaks.
type Handler struct {
	Groups      Groups
	Parts       Parts
	Open        OpenGroups
	Paces       Paces
	Mutes       Mutes
	Cursors     batch.Cursors
	Histories   Histories
	Issues      Issues
	Restarts    Restarts
	Facts       Facts
	Points      PointFacts
	CopyActions CopyActions
	Names       batch.Organization // for the names of accounts, in messages
	Accounts    batch.Statuses     // for the OUs and tags of accounts, in routes
	Topic       batch.Notifier
	Bus         batch.Notifier
	Again       batch.Sender // its own queue, for events that the bus did not take
	Provision   batch.Sender // the account queue

	Settings         settings.Settings
	CentralAccountID string
	Now              func() time.Time

	degraded degraded
}

// Record does one record of the job queue. An error leaves it in the queue; every other end has its reason.
func (h *Handler) Record(ctx context.Context, record events.SQSMessage) (batch.Outcome, error) {
	body, err := event.Read([]byte(record.Body))
	if err != nil {
		return batch.Outcome{}, err
	}
	switch e := body.(type) {
	case event.JobStateChange:
		return h.job(ctx, e)
	case event.RecoveryPointStateChange:
		return h.recoveryPoint(ctx, e)
	case event.SelectionRefused:
		return h.selection(ctx, e)
	case event.OptInChange:
		return h.optIn(ctx, e)
	case event.Report:
		return h.report(ctx, e)
	case event.Unreported:
		return h.unreported(ctx, e)
	case event.Tick:
		return h.tick(ctx)
	case event.Digest:
		return h.digest(ctx, e)
	case event.Announcement:
		return h.announce(ctx, e, record)
	case event.Ignored:
		return batch.Ignored(e.Why, slog.String(batch.KeyAccount, e.Account)), nil
	}
	return batch.Ignored(fmt.Sprintf("%T is nothing to alert about", body)), nil
}

// job follows one job's state to its end: still running, well, or a failure with its cause.
func (h *Handler) job(ctx context.Context, j event.JobStateChange) (batch.Outcome, error) {
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, j.Account),
		slog.String(batch.KeyRegion, j.Region),
		slog.String(batch.KeyJob, string(j.Job)+"/"+j.JobID),
	}
	if why := h.spoofed(
		j.Account,
		j.DestinationVaultARN,
		j.ResourceARN,
		j.RecoveryPointARN,
		j.SourceVaultARN,
		j.RoleARN,
	); why != "" {
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
		out, err := h.resolved(ctx, cured(j), j.JobID, alert.EndedAt(j), attrs)
		if err != nil {
			return out, err
		}
		return h.dropOthers(ctx, j, out)
	}
	if why, err := h.alreadyProven(ctx, j); why != "" || err != nil {
		return batch.Ignored(why, attrs...), err
	}
	if j.Job == event.Copy {
		diagnosis = proof.Prove(diagnosis, h.Facts.Facts(ctx, j))
	}
	a := alert.Alert{
		Problem:       alert.ProblemOf(j),
		JobID:         j.JobID,
		State:         j.State,
		StatusMessage: j.Message,
		RoleARN:       j.RoleARN,
		Point:         j.RecoveryPointARN,
		PlanID:        j.PlanID,
		At:            alert.EndedAt(j),
		Diagnosis:     diagnosis,
	}
	return h.bad(ctx, a, j, attrs)
}

// bad joins a failure to its group, tells people if it is time to, and asks provision to mend what is farvault's own.
// The mend does not wait for the message, nor the message for the mend: what failed of the two is done at the next
// delivery.
func (h *Handler) bad(
	ctx context.Context, a alert.Alert, j event.JobStateChange, attrs []slog.Attr,
) (batch.Outcome, error) {
	attrs = append(attrs, slog.String(batch.KeyCause, a.Diagnosis.Cause))
	a, attrs = h.route(ctx, a, attrs)
	group, history, err := h.join(ctx, a)
	if err != nil {
		return batch.Outcome{Attrs: attrs}, h.notifyDegraded(ctx, a, err)
	}
	if why := history.Outdated(a.At); why != "" {
		return batch.Ignored(why, attrs...), nil
	}
	attrs = append(attrs, slog.String(batch.KeyGroup, alert.Short(group.Key)))
	news := false
	said, err := h.updatePart(ctx, group, a.Problem, func(r alert.Record) (next alert.Record, dirty bool) {
		next, news = r.Fail(a, history.LastGood)
		return next, news
	})
	asked, mendErr := h.requestRepair(ctx, group.Group, a, j)
	if asked != "" {
		attrs = append(attrs, slog.String(keyRepair, asked))
	}
	out := said.outcome(attrs)
	if err == nil && a.Job == event.Copy {
		out, err = h.missed(ctx, a, j, out)
	}
	if news { // a job that comes twice failed once
		out.Metrics = append(out.Metrics, batch.Counted(batch.Failures, string(a.Diagnosis.Category), 1))
	}
	if news && a.Job == event.Copy && !history.LastGood.IsZero() {
		out.Metrics = append(
			out.Metrics,
			batch.Metric{Name: batch.CopyAge, Unit: "Seconds", Value: h.Now().Sub(history.LastGood).Seconds()},
		)
	}
	return out, errors.Join(err, mendErr)
}

// resolved takes a good end to every group that its problems are in.
func (h *Handler) resolved(
	ctx context.Context,
	problems []alert.Problem,
	jobID string,
	at time.Time,
	attrs []slog.Attr,
) (batch.Outcome, error) {
	var all notification
	for _, p := range problems {
		groups, err := h.succeeded(ctx, p, jobID, at)
		if err != nil {
			return batch.Outcome{Attrs: attrs}, err
		}
		for _, key := range groups {
			one, err := h.updatePart(ctx, alert.Record{Key: key}, p, func(r alert.Record) (alert.Record, bool) {
				return r.Recover(p, jobID, at)
			})
			if err != nil {
				return one.outcome(attrs), err
			}
			all = append(all, one...)
		}
	}
	if len(all) == 0 {
		return batch.Ignored("it went well, and nothing was open", attrs...), nil
	}
	return all.outcome(attrs), nil
}

// report takes what provision did to the group that waits for it.
func (h *Handler) report(ctx context.Context, r event.Report) (batch.Outcome, error) {
	if r.Broke != nil && len(r.By) > 0 {
		return h.culprit(ctx, r)
	}
	record := alert.GroupOf(r)
	if record.Key == "" {
		return batch.Outcome{}, fmt.Errorf("report of %s names no group", r.At.Format(time.RFC3339))
	}
	if err := h.forget(ctx, r.Departed); err != nil {
		return batch.Outcome{}, err
	}
	said, err := h.notify(ctx, record, func(rec alert.Record) (alert.Record, bool) { return rec.Note(r) })
	return said.outcome(
		[]slog.Attr{slog.String(batch.KeyCause, record.Cause), slog.String(batch.KeyGroup, alert.Short(record.Key))},
	), err
}
