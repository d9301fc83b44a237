package settings_test

import (
	"testing"

	"farvault/shared/settings"
)

func TestShortestRetention(t *testing.T) {
	t.Parallel()
	rule := func(days int64, copies ...int64) settings.BackupRule {
		r := settings.BackupRule{Lifecycle: settings.Lifecycle{DeleteAfterDays: days}}
		for _, kept := range copies {
			r.CopyActions = append(r.CopyActions, settings.CopyAction{Lifecycle: &settings.Lifecycle{DeleteAfterDays: kept}})
		}
		return r
	}
	tests := map[string]struct {
		rules         []settings.BackupRule
		local, copies int64
	}{
		"without a rule all is kept for ever":   {nil, 0, 0},
		"what is kept for ever is no retention": {[]settings.BackupRule{rule(0)}, 0, 0},
		"a copy is kept as long as the backup":  {[]settings.BackupRule{rule(30)}, 30, 30},
		"unless it has a lifecycle of its own":  {[]settings.BackupRule{rule(30, 365, 90)}, 30, 90},
		"of several rules the shortest counts":  {[]settings.BackupRule{rule(120), rule(0), rule(35)}, 35, 35},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := settings.Settings{BackupPlans: []settings.BackupPlan{{Rules: tt.rules}}}
			if local, copies := s.ShortestRetention(false), s.ShortestRetention(true); local != tt.local || copies != tt.copies {
				t.Errorf("local %d, copies %d, want %d and %d", local, copies, tt.local, tt.copies)
			}
		})
	}
}
