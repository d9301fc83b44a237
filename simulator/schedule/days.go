package schedule

import (
	"errors"
	"strings"
	"time"
)

// days is the pair of day fields, of which one is "?".
type days struct {
	ofMonth, ofWeek field
	lastDay         bool         // L in day-of-month
	beforeLast      int          // L-3: so many days before the last
	lastWorkday     bool         // LW: the last Monday to Friday
	nearest         int          // 3W: the weekday nearest to the third, 0 without
	lastWeekday     time.Weekday // 6L: the last Friday, if hasLast
	hasLast         bool
	nthWeekday      time.Weekday // 3#2: the second Tuesday, if nth > 0
	nth             int
}

var (
	ofMonthRange = fieldRange{name: "day-of-month", low: 1, high: 31}
	ofWeekRange  = fieldRange{name: "day-of-week", low: 1, high: 7, names: weekdayNames}
)

// parseDays reads day-of-month and day-of-week; in the latter 1 is Sunday.
func parseDays(ofMonth, ofWeek string) (days, error) {
	switch {
	case ofMonth == "?" && ofWeek == "?":
		return days{}, errors.New("day-of-month and day-of-week are both ?: one must name days")
	case ofMonth != "?" && ofWeek != "?":
		return days{}, errors.New("one of day-of-month and day-of-week must be ?")
	case ofWeek == "?":
		return parseOfMonth(ofMonth)
	}
	return parseOfWeek(ofWeek)
}

// AWS's page has L and W alone; a tester of its console reports that it takes LW. L-3 is assumed, as Quartz has it.
// https://github.com/grumBit/aws_cron_expression_validator/issues/18
func parseOfMonth(text string) (d days, err error) {
	switch before, counted := strings.CutPrefix(text, "L-"); {
	case text == "L":
		return days{lastDay: true}, nil
	case text == "LW":
		return days{lastWorkday: true}, nil
	case counted:
		d.lastDay = true
		d.beforeLast, err = fieldRange{name: "day-of-month", low: 1, high: 30}.number(before)
		return d, err
	}
	if day, ok := strings.CutSuffix(text, "W"); ok {
		d.nearest, err = ofMonthRange.number(day)
		return d, err
	}
	d.ofMonth, err = parseField(text, ofMonthRange)
	return d, err
}

func parseOfWeek(text string) (d days, err error) {
	if text == "L" { // the last day of the week, Saturday
		return days{ofWeek: field{7}}, nil
	}
	if day, ok := strings.CutSuffix(text, "L"); ok {
		n, err := ofWeekRange.number(day)
		return days{lastWeekday: time.Weekday(n - 1), hasLast: true}, err
	}
	if day, nth, ok := strings.Cut(text, "#"); ok {
		n, err := ofWeekRange.number(day)
		if err != nil {
			return days{}, err
		}
		d.nthWeekday = time.Weekday(n - 1)
		d.nth, err = fieldRange{name: "day-of-week", low: 1, high: 5}.number(nth)
		return d, err
	}
	d.ofWeek, err = parseField(text, ofWeekRange)
	return d, err
}

func (d days) match(year int, month time.Month, day int) bool {
	weekday := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday()
	last := daysIn(year, month)
	switch {
	case d.lastDay:
		return day == last-d.beforeLast
	case d.lastWorkday:
		return day == nearestWeekday(year, month, last)
	case d.nearest > 0:
		return d.nearest <= last && day == nearestWeekday(year, month, d.nearest)
	case d.hasLast:
		return weekday == d.lastWeekday && day+7 > last
	case d.nth > 0:
		return weekday == d.nthWeekday && (day-1)/7+1 == d.nth
	case d.ofWeek != nil:
		return d.ofWeek.has(int(weekday) + 1)
	}
	return d.ofMonth.has(day)
}

// nearestWeekday is the Monday to Friday nearest to a day, within its month.
func nearestWeekday(year int, month time.Month, day int) int {
	switch time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday() {
	case time.Saturday:
		if day == 1 {
			return 3
		}
		return day - 1
	case time.Sunday:
		if day == daysIn(year, month) {
			return day - 2
		}
		return day + 1
	}
	return day
}
