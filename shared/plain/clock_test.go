package plain_test

import (
	"testing"
	"time"

	"farvault/shared/plain"
)

// A stretch of time that ends on another day says so: "3 Mar 12:09 UTC to 12:15 UTC" reads as six minutes.
func TestAStretchNamesTheDayOfItsEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 5, 12, 15, 0, 0, time.UTC)
	for want, from := range map[string]time.Time{
		"12:09 UTC to 12:15 UTC":                 now.Add(-6 * time.Minute),
		"yesterday 12:15 UTC to today 12:15 UTC": now.Add(-24 * time.Hour),
		"3 Mar 12:09 UTC to today 12:15 UTC":     now.Add(-48*time.Hour - 6*time.Minute),
	} {
		if got := plain.FromTo(from, now, now); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := plain.FromTo(now.Add(-48*time.Hour), now.Add(-24*time.Hour), now), "3 Mar 12:15 UTC to yesterday 12:15 UTC"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Lengths of time are in one style: at most two units, days from two days on.
func TestSpans(t *testing.T) {
	t.Parallel()
	for want, span := range map[string]time.Duration{
		"under 1 min": 20 * time.Second, "59 min": 59 * time.Minute, "36 h": 36 * time.Hour, "47 h 59 min": 48*time.Hour - time.Minute,
		"2 d": 48 * time.Hour, "2 d 19 h": 67*time.Hour + 15*time.Minute, "90 d": 90 * 24 * time.Hour,
	} {
		if got := plain.Span(span); got != want {
			t.Errorf("%v is %q, want %q", span, got, want)
		}
	}
}
