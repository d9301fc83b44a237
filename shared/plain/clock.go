package plain

import (
	"fmt"
	"time"
)

// clock is a time for people, in UTC: the day is named only where it is not today's.
func Clock(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	switch day := 24 * time.Hour; {
	case t.Truncate(day).Equal(now.Truncate(day)):
		return t.Format("15:04 UTC")
	case t.Truncate(day).Equal(now.Truncate(day).Add(-day)):
		return "yesterday " + t.Format("15:04 UTC")
	case t.Year() == now.Year():
		return t.Format("2 Jan 15:04 UTC")
	}
	return t.Format("2 Jan 2006 15:04 UTC")
}

// FromTo is a stretch of time for people, in UTC. Where it ends on another day than it begins, the end has its day too:
// "yesterday 12:04 UTC to today 15:04 UTC".
func FromTo(from, to, now time.Time) string {
	const day = 24 * time.Hour
	begin, end := Clock(from, now), Clock(to, now)
	sameDay := func(a, b time.Time) bool { return a.UTC().Truncate(day).Equal(b.UTC().Truncate(day)) }
	if !sameDay(from, to) && sameDay(to, now) {
		end = "today " + end
	}
	return begin + " to " + end
}

// DayAndClock is when something will be, for people, in UTC: "today at 12:08 UTC".
func DayAndClock(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	const day = 24 * time.Hour
	switch t.Truncate(day).Sub(now.Truncate(day)) {
	case 0:
		return "today at " + t.Format("15:04 UTC")
	case day:
		return "tomorrow at " + t.Format("15:04 UTC")
	}
	return "on " + t.Format("2 Jan") + " at " + t.Format("15:04 UTC")
}

// span is a length of time for people: at most two units, the smallest a minute.
func Span(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	hours, days := minutes/60, minutes/(24*60)
	switch {
	case d < 0, minutes < 1:
		return "under 1 min"
	case hours == 0:
		return fmt.Sprintf("%d min", minutes)
	case days < 2 && minutes%60 == 0:
		return fmt.Sprintf("%d h", hours)
	case days < 2:
		return fmt.Sprintf("%d h %d min", hours, minutes%60)
	case hours%24 == 0:
		return fmt.Sprintf("%d d", days)
	}
	return fmt.Sprintf("%d d %d h", days, hours%24)
}

func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
