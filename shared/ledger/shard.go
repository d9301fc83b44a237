package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/alert"
)

// A large group is its record, without members but for those it had when it outgrew itself, and shards. What a shard
// says of a member is newer than what the record says. Shards are written before the record, each on condition that
// nobody wrote it since it was read: a writer that dies in between has lost nothing of others.

// shard is what is stored of one part of a group's members.
type shard struct {
	Members map[alert.Fingerprint]alert.Member `json:"members"`
}

// GroupPart reads the record of a group with those of its members that are kept with that problem: all of
// them, where the group is not large.
func (l *Ledger) GroupPart(ctx context.Context, key string, f alert.Fingerprint) (alert.Record, error) {
	r, err := l.head(ctx, key)
	if err != nil || !r.Large {
		return r, err
	}
	it, err := l.store.get(ctx, shardItem(key, alert.ShardOf(f)))
	if err != nil {
		return alert.Record{}, err
	}
	r.Members, r.Shards = cloned(r.Members), map[string]alert.Shard{}
	return r, addShard(&r, alert.ShardOf(f), it)
}

// UpdatePart changes one problem of a large group that people know of, and nothing else of the group, again while
// others write what is kept with that problem. It answers false, having done nothing, where the group is to be changed
// as a whole. The part is as GroupPart has read it a moment ago; one of version zero, which has the key alone, is read.
func (l *Ledger) UpdatePart(
	ctx context.Context,
	part alert.Record,
	f alert.Fingerprint,
	now time.Time,
	change func(alert.Record) (alert.Record, bool),
) (deferred bool, err error) {
	key := part.Key
	err = again(func() (err error) {
		if part.Version == 0 {
			if part, err = l.GroupPart(ctx, key, f); err != nil {
				return err
			}
		}
		if deferred = part.Deferred(); !deferred {
			return nil
		}
		changed, dirty := change(part)
		part = alert.Record{} // the next try reads it again
		if !dirty {
			return nil
		}
		_, err = l.saveShards(ctx, changed, []string{alert.ShardOf(f)}, now)
		return err
	})
	return deferred, err
}

// whole adds all the shards to a large group's record.
func (l *Ledger) whole(ctx context.Context, r alert.Record) (alert.Record, error) {
	names := alert.ShardNames()
	keys := make([]string, len(names))
	for i, name := range names {
		keys[i] = shardItem(r.Key, name)
	}
	items, err := l.store.getAll(ctx, keys)
	if err != nil {
		return alert.Record{}, err
	}
	r.Members, r.Shards = cloned(r.Members), map[string]alert.Shard{}
	for i, name := range names {
		if err := addShard(&r, name, items[keys[i]]); err != nil {
			return alert.Record{}, err
		}
	}
	return r.Whole(), nil
}

// addShard adds what one shard says to a record. Members that the record alone has stay. An item of version zero is a
// shard that nobody wrote.
func addShard(r *alert.Record, name string, it item) error {
	var s shard
	if it.version > 0 {
		if err := it.into(&s); err != nil {
			return err
		}
	}
	maps.Copy(r.Members, s.Members)
	r.Shards[name] = alert.Shard{Version: it.version, Sum: sum(it.body)}
	return nil
}

// cloned is a copy that can be added to.
func cloned(members map[alert.Fingerprint]alert.Member) map[alert.Fingerprint]alert.Member {
	if members == nil {
		return map[alert.Fingerprint]alert.Member{}
	}
	return maps.Clone(members)
}

// saveShards writes those of the shards that are not as they were read, and answers how they are stored now.
func (l *Ledger) saveShards(
	ctx context.Context,
	r alert.Record,
	names []string,
	now time.Time,
) (map[string]alert.Shard, error) {
	parts := map[string]shard{}
	for f, m := range r.Members {
		name := alert.ShardOf(f)
		if !slices.Contains(names, name) {
			continue
		}
		if parts[name].Members == nil {
			parts[name] = shard{Members: map[alert.Fingerprint]alert.Member{}}
		}
		parts[name].Members[f] = m
	}
	stored := map[string]alert.Shard{}
	maps.Copy(stored, r.Shards)
	for _, name := range names {
		read := r.Shards[name]
		body, err := json.Marshal(parts[name])
		if err != nil {
			return nil, fmt.Errorf("write shard %s of group %s: %w", name, r.Key, err)
		}
		if sum(body) == read.Sum || read.Version == 0 && len(parts[name].Members) == 0 {
			continue
		}
		it := item{key: shardItem(r.Key, name), version: read.Version, body: body, expires: now.Add(historyKept)}
		if err := l.store.put(ctx, it); err != nil {
			return nil, err
		}
		stored[name] = alert.Shard{Version: read.Version + 1, Sum: sum(body)}
	}
	return stored, nil
}

func sum(body []byte) string {
	s := sha256.Sum256(body)
	return string(s[:16])
}

func shardItem(key, name string) string { return groupItem(key) + "#" + name }
