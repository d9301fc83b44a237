package ledger

import (
	"context"
	"time"

	"farvault/shared/alert"
)

// MostOfAnItem is what a DynamoDB item holds.
const MostOfAnItem = largestItem

// LargestItem is the size of the largest body in a ledger in memory.
func LargestItem(l *Ledger) (most int) {
	for _, it := range inMemory(l).items {
		most = max(most, len(it.body))
	}
	return most
}

// Put writes the body of an item into a ledger in memory, as another build may have.
func Put(l *Ledger, key, body string) {
	inMemory(l).items[key] = item{key: key, version: 1, body: []byte(body)}
}

func inMemory(l *Ledger) *memory {
	if c, counts := l.store.(*counting); counts {
		return c.memory
	}
	return l.store.(*memory)
}

// Counting is a ledger in memory that counts the calls that DynamoDB would get.
func Counting() (l *Ledger, calls *int) {
	c := &counting{memory: NewMemory().store.(*memory)}
	return &Ledger{store: c}, &c.calls
}

type counting struct {
	*memory
	calls int
}

func (c *counting) get(ctx context.Context, key string) (item, error) {
	c.calls++
	return c.memory.get(ctx, key)
}

func (c *counting) put(ctx context.Context, it item) error {
	c.calls++
	return c.memory.put(ctx, it)
}

func (c *counting) getAll(ctx context.Context, keys []string) (map[string]item, error) {
	c.calls += (len(keys) + batchMost - 1) / batchMost
	return c.memory.getAll(ctx, keys)
}

// SaveGroup is one try of UpdateGroup, with what was read before.
func (l *Ledger) SaveGroup(ctx context.Context, r alert.Record, now time.Time) (alert.Record, error) {
	return l.saveGroup(ctx, r, now)
}

// SavePart is one try of UpdatePart, with what was read before.
func (l *Ledger) SavePart(ctx context.Context, r alert.Record, f alert.Fingerprint, now time.Time) error {
	_, err := l.saveShards(ctx, r, []string{alert.ShardOf(f)}, now)
	return err
}
