package ledger

import (
	"context"
	"reflect"
	"time"

	"farvault/shared/chain"
)

const breakerItem = "breaker"

// Breaker reads what the newest run has changed; the zero Breaker where none has.
func (l *Ledger) Breaker(ctx context.Context) (chain.Breaker, error) {
	var b chain.Breaker
	_, err := l.read(ctx, breakerItem, &b)
	return b, err
}

// UpdateBreaker changes it, again while others are writing it. Where nothing changes nothing is written.
func (l *Ledger) UpdateBreaker(ctx context.Context, change func(chain.Breaker) chain.Breaker) error {
	return update(ctx, l, breakerItem, func(stored *chain.Breaker) (time.Time, bool) {
		before := *stored
		*stored = change(before)
		return time.Time{}, !reflect.DeepEqual(before, *stored)
	})
}
