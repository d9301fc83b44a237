package sweep

import (
	"context"
	"fmt"
	"slices"

	"farvault/shared/event"
	"farvault/shared/org"
)

// departed sends the accounts that were in scope at the last sweep, or came since, and are not in it now to be looked
// at, until their records are closed: the event that tells of it may be lost, and of settings there is none. It answers
// the roster to remember too. Those that left the tree are looked up, one call each, before they are believed to be
// gone; the tags of those that are still there, which were listed late perhaps, are read once more by who looks at
// them.
func (s *Handler) departed(
	ctx context.Context,
	all, inScope []org.Account,
	newcomers []string,
) (messages []event.Message, roster []string, err error) {
	last, err := s.Ledger.Roster(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the accounts of the last sweep: %w", err)
	}
	now, facts := map[string]bool{}, map[string]*org.Account{}
	for _, a := range all {
		a.Tags = nil
		facts[a.ID] = &a
	}
	for _, a := range inScope {
		now[a.ID], roster = true, append(roster, a.ID)
	}
	for _, id := range newcomers {
		if !slices.Contains(last, id) {
			last = append(last, id)
		}
	}
	for _, id := range last {
		if now[id] {
			continue
		}
		r, err := s.Ledger.Account(ctx, id)
		if err != nil {
			return nil, nil, fmt.Errorf("read the record of account %s: %w", id, err)
		}
		if r.Since().IsZero() {
			continue
		}
		roster = append(roster, id)
		messages = append(
			messages,
			event.NewMessage(event.ReconcileAccount{AccountID: id, Facts: facts[id], Cause: "sweep"}),
		)
	}
	return messages, roster, nil
}
