package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"farvault/shared/alert"
)

// A large group is its record, without members but for those it had when it outgrew itself, and shards. What a shard says of
// a member is newer than what the record says. Shards are written before the record, each on
// condition that nobody wrote it since it was read: a writer that dies in between has lost nothing of others.

// shard is what is stored of one part of a group's members.
type shard struct {
	Members map[alert.Fingerprint]alert.Member `json:"members"`
}

// atOnce is how many shards are read at the same time.
const atOnce = 16

// GroupPart reads the record of a group with those of its members that are kept with that problem: all of
// them, where the group is not large.
func (l *Ledger) GroupPart(ctx context.Context, key string, f alert.Fingerprint) (alert.Record, error) {
	r, err := l.head(ctx, key)
	if err != nil || !r.Large {
		return r, err
	}
	return r, l.addShard(ctx, &r, alert.ShardOf(f))
}

// SavePart writes what GroupPart has read of a large group's members, and nothing else of the group; alert.ErrStale
// where somebody else has written them since.
func (l *Ledger) SavePart(ctx context.Context, r alert.Record, f alert.Fingerprint, now time.Time) error {
	_, err := l.saveShards(ctx, r, []string{alert.ShardOf(f)}, now)
	return err
}

// whole adds all the shards to a large group's record.
func (l *Ledger) whole(ctx context.Context, r alert.Record) (alert.Record, error) {
	names := alert.ShardNames()
	parts, errs := make([]alert.Record, len(names)), make([]error, len(names))
	free := make(chan struct{}, atOnce)
	var wait sync.WaitGroup
	for i, name := range names {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			parts[i].Key = r.Key
			errs[i] = l.addShard(ctx, &parts[i], name)
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return alert.Record{}, err
	}
	r.Members, r.Shards = maps.Clone(r.Members), map[string]alert.Shard{}
	if r.Members == nil {
		r.Members = map[alert.Fingerprint]alert.Member{}
	}
	for _, part := range parts {
		maps.Copy(r.Members, part.Members)
		maps.Copy(r.Shards, part.Shards)
	}
	return r.Whole(), nil
}

// addShard reads one shard into a record. Members that the record alone has stay.
func (l *Ledger) addShard(ctx context.Context, r *alert.Record, name string) error {
	var s shard
	it, err := l.read(ctx, shardItem(r.Key, name), &s)
	if err != nil {
		return err
	}
	members := maps.Clone(r.Members)
	if members == nil {
		members = map[alert.Fingerprint]alert.Member{}
	}
	maps.Copy(members, s.Members)
	r.Members = members
	r.Shards = maps.Clone(r.Shards)
	if r.Shards == nil {
		r.Shards = map[string]alert.Shard{}
	}
	r.Shards[name] = alert.Shard{Version: it.version, Sum: sum(it.body)}
	return nil
}

// saveShards writes those of the shards that are not as they were read, and answers how they are stored now.
func (l *Ledger) saveShards(ctx context.Context, r alert.Record, names []string, now time.Time) (map[string]alert.Shard, error) {
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
