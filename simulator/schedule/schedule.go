// Package schedule reads AWS's schedule expressions and tells when they fire
// next: cron(...) with six fields, rate(...), at(...). AWS Backup's rules and
// EventBridge Scheduler share it. It knows no clock: the caller says after when.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Next is the first time strictly after the given one at which the expression
// fires, in UTC. A cron expression is evaluated in the IANA time zone (empty means
// UTC); a rate counts from after, which is therefore the last firing. A schedule that
// never fires again gives the zero time and no error.
func Next(expression, timezone string, after time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(timezone)
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule time zone %q: %w", timezone, err)
	}
	kind, inner, ok := strings.Cut(strings.TrimSuffix(expression, ")"), "(")
	if !ok || !strings.HasSuffix(expression, ")") {
		return time.Time{}, fmt.Errorf("schedule expression %q is none of cron(...), rate(...), at(...)", expression)
	}
	var next time.Time
	switch kind {
	case "cron":
		next, err = nextCron(inner, after.In(zone))
	case "rate":
		var period time.Duration
		period, err = parseRate(inner)
		next = after.Add(period)
	case "at":
		next, err = nextAt(inner, zone, after)
	default:
		err = fmt.Errorf("%q is none of cron, rate, at", kind)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule expression %q: %w", expression, err)
	}
	return next.UTC(), nil
}

// units are those of a rate expression; the singular goes with 1 alone, which
// EventBridge insists on and EventBridge Scheduler does not:
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
var units = map[string]time.Duration{
	"minute": time.Minute, "minutes": time.Minute,
	"hour": time.Hour, "hours": time.Hour,
	"day": 24 * time.Hour, "days": 24 * time.Hour,
}

func parseRate(text string) (time.Duration, error) {
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("rate value %q is not a positive whole number", number)
	}
	period, ok := units[unit]
	if !ok {
		return 0, fmt.Errorf("rate unit %q is none of minutes, hours, days", unit)
	}
	return time.Duration(n) * period, nil
}

func nextAt(text string, zone *time.Location, after time.Time) (time.Time, error) {
	when, err := time.ParseInLocation("2006-01-02T15:04:05", text, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q is not yyyy-mm-ddThh:mm:ss", text)
	}
	if !when.After(after) {
		return time.Time{}, nil
	}
	return when, nil
}
