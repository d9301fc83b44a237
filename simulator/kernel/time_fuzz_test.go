package kernel_test

import (
	"encoding/json"
	"testing"

	"farvault/simulator/kernel"
)

// FuzzTime: a timestamp that is read is written so that it is read as the same, to the millisecond.
func FuzzTime(f *testing.F) {
	f.Add([]byte("1772442000.123"))
	f.Add([]byte(`"2026-03-02T09:00:00.123Z"`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var at kernel.Time
		if json.Unmarshal(text, &at) != nil || at.Year() < 1970 || at.Year() > 2999 {
			return
		}
		written, err := json.Marshal(at)
		if err != nil {
			t.Fatal(err)
		}
		var again kernel.Time
		if err := json.Unmarshal(written, &again); err != nil || at.Sub(again.Time).Abs().Milliseconds() > 1 {
			t.Errorf("%s is %s, written %s, read %s, %v", text, at, written, again, err)
		}
	})
}
