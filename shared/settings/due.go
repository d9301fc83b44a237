package settings

import (
	"slices"
	"time"
	_ "time/tzdata" // the zones of schedules, wherever farvault runs
)

// lookedBack is how far back a schedule is searched: what falls due more rarely than yearly is as good as never due.
const lookedBack = 400

// Timetable is the schedule of a start window, read. The zero Timetable is never due.
type Timetable struct {
	calendar calendar
	zone     *time.Location
}

// Timetable is zero for a schedule that AWS would refuse, and in a time zone that nobody knows.
func (w StartWindow) Timetable() Timetable {
	zone, err := time.LoadLocation(w.zone())
	c, ok := w.calendar()
	if err != nil || !ok {
		return Timetable{}
	}
	return Timetable{calendar: c, zone: zone}
}

// Last is the last time at or before until at which the schedule fell due. Not ok where it did not within 400 days.
// Where clocks are put forward, a time that they leave out is not due; where they are put back, a time that they show
// twice is due at the first.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
func (t Timetable) Last(until time.Time) (due time.Time, ok bool) {
	if t.zone == nil {
		return time.Time{}, false
	}
	year, month, day := until.In(t.zone).Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	for back := range lookedBack {
		date := today.AddDate(0, 0, -back)
		if !t.calendar.matches(date) {
			continue
		}
		for _, minute := range slices.Backward(t.calendar.clock) {
			if due, shown := clockTime(date, minute, t.zone); shown && !due.After(until) {
				return due, true
			}
		}
	}
	return time.Time{}, false
}

// clockTime is when clocks of a zone first show a minute of a day, if they do.
func clockTime(date time.Time, minute int, zone *time.Location) (time.Time, bool) {
	t := time.Date(date.Year(), date.Month(), date.Day(), minute/60, minute%60, 0, 0, zone)
	if t.Hour()*60+t.Minute() != minute {
		return time.Time{}, false
	}
	if before := t.Add(-time.Hour); before.Hour() == t.Hour() && before.Minute() == t.Minute() {
		t = before
	}
	return t.UTC(), true
}
