package ledger

import (
	"context"
	"errors"
	"time"

	"farvault/shared/alert"
)

// groupKept is how long a group's record outlives what it is about.
const groupKept = 90 * 24 * time.Hour

// Group reads the record of a group with all its members; one that nobody wrote has the key and version zero.
func (l *Ledger) Group(ctx context.Context, key string) (alert.Record, error) {
	r, err := l.head(ctx, key)
	if err != nil || !r.Large {
		return r, err
	}
	return l.whole(ctx, r)
}

// ReadGroups reads the records of several groups with all their members, in the order of the keys; a hundred cost one
// call, large ones more. One that cannot be read is left out and in the error, and the others are answered.
func (l *Ledger) ReadGroups(ctx context.Context, keys []string) ([]alert.Record, error) {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = groupItem(key)
	}
	items, err := l.store.getAll(ctx, names)
	if err != nil {
		return nil, err
	}
	var records []alert.Record
	var failed []error
	for i, key := range keys {
		r := alert.Record{Key: key}
		if it, have := items[names[i]]; have {
			err = it.into(&r)
			r.Version, r.Lease = it.version, it.lease
		}
		if err == nil && r.Large {
			r, err = l.whole(ctx, r)
		}
		if err != nil {
			failed, err = append(failed, err), nil
			continue
		}
		records = append(records, r)
	}
	return records, errors.Join(failed...)
}

// head reads a group's record without the members that are kept apart.
func (l *Ledger) head(ctx context.Context, key string) (alert.Record, error) {
	r := alert.Record{Key: key}
	it, err := l.read(ctx, groupItem(key), &r)
	if err != nil {
		return alert.Record{}, err
	}
	r.Version, r.Lease = it.version, it.lease
	return r, nil
}

// UpdateGroup changes the record of a group with all its members, again while others write it, and answers it as it is
// then stored. A change that says false is not written.
func (l *Ledger) UpdateGroup(
	ctx context.Context,
	key string,
	now time.Time,
	change func(alert.Record) (alert.Record, bool),
) (r alert.Record, err error) {
	err = again(func() error {
		stored, err := l.Group(ctx, key)
		if err != nil {
			return err
		}
		var dirty bool
		if r, dirty = change(stored); dirty {
			r, err = l.saveGroup(ctx, r, now)
		}
		return err
	})
	return r, err
}

// saveGroup writes a record as the one after its version and answers it so, or answers alert.ErrStale. A group that
// time alone may make speak is in the list of open groups before its record is written.
func (l *Ledger) saveGroup(ctx context.Context, r alert.Record, now time.Time) (alert.Record, error) {
	if r.Awaits() && !r.Listed {
		if err := l.list(ctx, r.Key, now); err != nil {
			return alert.Record{}, err
		}
	}
	r.Listed = r.Awaits()
	head := r.Outgrown() // one that outgrows itself in this write still holds its members
	if r.Large {
		stored, err := l.saveShards(ctx, r, alert.ShardNames(), now)
		if err != nil {
			return alert.Record{}, err
		}
		r.Shards, head.Members = stored, nil
	}
	it := item{key: groupItem(r.Key), version: r.Version, lease: r.Lease}
	if !r.Listed {
		it.expires = now.Add(groupKept)
	}
	if err := l.write(ctx, it, head); err != nil {
		return alert.Record{}, err
	}
	r.Large = head.Large
	r.Version++
	return r, nil
}

func groupItem(key string) string { return "group#" + key }
