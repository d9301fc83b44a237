package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// field is the values a cron field admits, in order, each once.
type field []int

func (f field) has(n int) bool {
	_, found := slices.BinarySearch(f, n)
	return found
}

// fieldRange is what a field may hold; names stand for numbers from low upwards.
type fieldRange struct {
	name      string
	low, high int
	names     []string
}

var (
	monthNames   = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
	weekdayNames = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
)

// parseField reads numbers, names, *, lists, ranges and increments.
func parseField(text string, r fieldRange) (field, error) {
	var values field
	for _, item := range strings.Split(text, ",") {
		low, high, step, err := parseItem(item, r)
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w", r.name, text, err)
		}
		for n := low; n <= high; n += step {
			values = append(values, r.low+(n-r.low)%(r.high-r.low+1))
		}
	}
	slices.Sort(values)
	return slices.Compact(values), nil
}

// parseItem reads one item of a list: "*", "7", "MON", "1-5", "0/15", "*/15", "1-30/10".
func parseItem(item string, r fieldRange) (low, high, step int, err error) {
	span, every, stepped := strings.Cut(item, "/")
	step = 1
	if stepped {
		if step, err = strconv.Atoi(every); err != nil || step < 1 {
			return 0, 0, 0, fmt.Errorf("increment %q is not a positive whole number", every)
		}
	}
	from, to, ranged := strings.Cut(span, "-")
	switch {
	case span == "*":
		return r.low, r.high, step, nil
	case ranged:
		if low, err = r.number(from); err != nil {
			return 0, 0, 0, err
		}
		high, err = r.number(to)
	default:
		low, err = r.number(span)
		high = low
		if stepped {
			high = r.high
		}
	}
	if err == nil && low > high {
		if r.high == lastYear {
			return 0, 0, 0, fmt.Errorf("range %q runs backwards", span)
		}
		high += r.high - r.low + 1 // FRI-MON runs over the end of the week, as in Quartz
	}
	return low, high, step, err
}

func (r fieldRange) number(text string) (int, error) {
	if i := slices.Index(r.names, strings.ToUpper(text)); i >= 0 {
		return r.low + i, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < r.low || n > r.high {
		return 0, fmt.Errorf("%q is not within %d-%d", text, r.low, r.high)
	}
	return n, nil
}
