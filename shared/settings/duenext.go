package settings

import "time"

// Next is the first time after a time at which the schedule falls due. Not ok where it does not within 400 days.
// A time that clocks leave out or show twice is due as Last says.
func (t Timetable) Next(after time.Time) (due time.Time, ok bool) {
	if t.zone == nil {
		return time.Time{}, false
	}
	year, month, day := after.In(t.zone).Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	for ahead := range lookedBack {
		date := today.AddDate(0, 0, ahead)
		if !t.calendar.matches(date) {
			continue
		}
		for _, minute := range t.calendar.clock {
			if due, shown := clockTime(date, minute, t.zone); shown && due.After(after) {
				return due, true
			}
		}
	}
	return time.Time{}, false
}
