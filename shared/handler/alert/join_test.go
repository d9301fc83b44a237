package alert

import (
	"context"
	"errors"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
)

// meanwhile is a ledger in which something else happens once, just before a history is changed.
type meanwhile struct {
	Ledger
	do func()
}

func (m *meanwhile) UpdateHistory(
	ctx context.Context, f alert.Fingerprint, now time.Time, change func(alert.History) (alert.History, bool),
) (alert.History, error) {
	if do := m.do; do != nil {
		m.do = nil
		do()
	}
	return m.Ledger.UpdateHistory(ctx, f, now, change)
}

// Two jobs of one problem that find a group in the same instant make one: the second comes again, and finds the first's.
func TestTwoJobsOfAProblemFindOneGroup(t *testing.T) {
	t.Parallel()
	world := newWorld()
	first, j := bothFailed("a", 0)
	second, k := oursFailed("b", 1) // proven otherwise: by itself it would begin a group of its own
	second.Diagnosis.Checks = first.Diagnosis.Checks
	memory := world.Ledger
	world.Ledger = &meanwhile{memory, func() { world.fails(t, first, j) }}
	_, err := world.failed(t.Context(), second, k, nil)
	var later batch.Later
	if !errors.As(err, &later) || later.After != time.Second || !errors.Is(err, alert.ErrStale) {
		t.Fatalf("the second ends with %v", err)
	}
	world.hears(t, alert.FirstNotification)
	world.fails(t, second, k)
	world.Pass(handlertest.Minutes(6))
	world.hears(t, alert.FirstNotification)
	history, err := memory.History(t.Context(), first.Fingerprint())
	if err != nil || len(history.Groups) != 1 {
		t.Errorf("the problem is in %v: %v", history.Groups, err)
	}
}
