package ledger

import (
	"context"
	"fmt"
	"sync"

	"farvault/shared/alert"
)

// memory keeps items in a map. It never forgets: DynamoDB may take days to expire an item, so nothing may count on it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
type memory struct {
	mu    sync.Mutex
	items map[string]item
}

func (m *memory) get(_ context.Context, key string) (item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.items[key], nil
}

func (m *memory) getAll(_ context.Context, keys []string) (map[string]item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string]item{}
	for _, key := range keys {
		if it, have := m.items[key]; have {
			all[key] = it
		}
	}
	return all, nil
}

func (m *memory) put(_ context.Context, it item) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.items[it.key].version != it.version {
		return stale(it.key)
	}
	it.version++
	m.items[it.key] = it
	return nil
}

func stale(key string) error { return fmt.Errorf("write ledger item %s: %w", key, alert.ErrStale) }
