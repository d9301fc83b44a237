package settings_test

import (
	"strings"
	"testing"

	"farvault/shared/settings"
)

// Whether the central vault is locked is chosen, and people are told the line to write. The functions take a file of an
// older version, which has no choice: they do not stop at an upgrade.
func TestALockIsChosen(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		vault string
		min   int64 // of the lock; zero: none
		err   string
	}{
		"not chosen":           {"  DenyDeletion: true", 0, "s.yaml:2:3: CentralVault must choose whether the vault is locked: write Lock: none, or Lock: governance, below it"},
		"none":                 {"  Lock: none", 0, ""},
		"governance":           {"  Lock: governance", 35, ""},
		"governance, its days": {"  Lock: governance\n  LockConfiguration: {MinRetentionDays: 7}", 7, ""},
		"days alone, as ever":  {"  LockConfiguration: {MinRetentionDays: 7}", 7, ""},
		"none and days":        {"  Lock: none\n  LockConfiguration: {MinRetentionDays: 7}", 0, "Lock is none, but the vault has a LockConfiguration: leave one of them out"},
		"another word":         {"  Lock: compliance", 0, `Lock is "compliance": must be none or governance`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			text := []byte("CentralVault:\n" + tt.vault + "\n" + small)
			s, _, err := settings.Read("s.yaml", text)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("%v, want %q", err, tt.err)
				}
			} else if err != nil {
				t.Error(err)
			} else if lock := s.CentralVault.Lock(); tt.min == 0 && lock != nil || tt.min > 0 && (lock == nil || lock.MinRetentionDays != tt.min) {
				t.Errorf("the lock is %+v, want %d days", lock, tt.min)
			}
			if _, err := settings.Parse("s.yaml", text); law == "not chosen" && err != nil {
				t.Errorf("the functions stop: %v", err)
			}
		})
	}
}
