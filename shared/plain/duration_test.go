package plain_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/plain"
)

func TestDurationsHaveDays(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"90d": 90 * day, "3d": 3 * day, "1d12h": 36 * time.Hour, "1.5d": 36 * time.Hour, "72h": 72 * time.Hour, "5m": 5 * time.Minute,
		"1h30m": 90 * time.Minute, "-1h": -time.Hour, "-2d": -2 * day, "0": 0, "100ms": 100 * time.Millisecond,
	} {
		if got, err := plain.Duration(text); err != nil || got != want {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "3", "3 d", "3w", "tomorrow", "1e3h", "99999999999999d", "3d-1h", "--1h"} {
		if got, err := plain.Duration(text); err == nil || strings.Contains(err.Error(), "time:") {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}
