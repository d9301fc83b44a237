package event_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"farvault/shared/event"
)

// A count is counted in the window that it names, however lines of several windows come, and it is the latest of them.
func TestACountIsOfTheWindowThatItNames(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		edge := rapid.SampledFrom([]time.Duration{0, time.Nanosecond, -time.Nanosecond, time.Hour, -time.Hour})
		line := rapid.Custom(func(t *rapid.T) event.CopyCount {
			from := day.AddDate(0, 0, rapid.IntRange(-2, 0).Draw(t, "day")).Add(edge.Draw(t, "edge"))
			return event.CopyCount{Good: rapid.IntRange(0, 9).Draw(t, "good"), Bad: rapid.IntRange(0, 9).Draw(t, "bad"), From: from, Until: from.Add(24 * time.Hour)}
		})
		lines := rapid.SliceOf(line).Draw(t, "lines")
		var got, want event.CopyCount
		for _, l := range lines {
			got = got.And(l)
			if l.Until.After(want.Until) {
				want.From, want.Until = l.From, l.Until
			}
		}
		for _, l := range lines {
			if l.From.Equal(want.From) && l.Until.Equal(want.Until) {
				want.Good, want.Bad = want.Good+l.Good, want.Bad+l.Bad
			}
		}
		if got != want {
			t.Fatalf("%+v, want %+v of %+v", got, want, lines)
		}
	})
}
