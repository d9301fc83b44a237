package ledger

import (
	"context"
	"maps"
	"slices"
	"time"
)

// openItem is the one item that lists the groups which time alone may make speak: a tick reads it.
const openItem = "open-groups"

// settled is how old an entry must be to be taken off the list. An entry is written before its
// record is; the function that does so has long ended by then (Lambda stops one after 15 minutes:
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
const settled = time.Hour

// open is the list: key of a group, and when it was put there.
type open struct {
	Groups map[string]time.Time `json:"groups"`
}

// OpenGroups lists the keys of the groups to look at, in a stable order. A group that has closed may still be among them.
func (l *Ledger) OpenGroups(ctx context.Context) ([]string, error) {
	var o open
	if _, err := l.read(ctx, openItem, &o); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(o.Groups)), nil
}

// Unlist takes groups that were found closed off the list, unless one was only
// just put there: its record may be about to be written.
func (l *Ledger) Unlist(ctx context.Context, keys []string, now time.Time) error {
	return update(ctx, l, openItem, func(o *open) (time.Time, bool) {
		before := len(o.Groups)
		for _, key := range keys {
			if at, ok := o.Groups[key]; ok && now.Sub(at) >= settled {
				delete(o.Groups, key)
			}
		}
		return time.Time{}, len(o.Groups) != before
	})
}

// list puts a group on the list, or puts its time forward: so an Unlist that read the list before is stale.
func (l *Ledger) list(ctx context.Context, key string, now time.Time) error {
	return update(ctx, l, openItem, func(o *open) (time.Time, bool) {
		if o.Groups == nil {
			o.Groups = map[string]time.Time{}
		}
		o.Groups[key] = now
		return time.Time{}, true
	})
}
