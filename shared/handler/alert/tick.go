package alert

import (
	"context"
	"errors"
	"slices"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
)

// readTogether is how many groups are read, and held in memory, at once.
const readTogether = 100

// eachOpen visits the record of every group that is listed as open. A group that cannot be read does not keep the
// others from being visited; it is in the error.
func (h *Handler) eachOpen(ctx context.Context, visit func(alert.Record)) error {
	keys, err := h.Ledger.OpenGroups(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for some := range slices.Chunk(keys, readTogether) {
		records, err := h.Ledger.ReadGroups(ctx, some)
		failed = append(failed, err)
		for _, record := range records {
			visit(record)
		}
	}
	return errors.Join(failed...)
}

// tally counts what fails in all open groups.
func (h *Handler) tally(ctx context.Context) (alert.Tally, error) {
	var open alert.Tally
	err := h.eachOpen(ctx, func(r alert.Record) { open.Add(r) })
	return open, err
}

// ticked is tick, whose failure is not delivered again: the next tick comes in minutes and does all that this one left.
// After an outage its ticks would otherwise fill the dead-letter queue, and its alarm hide what is poison.
func (h *Handler) ticked(ctx context.Context) (batch.Outcome, error) {
	out, err := h.tick(ctx)
	var later batch.Later
	if err == nil || errors.As(err, &later) && batch.Deliveries(ctx) == 1 {
		return out, err
	}
	out.Word, out.Reason = batch.Failed, "left to the next tick: "+err.Error()
	return out, nil
}

// tick gives every open group the time: what waited for an interval is told, what has closed is taken off the list. Of
// thousands that are open few have anything to say, so what keeps groups silent is read once for all of them, and again
// after a message.
func (h *Handler) tick(ctx context.Context) (batch.Outcome, error) {
	var all told
	var open alert.Tally
	var closed []string
	var failed []error
	quiet := h.quiet(ctx)
	read := h.eachOpen(ctx, func(record alert.Record) {
		if !record.Awaits() {
			closed = append(closed, record.Key)
			return
		}
		open.Add(record)
		d := quiet.Decide(record, h.Now(), h.Settings.Alerts)
		if d.Reason == alert.Suppressed && d.Wait == 0 {
			all = all.and(d)
			return
		}
		what := []alert.Happening{alert.Ticked{}}
		if d.Reason == alert.Reminder {
			dropped, err := h.dropBeforeReminder(ctx, record)
			all.add(dropped)
			failed = append(failed, err)
			what = append(what, h.proveAgain(ctx, record)...)
		}
		one, err := h.tell(ctx, record, what...)
		all.add(one)
		failed = append(failed, err)
		quiet = h.quiet(ctx)
	})
	failed = append(failed, read)
	if len(closed) > 0 {
		failed = append(failed, h.Ledger.Unlist(ctx, closed, h.Now()))
	}
	stormy, err := h.storm(ctx, open)
	all.add(stormy)
	failed = append(failed, err)
	if len(all.decisions) == 0 {
		return batch.Ignored("no group is open"), errors.Join(failed...)
	}
	return all.outcome(nil), errors.Join(failed...)
}
