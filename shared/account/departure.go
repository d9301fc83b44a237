package account

import (
	"slices"
	"time"

	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// Depart reports the departure of an account that was protected and no longer is: the past is what was remembered of
// it, now what the look came to. Yes is false for one that never was protected, or still is.
func Depart(s settings.Settings, past, now Record) (d event.Departure, yes bool) {
	if past.Since().IsZero() || !slices.Contains(departed, now.Status) {
		return event.Departure{}, false
	}
	name := now.Account.Name
	if name == "" { // the organization no longer knows it
		name = past.Account.Name
	}
	return event.Departure{
		AccountID:    now.Account.ID,
		Name:         name,
		Ending:       endingOf(now),
		Why:          now.Why,
		ProtectedAt:  past.Since(),
		CentralVault: s.CentralVault.NameFor(now.Account.ID),
		LocalVault:   s.LocalVault.BackupVaultName,
		CopiesUntil:  copiesUntil(s, now.At),
	}, true
}

// departed are the statuses of accounts that are no longer kept.
var departed = []Status{Left, Skipped, Retired}

func endingOf(now Record) event.Ending {
	if now.Status == Retired {
		return event.Retired
	}
	switch now.Account.State {
	case "":
		return event.AccountLeft
	case org.Active:
		return event.OutOfScope
	}
	return event.AccountClosed
}

// copiesUntil is when a copy of a backup that begins now expires, by the rule that keeps it longest.
func copiesUntil(s settings.Settings, now time.Time) time.Time {
	longest := int64(0)
	for _, plan := range s.BackupPlans {
		for _, rule := range plan.Rules {
			for _, c := range rule.Copies() {
				days := rule.CopyLifecycleOf(c).DeleteAfterDays
				if days == 0 {
					return time.Time{}
				}
				longest = max(longest, days)
			}
		}
	}
	return now.AddDate(0, 0, int(longest))
}
