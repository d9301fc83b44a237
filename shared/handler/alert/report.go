package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// report takes what provision did to the group that waits for it.
func (h *Handler) report(ctx context.Context, r event.Report) (batch.Outcome, error) {
	if r.Broke != nil && len(r.By) > 0 {
		return h.culprit(ctx, r)
	}
	r, err := h.incident(ctx, r)
	if err != nil {
		return batch.Outcome{}, err
	}
	group := alert.GroupOf(r)
	if group.Key == "" {
		return batch.Outcome{}, fmt.Errorf("report of %s names no group", r.At.Format(time.RFC3339))
	}
	if err := h.forget(ctx, r.Departed); err != nil {
		return batch.Outcome{}, err
	}
	told, err := h.tell(ctx, group, alert.Reported{Report: r})
	return told.outcome([]slog.Attr{
		slog.String(batch.KeyCause, group.Cause),
		slog.String(batch.KeyGroup, alert.Short(group.Key)),
	}), err
}

// forget stops following what fails in accounts that are closed or gone. In one that is out of scope backups go on, and
// so do alerts.
func (h *Handler) forget(ctx context.Context, departed []event.Departure) error {
	var failed []error
	for _, d := range departed {
		if d.Ending == event.OutOfScope {
			continue
		}
		left := alert.Departed{AccountID: d.AccountID, At: h.Now()}
		leave := func(r alert.Record) (alert.Record, bool) { return r.Apply(left) }
		read := h.eachOpen(ctx, func(record alert.Record) {
			if _, has := leave(record); !has {
				return
			}
			if _, err := h.Ledger.UpdateGroup(ctx, record.Key, left.At, leave); err != nil {
				failed = append(failed, fmt.Errorf("take account %s out of group %s: %w", d.AccountID, record.Key, err))
			}
		})
		failed = append(failed, read)
	}
	return errors.Join(failed...)
}
