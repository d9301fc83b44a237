package settings_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/settings"
	"farvault/simulator/schedule"
)

// FuzzSchedule: what is accepted, another reader of AWS's cron accepts too and finds due at the same times; every
// account's own minute of it is accepted as well.
func FuzzSchedule(f *testing.F) {
	f.Add("cron(0 12 L-3 * ? *)", "222233334444")
	f.Fuzz(func(t *testing.T, expression, account string) {
		if settings.ScheduleMistake(expression) != "" {
			return
		}
		listed := false // of days such as L: the other reader takes one of them, as AWS's page shows
		for _, field := range strings.Fields(strings.ToUpper(expression)) {
			listed = listed || strings.Contains(field, ",") && strings.ContainsAny(field, "LW#")
		}
		plan := settings.BackupPlan{Rules: []settings.BackupRule{{ScheduleExpression: expression}}}
		moved := settings.Settings{StartSpreadMinutes: 59}.PlanFor(plan, account).Rules[0].ScheduleExpression
		if wrong := settings.ScheduleMistake(moved); wrong != "" {
			t.Errorf("%s is moved to %s, which %s", expression, moved, wrong)
		}
		after := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		due, ok := settings.StartWindow{Schedule: expression}.Timetable().Next(after)
		next, err := schedule.Next(expression, "UTC", after)
		if err != nil {
			if !listed {
				t.Errorf("%s is accepted, and by another reader: %v", expression, err)
			}
			return
		}
		if soon := !next.IsZero() && next.Before(after.AddDate(0, 0, 390)); ok && !due.Equal(next) || soon && !ok {
			t.Errorf("%s is due at %s (%t), another reader says %s", expression, due, ok, next)
		}
	})
}

// FuzzDuration: a duration in the settings is written so that it is read as the same.
func FuzzDuration(f *testing.F) {
	f.Add(int64(36 * time.Hour))
	f.Fuzz(func(t *testing.T, nanoseconds int64) {
		d := settings.Duration(nanoseconds)
		if again, err := time.ParseDuration(d.String()); err != nil || again != time.Duration(d) {
			t.Errorf("%d is written %s and read as %v, %v", nanoseconds, d, again, err)
		}
		if s := d.String(); strings.HasSuffix(s, "h0m") || strings.HasSuffix(s, "m0s") {
			t.Errorf("%d is written %s", nanoseconds, s)
		}
	})
}
