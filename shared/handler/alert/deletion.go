package alert

import (
	"context"

	"farvault/shared/alert"
	"farvault/shared/event"
)

// copiesOf stands for the copies of a resource in a vault, whose history has the groups of their deletions.
func copiesOf(vaultARN, resource string) alert.Problem {
	return alert.Problem{Job: event.Custody, Resource: resource, Destination: vaultARN}
}

// noteDeleted remembers in which group the deletion of a resource's copy is told.
func (h *Handler) noteDeleted(ctx context.Context, key, vaultARN, of string) error {
	if of == "" {
		return nil
	}
	return h.remember(ctx, copiesOf(vaultARN, of), func(known alert.History) (alert.History, bool) {
		return known.Joined(key)
	})
}

// deletionTold reports whether people were told, of the person who did it, that the copy of that run was deleted: that
// it is missing is no second problem.
func (h *Handler) deletionTold(ctx context.Context, p event.UnreportedFailure) (bool, error) {
	if p.Cause != copyDeleted {
		return false, nil
	}
	history, err := h.Ledger.History(ctx, copiesOf(p.Destination, p.Resource).Fingerprint())
	if err != nil {
		return false, err
	}
	for _, key := range history.Groups {
		record, err := h.Ledger.Group(ctx, key)
		if err != nil {
			return false, err
		}
		for _, m := range record.Members {
			if m.Deleted != nil && m.Deleted.Of == p.Resource && !m.At.Before(p.RunAt) {
				return true, nil
			}
		}
	}
	return false, nil
}
