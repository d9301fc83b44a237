package ledger

import (
	"context"
	"slices"
	"time"
)

// newcomers are the accounts that came to be protected since the last sweep, which did not see them.
type newcomers struct {
	Accounts []string `json:"accounts,omitempty"`
}

const newcomersItem = "newcomers"

// Newcomers are those accounts: one that leaves before the next sweep is in no roster.
func (l *Ledger) Newcomers(ctx context.Context) ([]string, error) {
	var n newcomers
	_, err := l.read(ctx, newcomersItem, &n)
	return n.Accounts, err
}

// Welcome adds an account to them.
func (l *Ledger) Welcome(ctx context.Context, account string) error {
	return l.updateNewcomers(ctx, func(all []string) []string {
		if slices.Contains(all, account) {
			return all
		}
		return append(all, account)
	})
}

// Settle takes accounts off them: a sweep has them in its roster.
func (l *Ledger) Settle(ctx context.Context, accounts []string) error {
	return l.updateNewcomers(ctx, func(all []string) []string {
		return slices.DeleteFunc(all, func(a string) bool { return slices.Contains(accounts, a) })
	})
}

func (l *Ledger) updateNewcomers(ctx context.Context, change func([]string) []string) error {
	return update(ctx, l, newcomersItem, func(stored *newcomers) (time.Time, bool) {
		before := stored.Accounts
		stored.Accounts = change(slices.Clone(before))
		return time.Time{}, !slices.Equal(before, stored.Accounts)
	})
}
