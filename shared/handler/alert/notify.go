package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// staleTries bounds how often a record is read and decided on again while others write it.
const staleTries = 20

// notification is what was decided for a group, one after the other; the last is always a silence.
type notification []alert.Decision

// unreportedNotified is how many silences a log line gives the reasons of. A tick may have thousands.
const unreportedNotified = 10

// outcome is done if anything was told, and gives the reason for the silence otherwise.
func (s notification) outcome(attrs []slog.Attr) batch.Outcome {
	var told, silent []string
	lost := 0
	for _, d := range s {
		if d.Reason == alert.Suppressed {
			silent = append(silent, d.Why)
			if d.Leased {
				lost++
			}
		} else {
			told = append(told, string(d.Reason))
		}
	}
	if more := len(silent) - unreportedNotified; more > 0 {
		silent = append(silent[:unreportedNotified:unreportedNotified], fmt.Sprintf("and %d more groups", more))
	}
	out := batch.Ignored("not told: "+strings.Join(silent, "; "), attrs...)
	if len(told) > 0 {
		out = batch.Done(strings.Join(told, ", "), attrs...)
	}
	out.Metrics = []batch.Metric{batch.Counted(batch.AlertsSent, "", len(told)), batch.Counted(batch.ClaimsLost, "", lost)}
	return out
}

// notify changes a group's record and says what there is to say of it until there is nothing more. The
// record given names the group, and stands for it where nobody has written one.
func (h *Handler) notify(
	ctx context.Context,
	fresh alert.Record,
	change func(alert.Record) (alert.Record, bool),
) (notification, error) {
	var all notification
	for {
		record, decision, err := h.claim(ctx, fresh, change)
		if err != nil {
			return all, err
		}
		all = append(all, decision)
		if decision.Reason == alert.Suppressed {
			return all, nil
		}
		if held, wait := h.take(ctx, decision.Reason); held != "" {
			_, err := h.rewrite(ctx, record.Key, func(r alert.Record) alert.Record { return r.Release(record.Lease) })
			return append(
					all[:len(all)-1],
					alert.Decision{Reason: alert.Suppressed, Why: held},
				), errors.Join(
					soon(wait, held),
					err,
				)
		}
		if err := h.publish(ctx, message.Compose(record, decision.Reason, h.scene(ctx, record))); err != nil {
			// The right to speak is given back, so that the next delivery need not wait for it to expire; if not even
			// that works, it expires.
			_, released := h.rewrite(
				ctx,
				record.Key,
				func(r alert.Record) alert.Record { return r.Release(record.Lease) },
			)
			return all[:len(all)-1], errors.Join(
				fmt.Errorf("tell group %s (%s): %w", record.Key, decision.Reason, err),
				released,
			)
		}
		// Written after the send: a function that dies in between tells the group twice, not never.
		_, err = h.rewrite(ctx, record.Key, func(r alert.Record) alert.Record {
			return r.Notified(record, decision.Reason, h.Now()).Release(record.Lease)
		})
		if err != nil {
			return all, fmt.Errorf("note that group %s was told (%s): %w", record.Key, decision.Reason, err)
		}
		change = func(r alert.Record) (alert.Record, bool) { return r, false }
	}
}

// claim stores the change and decides, and if there is something to say takes the right to say it in the same write:
// of many functions that come at once, one gets it, the others add their part and are silent.
func (h *Handler) claim(
	ctx context.Context,
	fresh alert.Record,
	change func(alert.Record) (alert.Record, bool),
) (alert.Record, alert.Decision, error) {
	for range staleTries {
		stored, err := h.Groups.Group(ctx, fresh.Key)
		if err != nil {
			return alert.Record{}, alert.Decision{}, err
		}
		if stored.Place == "" && fresh.Cause != "" {
			stored.Group = fresh.Group
		}
		record, dirty := change(stored)
		now := h.Now()
		decision, wait := h.decide(ctx, record, now)
		if decision.Reason == alert.Suppressed && !dirty {
			return record, decision, soon(wait, decision.Why)
		}
		if decision.Reason != alert.Suppressed {
			record = record.Claim(now.Add(batch.LeaseFor))
		}
		record, err = h.Groups.SaveGroup(ctx, record, now)
		if err == nil {
			return record, decision, soon(wait, decision.Why)
		}
		if !errors.Is(err, alert.ErrStale) {
			return record, decision, err
		}
	}
	return alert.Record{}, alert.Decision{}, fmt.Errorf("group %s: %w, %d times", fresh.Key, alert.ErrStale, staleTries)
}

// rewrite changes a record as it is stored now.
func (h *Handler) rewrite(
	ctx context.Context, key string, change func(alert.Record) alert.Record,
) (alert.Record, error) {
	var err error
	for range staleTries {
		var record alert.Record
		if record, err = h.Groups.Group(ctx, key); err != nil {
			return alert.Record{}, err
		}
		record, err = h.Groups.SaveGroup(ctx, change(record), h.Now())
		if !errors.Is(err, alert.ErrStale) {
			return record, err
		}
	}
	return alert.Record{}, err
}

// join finds the open group of a failure's problem that explains it, or else its own, and answers it as far as it was
// read.
func (h *Handler) join(ctx context.Context, a alert.Alert) (alert.Record, alert.History, error) {
	for range staleTries {
		history, err := h.Histories.History(ctx, a.Fingerprint())
		if err != nil {
			return alert.Record{}, alert.History{}, err
		}
		if history.Outdated(a.At) != "" {
			return alert.Record{}, history, nil // it joins nothing
		}
		group, err := h.openGroup(ctx, a, history)
		if err != nil {
			return alert.Record{}, alert.History{}, err
		}
		next, news := history.Joined(group.Key)
		if !news {
			return group, history, nil
		}
		// The problem names its groups before a group names the problem: a good job that comes now finds the group.
		if err = h.Histories.SaveHistory(ctx, next, h.Now()); !errors.Is(err, alert.ErrStale) {
			return group, next, err
		}
	}
	return alert.Record{}, alert.History{}, fmt.Errorf(
		"problem %s: %w, %d times",
		a.Fingerprint(),
		alert.ErrStale,
		staleTries,
	)
}

// openGroup is the group that the problem fires in, if that explains the failure or counts the job already: a job that
// comes twice stays where it was put, even if the world has changed since and a proof would now find something else.
func (h *Handler) openGroup(ctx context.Context, a alert.Alert, history alert.History) (alert.Record, error) {
	for i := len(history.Groups) - 1; i >= 0; i-- {
		record, err := h.Parts.GroupPart(ctx, history.Groups[i], a.Fingerprint())
		if err != nil {
			return alert.Record{}, err
		}
		if m, in := record.Members[a.Fingerprint()]; in && m.State == alert.Firing &&
			(a.Explains(record.Group) || !a.At.After(m.At)) {
			return record, nil
		}
	}
	return h.newGroup(ctx, a)
}

// succeeded remembers a good job of a problem and lists the groups that the problem is in.
func (h *Handler) succeeded(ctx context.Context, p alert.Problem, jobID string, at time.Time) ([]string, error) {
	for range staleTries {
		history, err := h.Histories.History(ctx, p.Fingerprint())
		if err != nil {
			return nil, err
		}
		next, news := history.Succeeded(jobID, at)
		if !news {
			return history.Groups, nil
		}
		if err := h.Histories.SaveHistory(ctx, next, h.Now()); !errors.Is(err, alert.ErrStale) {
			return next.Groups, err
		}
	}
	return nil, fmt.Errorf("problem %s: %w, %d times", p.Fingerprint(), alert.ErrStale, staleTries)
}

// scene is what a message is written against. A name that cannot be looked up is done without: no message waits for it.
func (h *Handler) scene(ctx context.Context, r alert.Record) message.Scene {
	alerts, now := h.Settings.Alerts, h.Now()
	alerts.MaxCopyAge = settings.Duration(
		unreported.AllowedAge(h.Settings.BackupPlans, time.Duration(alerts.MaxCopyAge), now),
	)
	s := message.Scene{Now: now, CentralAccountID: h.CentralAccountID, Alerts: alerts,
		Repair: h.Settings.Mend, Accounts: map[string]org.Account{}}
	for _, id := range message.Shown(r) {
		if !org.IsAccountID(id) {
			continue
		}
		if account, err := h.Names.Account(ctx, id); err == nil {
			s.Accounts[id] = account
		}
	}
	return s
}
