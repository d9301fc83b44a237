package settings_test

import (
	"testing"
	"time"

	"farvault/shared/settings"
)

// TestOverlap compares each window with one that opens at noon every day for an hour, UTC,
// unless other says otherwise. The answer is the day and time at which the later window opens.
func TestOverlap(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		window settings.StartWindow
		want   string // "" is never
	}{
		"the same time":                        {window: settings.StartWindow{Schedule: "cron(0 12 1 * ? *)", Minutes: 60}, want: "2024-01-01 12:00"},
		"just before it closes":                {window: settings.StartWindow{Schedule: "cron(59 12 * * ? *)", Minutes: 60}, want: "2024-01-01 12:59"},
		"as it closes":                         {window: settings.StartWindow{Schedule: "cron(0 13 * * ? *)", Minutes: 60}},
		"open when it opens":                   {window: settings.StartWindow{Schedule: "cron(1 11 * * ? *)", Minutes: 60}, want: "2024-01-01 12:00"},
		"closed when it opens":                 {window: settings.StartWindow{Schedule: "cron(0 11 * * ? *)", Minutes: 60}},
		"over midnight":                        {window: settings.StartWindow{Schedule: "cron(0 20 * * ? *)", Minutes: 16*60 + 1}, want: "2024-01-02 12:00"},
		"hourly":                               {window: settings.StartWindow{Schedule: "cron(30 0/1 ? * * *)", Minutes: 60}, want: "2024-01-01 12:00"},
		"every six hours":                      {window: settings.StartWindow{Schedule: "cron(0 */6 ? * * *)", Minutes: 60}, want: "2024-01-01 12:00"},
		"never at noon":                        {window: settings.StartWindow{Schedule: "cron(0 1-5,14-20/2 ? * MON-FRI *)", Minutes: 60}},
		"the last day of a month":              {window: settings.StartWindow{Schedule: "cron(0 12 L FEB ? *)", Minutes: 60}, want: "2024-02-29 12:00"},
		"three days before the last":           {window: settings.StartWindow{Schedule: "cron(0 12 L-3 2 ? *)", Minutes: 60}, want: "2024-02-26 12:00"},
		"the last weekday of a month":          {window: settings.StartWindow{Schedule: "cron(0 12 LW 3 ? *)", Minutes: 60}, want: "2024-03-29 12:00"},
		"the weekday nearest to a Saturday":    {window: settings.StartWindow{Schedule: "cron(0 12 6W 1 ? *)", Minutes: 60}, want: "2024-01-05 12:00"},
		"the weekday nearest to a Sunday 1st":  {window: settings.StartWindow{Schedule: "cron(0 12 1W 9 ? 2024)", Minutes: 60}, want: "2024-09-02 12:00"},
		"the weekday nearest to a Saturday1st": {window: settings.StartWindow{Schedule: "cron(0 12 1W 6 ? 2024)", Minutes: 60}, want: "2024-06-03 12:00"},
		"the second Tuesday":                   {window: settings.StartWindow{Schedule: "cron(0 12 ? * 3#2 *)", Minutes: 60}, want: "2024-01-09 12:00"},
		"the last Friday":                      {window: settings.StartWindow{Schedule: "cron(0 12 ? * fril *)", Minutes: 60}, want: "2024-01-26 12:00"},
		"the last day of the week":             {window: settings.StartWindow{Schedule: "cron(0 12 ? * L *)", Minutes: 60}, want: "2024-01-06 12:00"},
		"a year long past":                     {window: settings.StartWindow{Schedule: "cron(0 12 * * ? 1999)", Minutes: 60}},
		"a schedule that is none":              {window: settings.StartWindow{Schedule: "rate(1 day)", Minutes: 60}},
		"a zone of its own":                    {window: settings.StartWindow{Schedule: "cron(0 12 * * ? *)", Timezone: "Europe/Zurich", Minutes: 60}},
		"UTC by its name":                      {window: settings.StartWindow{Schedule: "cron(0 12 * * ? *)", Timezone: "Etc/UTC", Minutes: 60}, want: "2024-01-01 12:00"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noon := settings.StartWindow{Schedule: "cron(0 12 * * ? *)", Minutes: 60}
			for _, pair := range [][2]settings.StartWindow{{tt.window, noon}, {noon, tt.window}} {
				at, ok := overlap(pair[0], pair[1])
				got := ""
				if ok {
					got = at.Format("2006-01-02 15:04")
				}
				if got != tt.want {
					t.Errorf("%v with %v: got %q, want %q", pair[0], pair[1], got, tt.want)
				}
			}
		})
	}
}

// TestOverlapOfHourlyWindows compares the busiest schedules there are.
func TestOverlapOfHourlyWindows(t *testing.T) {
	t.Parallel()
	a := settings.StartWindow{Schedule: "cron(0 * ? * * *)", Minutes: 30}
	b := settings.StartWindow{Schedule: "cron(30 * ? * * *)", Minutes: 30}
	if at, ok := overlap(a, b); ok {
		t.Errorf("half an hour each never meet, got %v", at)
	}
	if at, ok := overlap(a, a); !ok || !at.Equal(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %v, %v", at, ok)
	}
}

func overlap(a, b settings.StartWindow) (time.Time, bool) {
	mine, ok := a.Openings()
	theirs, too := b.Openings()
	if !ok || !too {
		return time.Time{}, false
	}
	return mine.Overlap(theirs)
}
