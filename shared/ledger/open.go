package ledger

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"farvault/shared/alert"
)

// openItem lists the groups which time alone may make speak: a tick reads it. Past a hundred the others stand in shards
// of it, by the first two digits of a group's key, since an item holds five thousand at most.
const openItem = "open-groups"

// openInline is how many groups the list holds before others go to its shards. A list that an older build wrote may
// hold more.
const openInline = 100

// settled is how old an entry must be to be taken off the list. An entry is written before its
// record is; the function that does so has long ended by then (Lambda stops one after 15 minutes:
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
const settled = time.Hour

// open is the list, or a shard of it: key of a group, and when it was put there.
type open struct {
	Groups map[string]time.Time `json:"groups"`
	Large  bool                 `json:"large,omitempty"` // there are shards; for good
}

// OpenGroups lists the keys of the groups to look at, in a stable order. A group that has closed may still be among
// them.
func (l *Ledger) OpenGroups(ctx context.Context) ([]string, error) {
	var o open
	if _, err := l.read(ctx, openItem, &o); err != nil {
		return nil, err
	}
	keys := slices.Collect(maps.Keys(o.Groups))
	if o.Large {
		more, err := l.openShards(ctx)
		if err != nil {
			return nil, err
		}
		keys = append(keys, more...)
	}
	slices.Sort(keys)
	return slices.Compact(keys), nil // one that was listed by an older build may stand in both
}

// openShards are the keys in all shards.
func (l *Ledger) openShards(ctx context.Context) (keys []string, err error) {
	var names []string
	for _, shard := range alert.ShardNames() {
		names = append(names, openShard(shard))
	}
	items, err := l.store.getAll(ctx, names)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		var shard open
		if it, have := items[name]; have {
			if err := it.into(&shard); err != nil {
				return nil, err
			}
		}
		keys = slices.AppendSeq(keys, maps.Keys(shard.Groups))
	}
	return keys, nil
}

// Unlist takes groups that were found closed off the list, unless one was only
// just put there: its record may be about to be written.
func (l *Ledger) Unlist(ctx context.Context, keys []string, now time.Time) error {
	var large bool
	take := func(item string, keys []string) error {
		return update(ctx, l, item, func(o *open) (time.Time, bool) {
			before := len(o.Groups)
			for _, key := range keys {
				if at, ok := o.Groups[key]; ok && now.Sub(at) >= settled {
					delete(o.Groups, key)
				}
			}
			large = large || o.Large
			return time.Time{}, len(o.Groups) != before
		})
	}
	if err := take(openItem, keys); err != nil || !large {
		return err
	}
	parts := map[string][]string{}
	for _, key := range keys {
		parts[openShard(key)] = append(parts[openShard(key)], key)
	}
	var failed []error
	for _, item := range slices.Sorted(maps.Keys(parts)) {
		failed = append(failed, take(item, parts[item]))
	}
	return errors.Join(failed...)
}

// list puts a group on the list, or puts its time forward: so an Unlist that read the list before is stale. It goes
// where it stands already, or where there is room; that there are shards is written before the first of them is.
func (l *Ledger) list(ctx context.Context, key string, now time.Time) error {
	var elsewhere bool
	put := func(o *open) {
		if o.Groups == nil {
			o.Groups = map[string]time.Time{}
		}
		o.Groups[key] = now
	}
	err := update(ctx, l, openItem, func(o *open) (time.Time, bool) {
		_, here := o.Groups[key]
		if elsewhere = !here && (o.Large || len(o.Groups) >= openInline); elsewhere {
			before := o.Large
			o.Large = true
			return time.Time{}, !before
		}
		put(o)
		return time.Time{}, true
	})
	if err != nil || !elsewhere {
		return err
	}
	return update(ctx, l, openShard(key), func(o *open) (time.Time, bool) {
		put(o)
		return time.Time{}, true
	})
}

// openShard is the item with the part of the list that a key belongs to: keys are hexadecimal digests, and those of a
// part begin alike.
func openShard(key string) string { return openItem + "#" + key[:min(2, len(key))] }
