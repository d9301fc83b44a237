// Package ledger remembers what was said and done: records of groups of
// alerts, of problems, of accounts, of restarts, and how far the sweep has
// come. It decides nothing; it refuses to write over what it has not read.
//
// There is one table. An item is a body of JSON under one key, with a version
// that every write raises. A write is conditional on the version that was
// read: of two functions that change the same record one finds it stale, and
// reads and changes it again. So a record is changed by a pure function that
// an Update takes, and the loop stands here alone (again).
package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"farvault/shared/alert"
)

// Ledger keeps records in a DynamoDB table (New) or in memory (NewMemory). It may be used by several goroutines.
type Ledger struct {
	store store
}

// store is one table of items.
type store interface {
	// get answers an item of version zero where there is none. It sees every write that has ended.
	get(ctx context.Context, key string) (item, error)
	// getAll answers those of the items that there are, by their keys.
	getAll(ctx context.Context, keys []string) (map[string]item, error)
	// put writes the item as the one after its version, and answers alert.ErrStale where that is not the stored one.
	put(ctx context.Context, it item) error
}

// item is what a store keeps under a key.
type item struct {
	key     string
	version int64 // as read; zero: there was none
	body    []byte
	lease   alert.Lease
	expires time.Time // when it may be forgotten; zero: never
}

// NewMemory is a ledger that forgets with its process: for tests, and for replaying events at a terminal.
func NewMemory() *Ledger {
	return &Ledger{store: &memory{items: map[string]item{}}}
}

// tries bounds how often a record is read and changed again when others write it at the same time. Each stale
// answer means that somebody else got on; what is stale even then goes back to the queue.
const tries = 20

// read gets the record at key into v, which is left as it is where there is none.
func (l *Ledger) read(ctx context.Context, key string, v any) (item, error) {
	it, err := l.store.get(ctx, key)
	if err != nil {
		return item{}, err
	}
	if it.version == 0 {
		return item{key: key}, nil
	}
	return it, it.into(v)
}

// into gives v what the item says.
func (it item) into(v any) error {
	if err := json.Unmarshal(it.body, v); err != nil {
		return fmt.Errorf("read ledger item %s of version %d: %w", it.key, it.version, err)
	}
	return nil
}

// write puts v in the place of the item that was read.
func (l *Ledger) write(ctx context.Context, it item, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write ledger item %s: %w", it.key, err)
	}
	it.body = body
	return l.store.put(ctx, it)
}

// update reads a record, changes it and writes it, again while others are writing it.
// change answers false where there is nothing to write.
func update[T any](ctx context.Context, l *Ledger, key string, change func(*T) (expires time.Time, dirty bool)) error {
	return again(func() error {
		var v T
		it, err := l.read(ctx, key, &v)
		if err != nil {
			return err
		}
		var dirty bool
		if it.expires, dirty = change(&v); !dirty {
			return nil
		}
		return l.write(ctx, it, v)
	})
}

// again reads, changes and writes until nobody else has written in between.
func again(change func() error) error {
	var err error
	for range tries {
		if err = change(); !errors.Is(err, alert.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("%w, %d times", err, tries)
}
