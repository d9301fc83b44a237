package ledger

import (
	"context"
	"time"

	"farvault/shared/alert"
)

// AddIssue remembers an issue of that problem. Issues are kept in sixteen items, by the first digit of the fingerprint,
// so that the thousands of a night do not wait for one. Together they hold 24,000; each forgets what is two days old
// when it is written.
func (l *Ledger) AddIssue(ctx context.Context, f alert.Fingerprint, i alert.Issue) error {
	return update(ctx, l, issueItem(string(f[:1])), func(all *alert.Issues) (time.Time, bool) {
		next, news := all.With(f, i)
		*all = next
		return time.Time{}, news
	})
}

// Issues are all issues of the last days.
func (l *Ledger) Issues(ctx context.Context) (alert.Issues, error) {
	var names []string
	for _, digit := range "0123456789abcdef" {
		names = append(names, issueItem(string(digit)))
	}
	items, err := l.store.getAll(ctx, names)
	if err != nil {
		return nil, err
	}
	all := alert.Issues{}
	for _, it := range items {
		if err := it.into(&all); err != nil { // JSON's objects add to a map
			return nil, err
		}
	}
	return all, nil
}

func issueItem(shard string) string { return "issues#" + shard }
