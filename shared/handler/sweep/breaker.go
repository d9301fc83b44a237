package sweep

import (
	"context"

	"farvault/shared/chain"
)

// resume looks at every account again once people have said that a run which had stopped may go on.
func (s *Handler) resume(ctx context.Context) (int, error) {
	b, err := s.Ledger.Breaker(ctx)
	if err != nil || !b.Resuming {
		return 0, err
	}
	sent, err := s.accounts(ctx)
	if err != nil {
		return sent, err
	}
	return sent, s.Ledger.UpdateBreaker(ctx, func(now chain.Breaker) chain.Breaker {
		now.Resuming = now.Resuming && !now.Allowed.Until.Equal(b.Allowed.Until)
		return now
	})
}
