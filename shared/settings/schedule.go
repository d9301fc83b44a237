package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// cronField is one of the six fields of a schedule.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
type cronField struct {
	name     string
	low      int
	high     int
	words    []string       // words[i] stands for low+i
	question bool           // "?" may stand here: any day
	special  *regexp.Regexp // what else may stand here
}

var cronFields = []cronField{
	{name: "minutes", low: 0, high: 59},
	{name: "hours", low: 0, high: 23},
	{
		name:     "day of month",
		low:      1,
		high:     31,
		question: true,
		special:  regexp.MustCompile(`^(L|LW|L-([1-9]|[12][0-9]|30)|([1-9]|[12][0-9]|3[01])W)$`),
	},
	{
		name:  "month",
		low:   1,
		high:  12,
		words: []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"},
	},
	{
		name:     "day of week",
		low:      1,
		high:     7,
		words:    []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"},
		question: true,
		special:  regexp.MustCompile(`^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$`),
	},
	{name: "year", low: 1970, high: lastCronYear},
}

const dayOfMonth, dayOfWeek, lastCronYear = 2, 4, 2199

// ScheduleMistake says what is wrong with a schedule; nothing when AWS Backup would take it.
// AWS Backup knows no rate expressions: https://github.com/hashicorp/terraform-provider-aws/issues/8269
func ScheduleMistake(expression string) string {
	inner, opened := strings.CutPrefix(expression, "cron(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !opened || !closed {
		return `must be "cron(minutes hours day-of-month month day-of-week year)", such as cron(0 12 * * ? *)`
	}
	fields := strings.Fields(inner)
	if len(fields) != len(cronFields) {
		return fmt.Sprintf(
			"has %d fields: AWS's cron has six, minutes hours day-of-month month day-of-week year",
			len(fields),
		)
	}
	for i, field := range fields {
		if wrong := cronFields[i].mistake(strings.ToUpper(field)); wrong != "" {
			return wrong
		}
	}
	if (fields[dayOfMonth] == "?") == (fields[dayOfWeek] == "?") {
		return `exactly one of day of month and day of week must be "?"`
	}
	if fields[0] == "*" || strings.ContainsAny(fields[0], ",-/") {
		return "runs more than once an hour: AWS Backup starts a rule at most hourly, so minutes must be one number"
	}
	return ""
}

// mistake says what is wrong with a field: a list of numbers, ranges, steps and what is special to it.
func (c cronField) mistake(field string) string {
	if field == "*" || field == "?" && c.question {
		return ""
	}
	for term := range strings.SplitSeq(field, ",") {
		if c.special != nil && c.special.MatchString(term) {
			continue
		}
		span, step, stepped := strings.Cut(term, "/")
		if n, err := strconv.Atoi(step); stepped && (err != nil || n < 1) {
			return fmt.Sprintf("%s %q: the step after / must be a number above 0", c.name, term)
		}
		from, to, ranged := strings.Cut(span, "-")
		if ranged && c.high == lastCronYear && from > to {
			return fmt.Sprintf("%s %q: ends before it begins", c.name, term)
		}
		if span == "*" && stepped || c.number(from) && (!ranged || c.number(to)) {
			continue
		}
		return fmt.Sprintf("%s %q: must be %d to %d", c.name, term, c.low, c.high)
	}
	return ""
}

func (c cronField) number(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= c.low && n <= c.high || slices.Contains(c.words, s)
}
