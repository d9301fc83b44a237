package schedule

import (
	"fmt"
	"strings"
	"time"
)

// cron is a parsed expression: minutes hours day-of-month month day-of-week year.
type cron struct {
	minutes, hours, months, years field
	days                          days
}

// parseCron reads the six fields. One of day-of-month and day-of-week must be "?":
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-cron-expressions
func parseCron(text string) (cron, error) {
	parts := strings.Fields(text)
	if len(parts) != 6 {
		return cron{}, fmt.Errorf("%d fields, must be 6: minutes hours day-of-month month day-of-week year", len(parts))
	}
	var c cron
	for _, f := range []struct {
		into *field
		text string
		r    fieldRange
	}{
		{&c.minutes, parts[0], fieldRange{name: "minutes", low: 0, high: 59}},
		{&c.hours, parts[1], fieldRange{name: "hours", low: 0, high: 23}},
		{&c.months, parts[3], fieldRange{name: "month", low: 1, high: 12, names: monthNames}},
		{&c.years, parts[5], fieldRange{name: "year", low: 1970, high: lastYear}},
	} {
		var err error
		if *f.into, err = parseField(f.text, f.r); err != nil {
			return cron{}, err
		}
	}
	var err error
	c.days, err = parseDays(parts[2], parts[4])
	return c, err
}

// lastYear is the last one a cron expression can name.
const lastYear = 2199

// nextCron is the first match strictly after the time, in its zone; zero when there is none.
// Clock times that a change to summer time skips do not fire.
func nextCron(text string, after time.Time) (time.Time, error) {
	c, err := parseCron(text)
	if err != nil {
		return time.Time{}, err
	}
	year, month, day := after.Date()
	for ; year <= lastYear; year, month, day = year+1, time.January, 1 {
		if !c.years.has(year) {
			continue
		}
		for ; month <= time.December; month, day = month+1, 1 {
			if !c.months.has(int(month)) {
				continue
			}
			for ; day <= daysIn(year, month); day++ {
				if !c.days.match(year, month, day) {
					continue
				}
				if t, ok := c.within(year, month, day, after); ok {
					return t, nil
				}
			}
		}
	}
	return time.Time{}, nil
}

// within finds the first match of a day that is after the given time.
func (c cron) within(year int, month time.Month, day int, after time.Time) (time.Time, bool) {
	for _, hour := range c.hours {
		for _, minute := range c.minutes {
			t := time.Date(year, month, day, hour, minute, 0, 0, after.Location())
			if t.After(after) && t.Hour() == hour {
				return t, true
			}
		}
	}
	return time.Time{}, false
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
