package sweep_test

import (
	"testing"
	"time"

	"farvault/shared/handler/sweep"
	"farvault/shared/settings"
)

// With which settings the functions run is in the table after the first look at the accounts, and since when.
func TestTheTableHasTheSettingsThatTheFunctionsRunWith(t *testing.T) {
	t.Parallel()
	y := newYoung()
	first := y.now
	for i, s := range []settings.Settings{{}, {}, {StartSpreadMinutes: 30}} {
		h := y.sweep()
		h.Settings = s
		if err := h.Run(t.Context(), sweep.Work{Work: "accounts"}); err != nil {
			t.Fatal(err)
		}
		since := first
		if i == 2 {
			since = y.now
		}
		r, err := y.Running(t.Context())
		if err != nil || r.SettingsDigest != s.Digest() || !r.Since.Equal(since) {
			t.Errorf("run %d: %+v, %v", i, r, err)
		}
		y.now = y.now.Add(time.Hour)
	}
}
