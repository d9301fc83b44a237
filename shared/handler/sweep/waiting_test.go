package sweep_test

import (
	"slices"
	"testing"
	"time"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
)

// An account that waits is looked at again every 15 minutes for as long as it waits, and not once it has its chain.
func TestAnAccountThatWaitsIsLookedAtEveryQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	y := newYoung()
	s := y.sweep()
	since := y.now
	if err := y.Ledger.UpdateWaiting(t.Context(), func(at map[string]time.Time) { at[handlertest.Member] = since }); err != nil {
		t.Fatal(err)
	}
	y.closed = closed{handlertest.Manager} // nothing begins here
	y.records[handlertest.Member] = account.Record{Status: account.Waiting, At: since}
	var at []time.Duration
	ticks := func(n int) {
		for range n {
			y.now = y.now.Add(5 * time.Minute)
			_ = s.Run(t.Context(), sweep.Work{Work: "tick"})
			if looks := y.looks(); slices.Contains(looks, handlertest.Member+" "+event.WaitsStill) {
				at = append(at, y.now.Sub(since))
			}
		}
	}
	ticks(12)
	if want := []time.Duration{15 * time.Minute, 30 * time.Minute, 45 * time.Minute, time.Hour}; !slices.Equal(at, want) {
		t.Errorf("looked at after %v, want %v", at, want)
	}
	y.records[handlertest.Member] = account.Record{Status: account.Protected, At: y.now}
	ticks(6)
	if left, err := y.Ledger.Waiting(t.Context()); len(at) != 4 || len(left) != 0 || err != nil {
		t.Errorf("looked at %d times, still listed %v, %v; want 4 and none", len(at), left, err)
	}
}
