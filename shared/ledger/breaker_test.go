package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/ledger"
	"farvault/shared/settings"
)

// Of many functions that come at once with different accounts, exactly as many are admitted as one run may change.
func TestBreakerCountsEveryAccountThatComesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		limit, run := settings.Breaker{MaxAccountsPercentage: 1, MinAccounts: 5}, event.RunOf(noon, 8)
		var mu sync.Mutex
		var wait sync.WaitGroup
		admitted := 0
		for i := range 8 {
			wait.Go(func() {
				var why string
				err := l.UpdateBreaker(ctx, func(b chain.Breaker) chain.Breaker {
					b, why = b.Admit(fmt.Sprint(i), nil, &run, limit, noon)
					return b
				})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if why == "" {
					admitted++
				}
			})
		}
		wait.Wait()
		b := must(l.Breaker(ctx))(t)
		if admitted != 5 || len(b.Written) != 5 || !b.HaltedAt.Equal(noon) {
			t.Errorf("%d were admitted, and %+v is remembered; want 5 and a stop", admitted, b)
		}
	})
}
