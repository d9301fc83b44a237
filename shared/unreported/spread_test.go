package unreported_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// The central vault, which is listed once for all accounts, is listed back to the run that is due in whichever account starts latest.
func TestCopiesAreListedBackToTheLatestStart(t *testing.T) {
	t.Parallel()
	s := settings.Settings{StartSpreadMinutes: 59}
	plan := settings.BackupPlan{Rules: []settings.BackupRule{{RuleName: "daily", ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: settings.Lifecycle{DeleteAfterDays: 35}}}}
	rapid.Check(t, func(t *rapid.T) {
		account := rapid.StringMatching(`[0-9]{12}`).Draw(t, "account")
		now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "minute")) * time.Minute)
		since := func(p settings.BackupPlan, spread time.Duration) time.Time {
			return unreported.Expectation{Plans: []unreported.ExpectedPlan{unreported.PlanExpected(p)}, MaxAge: 36 * time.Hour, Now: now, Spread: spread}.CopiesSince()
		}
		if all, own := since(plan, 59*time.Minute), since(s.PlanFor(plan, account), 0); all.After(own) {
			t.Errorf("at %s the vault is listed from %s, and account %s needs it from %s", now, all, account, own)
		}
	})
}
