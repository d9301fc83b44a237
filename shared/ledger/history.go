package ledger

import (
	"context"
	"time"

	"farvault/shared/alert"
)

// historyKept is how long a history is remembered: longer than a yearly backup.
const historyKept = 400 * 24 * time.Hour

// History reads what is remembered of a problem; one that nobody wrote has the fingerprint alone.
func (l *Ledger) History(ctx context.Context, f alert.Fingerprint) (alert.History, error) {
	h := alert.History{Fingerprint: f}
	if _, err := l.read(ctx, historyItem(f), &h); err != nil {
		return alert.History{}, err
	}
	return h, nil
}

// UpdateHistory changes it, again while others are writing it, and answers it as it is then. A change that says false
// is not written.
func (l *Ledger) UpdateHistory(
	ctx context.Context,
	f alert.Fingerprint,
	now time.Time,
	change func(alert.History) (alert.History, bool),
) (h alert.History, err error) {
	err = update(ctx, l, historyItem(f), func(stored *alert.History) (time.Time, bool) {
		stored.Fingerprint = f
		var dirty bool
		*stored, dirty = change(*stored)
		h = *stored
		return now.Add(historyKept), dirty
	})
	return h, err
}

func historyItem(f alert.Fingerprint) string { return "problem#" + string(f) }
