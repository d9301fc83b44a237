package sweep

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// settledAfter is how long a change is given to be seen everywhere, and to be repaired where it is farvault's own.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const settledAfter = time.Minute

// soon looks at once at the accounts of which an event said that something was changed that their copies depend on.
// What cannot be looked at stays asked for.
func (s *Handler) soon(ctx context.Context) (int, error) {
	asked, err := s.Ledger.TakeLooks(ctx, s.Now().Add(-settledAfter))
	if err != nil || len(asked) == 0 {
		return 0, err
	}
	sent, err := s.lookAt(ctx, asked)
	if unseen := s.unexpected(ctx, err); unseen != nil {
		return sent, errors.Join(unseen, s.askAgain(ctx, asked))
	}
	return sent, nil
}

func (s *Handler) lookAt(ctx context.Context, asked []string) (int, error) {
	all, err := s.Tree.Accounts(ctx)
	if err != nil {
		return 0, fmt.Errorf("list the organization's accounts: %w", err)
	}
	accounts, err := s.watched(ctx, all)
	if err != nil {
		return 0, err
	}
	if !slices.Contains(asked, chain.Everywhere) {
		accounts = slices.DeleteFunc(accounts, func(a org.Account) bool { return !slices.Contains(asked, a.ID) })
	}
	if len(accounts) == 0 {
		return 0, nil
	}
	return s.look(ctx, all, accounts)
}

func (s *Handler) askAgain(ctx context.Context, asked []string) error {
	var failed []error
	for _, account := range asked {
		failed = append(failed, s.Ledger.RequestLook(ctx, account, s.Now()))
	}
	return errors.Join(failed...)
}
