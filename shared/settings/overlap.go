package settings

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// StartWindow is when AWS Backup may start the job of a rule: from each time of
// its schedule, in its time zone, for so many minutes.
type StartWindow struct {
	Schedule string // cron(...)
	Timezone string // empty is UTC
	Minutes  int64
}

// The years over which schedules are compared: all weekdays of all dates, leap days included.
const firstYear, lastYear = 2024, 2031

// Openings are the times at which a start window opens, as clocks in its time zone show them.
type Openings struct {
	zone   string
	length int   // minutes
	times  []int // minutes since the beginning of firstYear
}

var origin = time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)

// Overlap is the first time at which the later of two overlapping start windows opens.
// Where start windows of two rules of one plan overlap, AWS runs only the rule that keeps
// longer. Not ok when they never do, or when that cannot be told, of two time zones.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
func (o Openings) Overlap(other Openings) (at time.Time, ok bool) {
	if o.zone != other.zone {
		return time.Time{}, false
	}
	for _, mine := range o.times {
		i, same := slices.BinarySearch(other.times, mine)
		switch {
		case same, i > 0 && mine < other.times[i-1]+other.length:
			return origin.Add(time.Duration(mine) * time.Minute), true
		case i < len(other.times) && other.times[i] < mine+o.length:
			return origin.Add(time.Duration(other.times[i]) * time.Minute), true
		}
	}
	return time.Time{}, false
}

// Openings is not ok for a schedule that ScheduleMistake refuses.
func (w StartWindow) Openings() (o Openings, ok bool) {
	c, ok := w.calendar()
	if !ok {
		return Openings{}, false
	}
	o = Openings{zone: w.zone(), length: int(min(max(w.Minutes, 1), MaxWindow))}
	for day := 0; ; day++ {
		date := origin.AddDate(0, 0, day)
		if date.Year() > lastYear {
			return o, true
		}
		if !c.matches(date) {
			continue
		}
		for _, minute := range c.clock {
			o.times = append(o.times, day*24*60+minute)
		}
	}
}

// calendar is a schedule, read: on which days it falls due, and when on each of them.
type calendar struct {
	fields []string
	clock  []int // minutes since midnight
}

// calendar is not ok for a schedule that ScheduleMistake refuses.
func (w StartWindow) calendar() (c calendar, ok bool) {
	if ScheduleMistake(w.Schedule) != "" {
		return calendar{}, false
	}
	c.fields = strings.Fields(strings.ToUpper(strings.TrimSuffix(strings.TrimPrefix(w.Schedule, "cron("), ")")))
	for hour := range 24 {
		for minute := range 60 {
			if cronFields[1].matches(c.fields[1], hour) && cronFields[0].matches(c.fields[0], minute) {
				c.clock = append(c.clock, hour*60+minute)
			}
		}
	}
	return c, true
}

// matches reports whether the schedule falls due on a date, which is midnight in UTC.
func (c calendar) matches(date time.Time) bool {
	return cronFields[3].matches(c.fields[3], int(date.Month())) && cronFields[5].matches(c.fields[5], date.Year()) &&
		dayOfMonthMatches(c.fields[dayOfMonth], date) && dayOfWeekMatches(c.fields[dayOfWeek], date)
}

func (w StartWindow) zone() string {
	if w.Timezone == "" || w.Timezone == DefaultTimezone {
		return "UTC"
	}
	return w.Timezone
}

// matches reports whether a field of numbers, words, ranges and steps names n.
func (c cronField) matches(field string, n int) bool {
	for term := range strings.SplitSeq(field, ",") {
		span, step, stepped := strings.Cut(term, "/")
		from, to, ranged := strings.Cut(span, "-")
		low, high, every := c.low, c.high, 1
		if span != "*" && span != "?" {
			low = c.value(from)
			high = low
		}
		switch {
		case ranged:
			high = c.value(to)
		case stepped:
			high = c.high
		}
		if stepped {
			every, _ = strconv.Atoi(step)
		}
		at := n
		if size := c.high - c.low + 1; high < low { // FRI-MON runs over the end of the week, as in Quartz
			high += size
			at = low + (n-low+size)%size
		}
		if at >= low && at <= high && (at-low)%max(every, 1) == 0 {
			return true
		}
	}
	return false
}

// value is the number that a number or word stands for, -1 for none.
func (c cronField) value(s string) int {
	if i := slices.Index(c.words, s); i >= 0 {
		return c.low + i
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// dayOfMonthMatches knows beside numbers L (the last day), L-3, LW (the last weekday) and 15W (the weekday nearest to
// the 15th).
func dayOfMonthMatches(field string, day time.Time) bool {
	last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	for term := range strings.SplitSeq(field, ",") {
		near, weekday := strings.CutSuffix(term, "W")
		back, fromEnd := strings.CutPrefix(near, "L")
		switch n, _ := strconv.Atoi(strings.TrimPrefix(back, "-")); {
		case !fromEnd && !weekday:
			if cronFields[dayOfMonth].matches(term, day.Day()) {
				return true
			}
		case !fromEnd && n <= last.Day() && nearestWeekday(last.AddDate(0, 0, n-last.Day())).Equal(day),
			fromEnd && weekday && nearestWeekday(last).Equal(day),
			fromEnd && !weekday && last.AddDate(0, 0, -n).Equal(day):
			return true
		}
	}
	return false
}

// nearestWeekday is the Monday to Friday nearest to a date, within its month.
func nearestWeekday(date time.Time) time.Time {
	step := map[time.Weekday]int{time.Saturday: -1, time.Sunday: 1}[date.Weekday()]
	if moved := date.AddDate(0, 0, step); moved.Month() == date.Month() {
		return moved
	}
	return date.AddDate(0, 0, -2*step)
}

// dayOfWeekMatches knows beside numbers and words L (Saturday), 6L (the last Friday) and 3#2 (the second Tuesday).
func dayOfWeekMatches(field string, day time.Time) bool {
	c := cronFields[dayOfWeek]
	today := int(day.Weekday()) + 1
	for term := range strings.SplitSeq(field, ",") {
		name, nth, counted := strings.Cut(term, "#")
		final, last := strings.CutSuffix(term, "L")
		switch {
		case counted:
			if n, _ := strconv.Atoi(nth); c.value(name) == today && (day.Day()-1)/7+1 == n {
				return true
			}
		case last && final == "":
			if today == c.high {
				return true
			}
		case last:
			if c.value(final) == today && day.AddDate(0, 0, 7).Month() != day.Month() {
				return true
			}
		case c.matches(term, today):
			return true
		}
	}
	return false
}
