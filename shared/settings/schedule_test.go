package settings_test

import (
	"strings"
	"testing"

	"farvault/shared/settings"
)

// TestSchedules holds AWS's cron to its six fields. The first group is AWS's own examples:
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
func TestSchedules(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // expression: what is said of it; empty: accepted
		"cron(0 10 * * ? *)":          "",
		"cron(15 12 * * ? *)":         "",
		"cron(0 18 ? * MON-FRI *)":    "",
		"cron(0 8 1 * ? *)":           "",
		"cron(0 9 ? * 2#1 *)":         "",
		"cron(0 5 ? * * *)":           "",
		"cron(0 17 L * ? *)":          "",
		"cron(0 17 3W * ? *)":         "",
		"cron(0 17 ? * 6L *)":         "",
		"cron(0 0/6 * * ? *)":         "",
		"cron(0 */6 * JAN,jul ? *)":   "",
		"cron(30 1,13 1-7 * ? 2027)":  "",
		"cron(0/15 * * * ? *)":        "more than once an hour",
		"cron(0,30 * * * ? *)":        "more than once an hour",
		"cron(* 12 * * ? *)":          "more than once an hour",
		"cron(0 12 * * *)":            "has 5 fields",
		"cron(0 0 12 * * ? *)":        "has 7 fields",
		"cron(0 12 * * * *)":          "exactly one of day of month and day of week",
		"cron(0 12 ? * ? *)":          "exactly one of day of month and day of week",
		"cron(60 12 * * ? *)":         `minutes "60": must be 0 to 59`,
		"cron(0 24 * * ? *)":          `hours "24": must be 0 to 23`,
		"cron(0 ? * * ? *)":           `hours "?"`,
		"cron(0 12 32 * ? *)":         `day of month "32"`,
		"cron(0 12 * 13 ? *)":         `month "13"`,
		"cron(0 12 ? * 0 *)":          `day of week "0": must be 1 to 7`,
		"cron(0 12 ? * MOON *)":       `day of week "MOON"`,
		"cron(0 12 ? * 2#6 *)":        `day of week "2#6"`,
		"cron(0 12 * * ? 1969)":       `year "1969"`,
		"cron(0 1/0 * * ? *)":         "the step after /",
		"cron(0 12 * * ? *":           `must be "cron(`,
		"0 12 * * ? *":                `must be "cron(`,
		"0 12 * * ? *)":               `must be "cron(`,
		"rate(1 day)":                 `must be "cron(`,
		"cron(0 12 1, * ? *)":         `day of month ""`,
		"cron(0 12 1-40 * ? *)":       `day of month "1-40"`,
		"cron(0 12 * * ? 2027-2030)":  "",
		"cron(0 12 * * ? 2030-2027)":  `year "2030-2027": ends before it begins`,
		"cron(0 22-2 ? * FRI-MON *)":  "",
		"cron(0 12 ? * SUN-SAT,6L *)": "",
	}
	for expression, want := range tests {
		t.Run(expression, func(t *testing.T) {
			t.Parallel()
			text := edit(t, "- RuleName: noon", "- RuleName: noon\n        ScheduleExpression: '"+expression+"'")
			_, err := settings.Parse("s.yaml", []byte(text))
			switch {
			case want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
				t.Errorf("got %v, want %q in it", err, want)
			}
		})
	}
}
