package ledger

import (
	"context"
	"time"

	"farvault/shared/alert"
)

// issueShards are the parts in which issues are kept, by the first digit of their problem's fingerprint, so that the thousands of a night do
// not wait for one item. Together they hold 24,000; each forgets what is two days old when it is written.
const issueShards = "0123456789abcdef"

// AddIssue remembers an issue of that problem.
func (l *Ledger) AddIssue(ctx context.Context, f alert.Fingerprint, i alert.Issue) error {
	return update(ctx, l, issueItem(string(f[:1])), func(all *alert.Issues) (time.Time, bool) {
		next, news := all.With(f, i)
		*all = next
		return time.Time{}, news
	})
}

// Issues are all issues of the last days.
func (l *Ledger) Issues(ctx context.Context) (alert.Issues, error) {
	together := alert.Issues{}
	for _, shard := range issueShards {
		var part alert.Issues
		if _, err := l.read(ctx, issueItem(string(shard)), &part); err != nil {
			return nil, err
		}
		for key, i := range part {
			together[key] = i
		}
	}
	return together, nil
}

func issueItem(shard string) string { return "issues#" + shard }
