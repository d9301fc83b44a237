package schedule

import (
	"strings"
	"testing"
	"time"
)

func TestNext(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		expression, timezone, after, want string
	}{
		"daily at noon, this morning":               {"cron(0 12 * * ? *)", "", "2026-03-02T06:00:00Z", "2026-03-02T12:00:00Z"},
		"strictly after: at noon it is tomorrow":    {"cron(0 12 * * ? *)", "", "2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z"},
		"seconds count as after":                    {"cron(0 12 * * ? *)", "", "2026-03-02T11:59:59Z", "2026-03-02T12:00:00Z"},
		"the default of AWS Backup":                 {"cron(0 5 ? * * *)", "", "2026-03-02T06:00:00Z", "2026-03-03T05:00:00Z"},
		"increments start at the first number":      {"cron(0/15 * * * ? *)", "", "2026-03-02T06:16:00Z", "2026-03-02T06:30:00Z"},
		"increment from one":                        {"cron(1/10 * * * ? *)", "", "2026-03-02T06:02:00Z", "2026-03-02T06:11:00Z"},
		"a range of weekdays by name":               {"cron(0 18 ? * MON-FRI *)", "", "2026-03-06T19:00:00Z", "2026-03-09T18:00:00Z"},
		"Sunday is 1":                               {"cron(0 5 ? * 1 *)", "", "2026-03-02T00:00:00Z", "2026-03-08T05:00:00Z"},
		"the last day of February":                  {"cron(0 0 L * ? *)", "", "2028-02-10T00:00:00Z", "2028-02-29T00:00:00Z"},
		"three days before the last":                {"cron(0 0 L-3 * ? *)", "", "2026-03-01T00:00:00Z", "2026-03-28T00:00:00Z"},
		"the last weekday, before a Sunday":         {"cron(0 0 LW * ? *)", "", "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z"},
		"a range over the end of the week":          {"cron(0 18 ? * FRI-MON *)", "", "2026-03-02T19:00:00Z", "2026-03-06T18:00:00Z"},
		"the last Friday":                           {"cron(0 0 ? * 6L *)", "", "2026-03-01T00:00:00Z", "2026-03-27T00:00:00Z"},
		"the second Tuesday":                        {"cron(0 0 ? * 3#2 *)", "", "2026-03-01T00:00:00Z", "2026-03-10T00:00:00Z"},
		"the weekday nearest to Sunday the first":   {"cron(0 0 1W * ? *)", "", "2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z"},
		"a month by name, next year":                {"cron(0 8 1 JAN ? *)", "", "2026-03-01T00:00:00Z", "2027-01-01T08:00:00Z"},
		"lists":                                     {"cron(0 6,18 * * ? *)", "", "2026-03-02T06:00:00Z", "2026-03-02T18:00:00Z"},
		"a day that few months have":                {"cron(0 0 31 * ? *)", "", "2026-04-01T00:00:00Z", "2026-05-31T00:00:00Z"},
		"a time zone before the change of clocks":   {"cron(0 12 * * ? *)", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-28T11:00:00Z"},
		"a time zone after the change of clocks":    {"cron(0 12 * * ? *)", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T10:00:00Z"},
		"a clock time that is skipped does not run": {"cron(30 2 * * ? *)", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"},
		"a year that has passed never fires":        {"cron(0 12 1 1 ? 2020)", "", "2026-03-01T00:00:00Z", ""},
		"a rate counts from the last firing":        {"rate(15 minutes)", "", "2026-03-01T00:07:00Z", "2026-03-01T00:22:00Z"},
		"a rate of one day":                         {"rate(1 day)", "", "2026-03-01T00:07:00Z", "2026-03-02T00:07:00Z"},
		"once":                                      {"at(2026-03-05T10:00:00)", "", "2026-03-01T00:00:00Z", "2026-03-05T10:00:00Z"},
		"once, gone by":                             {"at(2026-03-05T10:00:00)", "", "2026-03-05T10:00:00Z", ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := Next(tt.expression, tt.timezone, at(t, tt.after))
			if err != nil {
				t.Fatal(err)
			}
			if want := at(t, tt.want); !got.Equal(want) {
				t.Errorf("Next(%s) after %s = %s, want %s", tt.expression, tt.after, got, want)
			}
		})
	}
}

func TestNextRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ expression, timezone, want string }{
		"five fields":            {"cron(0 12 * * ?)", "", "5 fields, must be 6"},
		"two stars":              {"cron(0 12 * * * *)", "", "one of day-of-month and day-of-week must be ?"},
		"two question marks":     {"cron(0 12 ? * ? *)", "", "both ?"},
		"a minute past 59":       {"cron(60 12 * * ? *)", "", `minutes "60": "60" is not within 0-59`},
		"a backward range":       {"cron(0 12 ? * MON 2030-2027)", "", `range "2030-2027" runs backwards`},
		"an increment of zero":   {"cron(0/0 12 * * ? *)", "", `increment "0"`},
		"a rate of zero":         {"rate(0 minutes)", "", `rate value "0"`},
		"a rate in fortnights":   {"rate(1 fortnight)", "", `rate unit "fortnight"`},
		"another kind":           {"every(5 minutes)", "", `"every" is none of`},
		"no parentheses":         {"0 12 * * ? *", "", "none of cron(...)"},
		"an unknown time zone":   {"cron(0 12 * * ? *)", "Mars/Olympus", `time zone "Mars/Olympus"`},
		"a sixth week of Monday": {"cron(0 12 ? * 2#6 *)", "", `"6" is not within 1-5`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if _, err := Next(tt.expression, tt.timezone, at(t, "2026-03-01T00:00:00Z")); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Next(%s) error %v, want one with %q", tt.expression, err, tt.want)
			}
		})
	}
}

// FuzzNext: any text is refused or gives a later time, and never panics.
func FuzzNext(f *testing.F) {
	f.Add("cron(0 12 * * ? *)", "UTC")
	f.Add("rate(5 minutes)", "")
	f.Fuzz(func(t *testing.T, expression, timezone string) {
		after := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		next, err := Next(expression, timezone, after)
		if err == nil && !next.IsZero() && !next.After(after) {
			t.Errorf("Next(%q) = %s, not after %s", expression, next, after)
		}
	})
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}
