package message_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/message"
)

// The digest's number of copies is AWS's, and names the day in which AWS counted them, whatever day that is.
func TestCopiesAreCountedInTheDayThatIsNamed(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	for law, tc := range map[string]struct {
		from time.Time
		long time.Duration
		says string
	}{
		"a day":                       {midnight, 24 * time.Hour, "8 copies by AWS's count for 29 Nov (UTC), nothing open."},
		"a day at another hour":       {midnight.Add(6 * time.Hour), 24 * time.Hour, "8 copies by AWS's count for 29 Nov 06:00 to 30 Nov 06:00 UTC, nothing open."},
		"half a day":                  {midnight, 12 * time.Hour, "8 copies by AWS's count for 29 Nov 00:00 to 29 Nov 12:00 UTC, nothing open."},
		"a day before the last whole": {midnight.AddDate(0, 0, -1), 24 * time.Hour, "8 copies by AWS's count for 28 Nov (UTC) and none since, nothing open."},
		"a day in another zone":       {midnight.In(time.FixedZone("", 3600)), 24 * time.Hour, "8 copies by AWS's count for 29 Nov (UTC), nothing open."},
	} {
		d := event.Digest{At: midnight.Add(33 * time.Hour), InScope: 1, Protected: 1, Copies: 8, CopiesFrom: tc.from, CopiesUntil: tc.from.Add(tc.long)}
		got := message.ComposeDigest(d, alert.Tally{}, nil, d.At).Lead[0]
		if !strings.HasSuffix(got, tc.says) {
			t.Errorf("%s: %q, want %q", law, got, tc.says)
		}
	}
	none := event.Digest{At: midnight, InScope: 1, Protected: 1}
	if got := message.ComposeDigest(none, alert.Tally{}, nil, midnight).Lead[0]; !strings.Contains(got, "no copy counted by AWS yet") {
		t.Errorf("without any line of AWS's: %q", got)
	}
}
