package ledger

import (
	"context"
	"time"
)

// looks are the accounts whose copies to come are to be proven at once, with when that was asked.
type looks struct {
	Asked map[string]time.Time `json:"asked"`
}

// mostLooks bounds the item: where more accounts are asked for, all are.
const mostLooks = 500

const (
	looksItem  = "looks"
	everywhere = "*"
)

// RequestLook asks for an account, or for "*", every account, to be looked at soon.
func (l *Ledger) RequestLook(ctx context.Context, account string, at time.Time) error {
	return update(ctx, l, looksItem, func(stored *looks) (time.Time, bool) {
		if stored.Asked == nil {
			stored.Asked = map[string]time.Time{}
		}
		if !at.After(stored.Asked[account]) {
			return time.Time{}, false
		}
		if len(stored.Asked) >= mostLooks {
			stored.Asked = map[string]time.Time{}
			account = everywhere
		}
		stored.Asked[account] = at
		return time.Time{}, true
	})
}

// TakeLooks are the accounts that were asked for at or before a time, which are then no longer. They may include "*".
func (l *Ledger) TakeLooks(ctx context.Context, until time.Time) (accounts []string, err error) {
	err = update(ctx, l, looksItem, func(stored *looks) (time.Time, bool) {
		accounts = nil
		for account, at := range stored.Asked {
			if !at.After(until) {
				accounts = append(accounts, account)
				delete(stored.Asked, account)
			}
		}
		return time.Time{}, len(accounts) > 0
	})
	return accounts, err
}
