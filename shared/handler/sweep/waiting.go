package sweep

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/account"
	"farvault/shared/event"
)

// lookAgainAfter is how often an account that waits is looked at again, for as long as it waits. A delivery of SQS's
// that a kill ate cost it one of its tries, and a StackSet may take longer than all of them.
const lookAgainAfter = 15 * time.Minute

// waiting sends the accounts that wait to be looked at again, and forgets those that no longer do.
func (s *Handler) waiting(ctx context.Context) (int, error) {
	sentAt, err := s.Ledger.Waiting(ctx)
	if err != nil || len(sentAt) == 0 {
		return 0, err
	}
	var messages []event.Message
	var done []string
	now := s.Now()
	for _, id := range slices.Sorted(maps.Keys(sentAt)) {
		r, err := s.Ledger.Account(ctx, id)
		switch {
		case err != nil:
			return 0, fmt.Errorf("read the record of account %s: %w", id, err)
		case sentAt[id].IsZero(): // people ask for it
			messages, done = append(messages, event.NewMessage(event.ReconcileAccount{AccountID: id, Cause: "retire"})),
				append(done, id)
		case r.Status != account.Waiting:
			done = append(done, id)
		case now.Sub(sentAt[id]) >= lookAgainAfter:
			messages = append(messages, event.NewMessage(event.ReconcileAccount{AccountID: id, Cause: event.WaitsStill}))
		}
	}
	if err := s.AccountsOut.SendAll(ctx, messages); err != nil {
		return 0, err
	}
	// Written after the sends: one that dies in between sends them twice.
	return len(messages), s.Ledger.UpdateWaiting(ctx, func(stored map[string]time.Time) {
		for _, m := range messages {
			stored[m.Body.(event.ReconcileAccount).AccountID] = now
		}
		for _, id := range done {
			delete(stored, id)
		}
	})
}
