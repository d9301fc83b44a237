package handler

import (
	"context"
	"errors"
	"slices"
	"time"

	"farvault/shared/alert"
)

// readTogether is how many groups are read, and held in memory, at once.
const readTogether = 100

// eachOpen visits the record of every group that is listed as open. A group that cannot be read does not keep the others from
// being visited; it is in the error.
func (h *Alert) eachOpen(ctx context.Context, visit func(alert.Record)) error {
	keys, err := h.Open.OpenGroups(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for some := range slices.Chunk(keys, readTogether) {
		records, err := h.Open.ReadGroups(ctx, some)
		failed = append(failed, err)
		for _, record := range records {
			visit(record)
		}
	}
	return errors.Join(failed...)
}

// tally counts what fails in all open groups.
func (h *Alert) tally(ctx context.Context) (alert.Tally, error) {
	var open alert.Tally
	err := h.eachOpen(ctx, func(r alert.Record) { open.Add(r) })
	return open, err
}

// tick gives every open group the time: what waited for an interval is told, what has closed is taken off the list.
func (h *Alert) tick(ctx context.Context) (Outcome, error) {
	var all said
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
		if d := quiet.decide(record, h.Now()); d.Reason == alert.Silent {
			all = append(all, d)
			return
		}
		one, err := h.tell(ctx, record, func(r alert.Record) (alert.Record, bool) { return r, false })
		all, failed = append(all, one...), append(failed, err)
		quiet = h.quiet(ctx)
	})
	failed = append(failed, read)
	if len(closed) > 0 {
		failed = append(failed, h.Open.Unlist(ctx, closed, h.Now()))
	}
	stormy, err := h.storm(ctx, open)
	all, failed = append(all, stormy...), append(failed, err)
	if len(all) == 0 {
		return Ignored("no group is open"), errors.Join(failed...)
	}
	return all.outcome(nil), errors.Join(failed...)
}

// quiet tells the groups that are silent anyhow from those that are to be read again and told: of thousands that are open
// few have anything to say, and a tick reads what is muted and the pace once for all of them.
type quiet struct {
	h     *Alert
	mutes []alert.Mute
	pace  alert.Pace
}

// quiet reads it. What cannot be read keeps nobody silent.
func (h *Alert) quiet(ctx context.Context) quiet {
	q := quiet{h: h}
	if mutes, err := h.Mutes.Mutes(ctx); err == nil {
		q.mutes = mutes
	}
	if pace, err := h.Paces.Pace(ctx); err == nil {
		q.pace = pace
	}
	return q
}

func (q quiet) decide(r alert.Record, now time.Time) alert.Decision {
	d := alert.Decide(r, now, q.h.Settings.Alerts)
	if d.Reason == alert.Silent {
		return d
	}
	if why := alert.Muted(r, d.Reason, q.mutes, now); why != "" {
		return alert.Decision{Reason: alert.Silent, Why: why}
	}
	if why, wait := q.pace.Held(d.Reason, now, q.h.Settings.Alerts); why != "" && wait == 0 {
		return alert.Decision{Reason: alert.Silent, Why: why}
	}
	return d
}
