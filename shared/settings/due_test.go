package settings_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"farvault/shared/settings"
	"farvault/simulator/schedule"
)

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestLast(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		schedule, zone string
		until, want    string // empty: never
	}{
		"at the minute it is due":                     {"cron(0 12 * * ? *)", "", "2026-03-04 12:00", "2026-03-04 12:00"},
		"before the minute it was due the day before": {"cron(0 12 * * ? *)", "", "2026-03-04 11:59", "2026-03-03 12:00"},
		"on Monday of a week":                         {"cron(30 5 ? * MON *)", "", "2026-03-08 23:00", "2026-03-02 05:30"},
		"on the last day of a month":                  {"cron(0 1 L * ? *)", "", "2026-03-15 00:00", "2026-02-28 01:00"},
		"every six hours":                             {"cron(0 0/6 * * ? *)", "", "2026-03-04 17:00", "2026-03-04 12:00"},
		"once a year":                                 {"cron(0 0 1 1 ? *)", "", "2026-12-31 00:00", "2026-01-01 00:00"},
		"in a year to come":                           {"cron(0 0 1 1 ? 2030)", "", "2026-12-31 00:00", ""},
		"in winter, by the clock of a zone":           {"cron(0 12 * * ? *)", "Europe/Zurich", "2026-03-04 23:00", "2026-03-04 11:00"},
		"in summer, by the clock of a zone":           {"cron(0 12 * * ? *)", "Europe/Zurich", "2026-07-04 23:00", "2026-07-04 10:00"},
		"a zone that is a day ahead":                  {"cron(0 5 * * ? *)", "Pacific/Auckland", "2026-07-04 23:00", "2026-07-04 17:00"},
		"an hour that is left out is not due":         {"cron(30 2 * * ? *)", "Europe/Zurich", "2026-03-29 12:00", "2026-03-28 01:30"},
		"an hour that comes twice is due once":        {"cron(30 2 * * ? *)", "Europe/Zurich", "2026-10-25 12:00", "2026-10-25 00:30"},
		"a zone that nobody knows":                    {"cron(30 2 * * ? *)", "Europe/Atlantis", "2026-10-25 12:00", ""},
		"a rate, which AWS Backup does not take":      {"rate(1 day)", "", "2026-10-25 12:00", ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, ok := settings.StartWindow{Schedule: tt.schedule, Timezone: tt.zone}.Timetable().Last(at(tt.until))
			if ok != (tt.want != "") || ok && !got.Equal(at(tt.want)) {
				t.Errorf("%s, %t, want %s", got, ok, tt.want)
			}
		})
	}
}

// TestLastAgreesWithAnotherReader: nothing falls due between the last time and the time asked about, by a reader of cron written for the simulator.
func TestLastAgreesWithAnotherReader(t *testing.T) {
	t.Parallel()
	schedules := []string{"cron(0 12 * * ? *)", "cron(15 0/5 * * ? *)", "cron(0 3 ? * MON-FRI *)", "cron(0 3 ? * 2#1 *)", "cron(0 3 L * ? *)", "cron(59 23 ? * 6L *)", "cron(0 6 15W * ? *)",
		"cron(0 22-2 ? * FRI-MON *)", "cron(0 6 L-3 * ? *)", "cron(0 6 LW * ? *)"}
	zones := []string{"", "Europe/Zurich", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"}
	rapid.Check(t, func(t *rapid.T) {
		expression, zone := rapid.SampledFrom(schedules).Draw(t, "schedule"), rapid.SampledFrom(zones).Draw(t, "zone")
		now := at("2026-01-01 00:00").Add(time.Duration(rapid.IntRange(0, 2*365*24*60).Draw(t, "minute")) * time.Minute)
		due, ok := settings.StartWindow{Schedule: expression, Timezone: zone}.Timetable().Last(now)
		if !ok || due.After(now) {
			t.Fatalf("%s %s before %s: %s, %t", expression, zone, now, due, ok)
		}
		itself, err := schedule.Next(expression, zone, due.Add(-time.Minute))
		next, err2 := schedule.Next(expression, zone, due)
		if err != nil || err2 != nil || !itself.Equal(due) || !next.After(now) {
			t.Fatalf("%s %s before %s is %s; the other reader has %s and then %s (%v, %v)", expression, zone, now, due, itself, next, err, err2)
		}
	})
}

func BenchmarkLast(b *testing.B) {
	daily := settings.StartWindow{Schedule: "cron(0 12 * * ? *)", Timezone: "Europe/Zurich"}.Timetable()
	now := at("2026-03-04 11:00")
	for b.Loop() {
		if _, ok := daily.Last(now); !ok {
			b.Fatal("never due")
		}
	}
}
