package ledger

import (
	"context"
	"maps"
	"time"

	"farvault/shared/account"
)

// retired are the accounts in which farvault's work has ended, by id.
type retired struct {
	Accounts map[string]account.Retirement `json:"accounts,omitempty"`
}

const retiredItem = "retired"

// Retired are the accounts that people have retired, each with who and why. It is one item: every look at all accounts
// asks for it.
func (l *Ledger) Retired(ctx context.Context) (map[string]account.Retirement, error) {
	var r retired
	_, err := l.read(ctx, retiredItem, &r)
	return r.Accounts, err
}

// Retire writes that accounts are retired, or takes that back where the retirement is nil; and asks for them to be
// reconciled soon, which tells people.
func (l *Ledger) Retire(ctx context.Context, accounts []string, r *account.Retirement) error {
	err := update(ctx, l, retiredItem, func(stored *retired) (time.Time, bool) {
		stored.Accounts = maps.Clone(stored.Accounts)
		if stored.Accounts == nil {
			stored.Accounts = map[string]account.Retirement{}
		}
		for _, id := range accounts {
			if r == nil {
				delete(stored.Accounts, id)
				continue
			}
			stored.Accounts[id] = *r
		}
		return time.Time{}, true
	})
	if err != nil {
		return err
	}
	return l.UpdateWaiting(ctx, func(sentAt map[string]time.Time) {
		for _, id := range accounts {
			sentAt[id] = time.Time{}
		}
	})
}
