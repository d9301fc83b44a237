package ledger

import (
	"context"
	"errors"
	"time"

	"farvault/shared/alert"
	"farvault/shared/unreported"
)

// Guard reads what is remembered of a vault; the zero Guard where nobody has looked.
func (l *Ledger) Guard(ctx context.Context, vaultARN string) (g unreported.Guard, err error) {
	_, err = l.read(ctx, guardItem(vaultARN), &g)
	return g, err
}

// PutGuard writes it, unless a later look has.
func (l *Ledger) PutGuard(ctx context.Context, vaultARN string, g unreported.Guard) error {
	return update(ctx, l, guardItem(vaultARN), func(stored *unreported.Guard) (time.Time, bool) {
		if stored.At.After(g.At) {
			return time.Time{}, false
		}
		*stored = g
		return time.Time{}, true
	})
}

// Kept reads what a vault held of an account at the last look; the zero Kept where nobody has looked.
func (l *Ledger) Kept(ctx context.Context, vaultARN, account string) (k unreported.Kept, err error) {
	_, err = l.read(ctx, keptItem(vaultARN, account), &k)
	return k, err
}

// PutKept writes it, unless a later look has.
func (l *Ledger) PutKept(ctx context.Context, vaultARN, account string, k unreported.Kept) error {
	return update(ctx, l, keptItem(vaultARN, account), func(stored *unreported.Kept) (time.Time, bool) {
		if stored.At.After(k.At) {
			return time.Time{}, false
		}
		*stored = k
		return time.Time{}, true
	})
}

const acceptedItem = "accepted"

// accepted is what people have accepted.
type accepted struct {
	Accepted []alert.Acceptance `json:"accepted"`
}

// Accepted lists what people have accepted lately.
func (l *Ledger) Accepted(ctx context.Context) ([]alert.Acceptance, error) {
	var a accepted
	_, err := l.read(ctx, acceptedItem, &a)
	return a.Accepted, err
}

// Accept ends a group by somebody's word, and remembers it. It answers how many points and vaults the group was about.
func (l *Ledger) Accept(ctx context.Context, a alert.Acceptance) (n int, err error) {
	var refused error
	_, err = l.UpdateGroup(ctx, a.Group, a.At, func(r alert.Record) (next alert.Record, dirty bool) {
		next, n, refused = r.Accept(a)
		return next, refused == nil
	})
	if err = errors.Join(err, refused); err != nil {
		return 0, err
	}
	a.Count = n
	return n, update(ctx, l, acceptedItem, func(stored *accepted) (time.Time, bool) {
		stored.Accepted = alert.Accepted(stored.Accepted, a)
		return time.Time{}, true
	})
}

func guardItem(vaultARN string) string { return "custody#" + vaultARN }

func keptItem(vaultARN, account string) string { return "custody#" + vaultARN + "#" + account }
