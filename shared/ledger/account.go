package ledger

import (
	"context"
	"maps"
	"slices"
	"time"

	"farvault/shared/account"
)

// Account reads what is remembered of an account; the zero record where nothing is.
func (l *Ledger) Account(ctx context.Context, id string) (account.Record, error) {
	var r account.Record
	_, err := l.read(ctx, accountItem(id), &r)
	return r, err
}

// PutAccount writes what came of looking at an account. A record that is
// older than the stored one is dropped: looks may end in another order than they began. What earlier
// looks have put right stays in it for a while.
func (l *Ledger) PutAccount(ctx context.Context, r account.Record) error {
	return update(ctx, l, accountItem(r.Account.ID), func(stored *account.Record) (time.Time, bool) {
		if stored.At.After(r.At) {
			return time.Time{}, false
		}
		*stored = r.Following(*stored)
		return time.Time{}, true
	})
}

// NoteSwitched remembers types that a look has switched on although it has not come to its end: who retires the account
// switches them off again.
func (l *Ledger) NoteSwitched(ctx context.Context, id string, types []account.SwitchedOn) error {
	if len(types) == 0 {
		return nil
	}
	return update(ctx, l, accountItem(id), func(stored *account.Record) (time.Time, bool) {
		*stored = stored.WithSwitched(types)
		return time.Time{}, true
	})
}

// roster is the accounts of the last sweep.
type roster struct {
	Accounts []string `json:"accounts"`
}

// Roster is the accounts that were in scope at the last sweep; none where there was no sweep.
func (l *Ledger) Roster(ctx context.Context) ([]string, error) {
	var r roster
	_, err := l.read(ctx, rosterItem, &r)
	return r.Accounts, err
}

// PutRoster remembers them. Ten thousand, which is the most that AWS lets an organization have, fit in one item.
func (l *Ledger) PutRoster(ctx context.Context, accounts []string) error {
	return update(ctx, l, rosterItem, func(stored *roster) (time.Time, bool) {
		same := slices.Equal(stored.Accounts, accounts)
		stored.Accounts = accounts
		return time.Time{}, !same
	})
}

// Cursor is how far a sweep has come; the zero time where it never ran.
func (l *Ledger) Cursor(ctx context.Context, name string) (time.Time, error) {
	var at time.Time
	_, err := l.read(ctx, cursorItem(name), &at)
	return at, err
}

// Cursors are several at once, by their names; one that never was is not among them.
func (l *Ledger) Cursors(ctx context.Context, names []string) (map[string]time.Time, error) {
	keys := map[string]string{}
	for _, name := range names {
		keys[cursorItem(name)] = name
	}
	items, err := l.store.getAll(ctx, slices.Sorted(maps.Keys(keys)))
	if err != nil {
		return nil, err
	}
	all := map[string]time.Time{}
	for key, it := range items {
		var at time.Time
		if err := it.into(&at); err != nil {
			return nil, err
		}
		all[keys[key]] = at
	}
	return all, nil
}

// PutCursor moves a cursor on. It never moves back: what was swept stays swept. The zero time takes it away, where it
// says since when something is so that is so no longer.
func (l *Ledger) PutCursor(ctx context.Context, name string, at time.Time) error {
	return update(ctx, l, cursorItem(name), func(stored *time.Time) (time.Time, bool) {
		if !at.IsZero() && !at.After(*stored) || at.Equal(*stored) {
			return time.Time{}, false
		}
		*stored = at
		return time.Time{}, true
	})
}

const rosterItem = "roster"

func accountItem(id string) string { return "account#" + id }

func cursorItem(name string) string { return "cursor#" + name }
