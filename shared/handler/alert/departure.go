package alert

import (
	"context"
	"errors"
	"fmt"

	"farvault/shared/alert"
	"farvault/shared/event"
)

// forget stops following what fails in accounts that are closed or gone. In one that is out of scope backups go on, and
// so do alerts.
func (h *Handler) forget(ctx context.Context, departed []event.Departure) error {
	var failed []error
	for _, d := range departed {
		if d.Ending == event.OutOfScope {
			continue
		}
		read := h.eachOpen(ctx, func(record alert.Record) {
			if _, has := record.Without(d.AccountID, h.Now()); !has {
				return
			}
			_, err := h.rewrite(ctx, record.Key, func(r alert.Record) alert.Record {
				r, _ = r.Without(d.AccountID, h.Now())
				return r
			})
			if err != nil {
				failed = append(failed, fmt.Errorf("take account %s out of group %s: %w", d.AccountID, record.Key, err))
			}
		})
		failed = append(failed, read)
	}
	return errors.Join(failed...)
}
