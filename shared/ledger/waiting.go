package ledger

import (
	"context"
	"maps"
	"time"
)

// waiting are the accounts that wait for what they cannot be prepared without, by id: when each was last sent to be
// looked at.
type waiting struct {
	Accounts map[string]time.Time `json:"accounts,omitempty"`
}

const waitingItem = "waiting"

// Waiting is when each account that waits was last sent to be looked at.
func (l *Ledger) Waiting(ctx context.Context) (map[string]time.Time, error) {
	var w waiting
	_, err := l.read(ctx, waitingItem, &w)
	return w.Accounts, err
}

// UpdateWaiting changes them, again while others are writing. Where nothing changes nothing is written.
func (l *Ledger) UpdateWaiting(ctx context.Context, change func(map[string]time.Time)) error {
	return update(ctx, l, waitingItem, func(stored *waiting) (time.Time, bool) {
		before := stored.Accounts
		stored.Accounts = maps.Clone(before)
		if stored.Accounts == nil {
			stored.Accounts = map[string]time.Time{}
		}
		change(stored.Accounts)
		return time.Time{}, !maps.EqualFunc(before, stored.Accounts, time.Time.Equal)
	})
}
