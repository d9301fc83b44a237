package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"farvault/shared/ledger"
)

func TestClaimHasOneOwnerAtATime(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		claim := func(owner string, minute int) bool {
			now := noon.Add(time.Duration(minute) * time.Minute)
			return must(l.Claim(ctx, "222233334444", owner, now.Add(3*time.Minute), now))(t)
		}
		release := func(owner string) { must(0, l.Release(ctx, "222233334444", owner))(t) }
		want := func(law string, had, wanted bool) {
			t.Helper()
			if had != wanted {
				t.Errorf("%s: had %t", law, had)
			}
		}
		want("the first has it", claim("a", 0), true)
		want("another has not", claim("b", 1), false)
		want("nor has its owner a second time", claim("a", 1), false)
		want("an expired claim is anybody's", claim("b", 4), true)
		want("the old owner has lost it", claim("a", 5), false)
		release("a")
		want("who has lost it cannot release it", claim("a", 5), false)
		release("b")
		want("a released claim is anybody's", claim("a", 5), true)
	})
}

func TestOfManyClaimsOneIsHad(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		var had atomic.Int32
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				if ok, err := l.Claim(ctx, "222233334444", fmt.Sprint(i), noon.Add(time.Minute), noon); err != nil {
					t.Error(err)
				} else if ok {
					had.Add(1)
				}
			})
		}
		wait.Wait()
		if had.Load() != 1 {
			t.Errorf("%d claims were had, want one", had.Load())
		}
	})
}
