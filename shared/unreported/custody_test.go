package unreported_test

import (
	"fmt"
	"testing"
	"time"

	"farvault/shared/unreported"
)

// point is a recovery point that is due so many days after the day of noon; never where it is negative.
func kept(name string, days int) unreported.KeptPoint {
	p := unreported.KeptPoint{ARN: name, Account: "a", Completed: custodyNoon.Add(-48 * time.Hour)}
	if days >= 0 {
		p.DeleteAt = custodyNoon.AddDate(0, 0, days)
	}
	return p
}

var custodyNoon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// A bucket that shrinks before its day, or moves to an earlier one, is the finding. What is due is not.
func TestMissingIsWhatShrinksBeforeItsDay(t *testing.T) {
	t.Parallel()
	before := []unreported.KeptPoint{kept("due yesterday", 0), kept("a", 5), kept("b", 5), kept("c", 9), kept("for ever", -1)}
	with := func(change func(map[string]unreported.KeptPoint)) []unreported.KeptPoint {
		all := map[string]unreported.KeptPoint{}
		for _, p := range before {
			all[p.ARN] = p
		}
		change(all)
		var out []unreported.KeptPoint
		for _, p := range all {
			out = append(out, p)
		}
		return out
	}
	tests := map[string]struct {
		change func(map[string]unreported.KeptPoint)
		count  int
		day    string
	}{
		"nothing":                  {func(map[string]unreported.KeptPoint) {}, 0, ""},
		"one that was due is gone": {func(m map[string]unreported.KeptPoint) { delete(m, "due yesterday") }, 0, ""},
		"one is gone":              {func(m map[string]unreported.KeptPoint) { delete(m, "a") }, 1, "2026-03-07"},
		"all are gone":             {func(m map[string]unreported.KeptPoint) { clear(m) }, 4, "2026-03-07"},
		"what is kept for ever":    {func(m map[string]unreported.KeptPoint) { delete(m, "for ever") }, 1, unreported.Forever},
		"one is due earlier":       {func(m map[string]unreported.KeptPoint) { m["c"] = kept("c", 4) }, 1, "2026-03-11"},
		"one is due today now":     {func(m map[string]unreported.KeptPoint) { m["c"] = kept("c", 0) }, 1, "2026-03-11"},
		"one has an end now":       {func(m map[string]unreported.KeptPoint) { m["for ever"] = kept("for ever", 900) }, 1, unreported.Forever},
		"one is kept longer":       {func(m map[string]unreported.KeptPoint) { m["a"] = kept("a", 30) }, 0, ""},
		"all are kept longer":      {func(m map[string]unreported.KeptPoint) { m["a"], m["b"] = kept("a", 9), kept("b", 9) }, 0, ""},
		"one is gone, a new is due": {func(m map[string]unreported.KeptPoint) {
			delete(m, "a")
			m["new"] = unreported.KeptPoint{ARN: "new", Account: "a", Completed: custodyNoon, DeleteAt: custodyNoon.AddDate(0, 0, 5)}
		}, 1, "2026-03-07"},
		"one is gone, another of the day is kept to its day": {func(m map[string]unreported.KeptPoint) { delete(m, "c"); m["b"] = kept("b", 9) }, 1, "2026-03-07"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			at := custodyNoon.Add(-24 * time.Hour)
			was := unreported.KeptOf(before, at)["a"]
			now := unreported.KeptOf(with(tt.change), was.At)["a"]
			if count, day := was.Missing(now, custodyNoon); count != tt.count || day != tt.day {
				t.Errorf("%d of %q, want %d of %q", count, day, tt.count, tt.day)
			}
		})
	}
}

// A year of daily backups is deleted by AWS as they become due, up to eight hours late, and nothing is missing.
func TestExpiryIsNeverMissing(t *testing.T) {
	t.Parallel()
	const retention = 35
	var was unreported.Kept
	for hour := 0; hour < 24*120; hour += 5 {
		now := custodyNoon.Add(time.Duration(hour) * time.Hour)
		var there []unreported.KeptPoint
		for day := range hour/24 + 1 {
			made := custodyNoon.AddDate(0, 0, day)
			p := unreported.KeptPoint{ARN: fmt.Sprint("point-", day), Account: "a", Completed: made, DeleteAt: made.AddDate(0, 0, retention)}
			if now.Before(p.DeleteAt.Add(time.Duration(day%9) * time.Hour)) {
				there = append(there, p)
			}
		}
		if count, day := was.Missing(unreported.KeptOf(there, was.At)["a"], now); count != 0 {
			t.Fatalf("hour %d: %d of %s are missing", hour, count, day)
		}
		was = unreported.KeptOf(there, now.Add(-unreported.CustodyMargin))["a"]
	}
}
