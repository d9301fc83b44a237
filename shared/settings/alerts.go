package settings

import "slices"

import "time"

// The bounds of what alerting and mending may be told.
const (
	minGroupInterval = Duration(time.Minute)
	minCopyAge       = Duration(time.Hour)
	maxRestarts      = 10
	minMessages      = 4
	maxMessages      = 1000
)

func (f *file) checkAlerts(s Settings) {
	a := s.Alerts
	if a.GroupInterval < minGroupInterval {
		f.mistake("Alerts.GroupInterval", "is %v: must be at least %v", a.GroupInterval, minGroupInterval)
	}
	if a.RepeatInterval < a.GroupInterval {
		f.mistake(
			"Alerts.RepeatInterval",
			"is %v: must be at least GroupInterval, %v",
			a.RepeatInterval,
			a.GroupInterval,
		)
	}
	if a.MaxCopyAge < minCopyAge {
		f.mistake("Alerts.MaxCopyAge", "is %v: must be at least %v", a.MaxCopyAge, minCopyAge)
	}
	if n := a.MaxMessagesPerHour; n < minMessages || n > maxMessages {
		f.mistake("Alerts.MaxMessagesPerHour", "is %d: must be %d to %d", n, minMessages, maxMessages)
	}
	f.checkReceivers(a.Receivers)
	f.checkRoutes(a)
	if n := s.Mend.MaxRestarts; n < 0 || n > maxRestarts {
		f.mistake("Mend.MaxRestarts", "is %d: must be 0 (start no copy again) to %d", n, maxRestarts)
	}
}

// AsksTags reports whether any setting depends on the tags that an account has in AWS Organizations.
func (s Settings) AsksTags() bool { return s.ScopesByTag() || s.Alerts.ByTag() }

// ScopesByTag reports whether it depends on those tags whether or how an account is protected.
func (s Settings) ScopesByTag() bool {
	return s.Scope.byTag() || slices.ContainsFunc(s.BackupPlans, func(p BackupPlan) bool { return p.Scope.byTag() })
}

func (s Scope) byTag() bool { return len(s.IncludeTags)+len(s.ExcludeTags) > 0 }
