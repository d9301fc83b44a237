package kernel

import (
	"testing"
	"time"
)

func TestRates(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	k := New(start)
	k.EnforceRates([]Rate{{"backup", "Create*", 2, ""}, {"backup", "CreateBackupPlan", 99, ""}, {"backup", "*", 3, ""}})
	steps := []struct {
		operation, account string
		after              time.Duration
		want               bool // taken
	}{
		{"CreateBackupPlan", "a", 0, true},
		{"CreateBackupVault", "a", 0, true},
		{"CreateBackupPlan", "a", 0, false}, // two a second of all that begins so
		{"ListTags", "a", 0, true},          // a refused call took nothing of the sum
		{"ListTags", "a", 0, false},         // the sum is three
		{"CreateBackupPlan", "b", 0, true},  // another account has its own
		{"CreateBackupPlan", "a", 500 * time.Millisecond, true},
		{"CreateBackupPlan", "a", 500 * time.Millisecond, false},
		{"CreateBackupPlan", "a", time.Hour, true}, // no more is saved than one second's
		{"CreateBackupPlan", "a", time.Hour, true},
		{"CreateBackupPlan", "a", time.Hour, false},
	}
	for i, s := range steps {
		err := k.overRate(&Call{Service: "backup", Operation: s.operation, Region: "eu-west-1", Caller: Caller{Account: s.account}, Now: start.Add(s.after)})
		if (err == nil) != s.want {
			t.Errorf("step %d, %s of %s: %v", i+1, s.operation, s.account, err)
		}
	}
}

func TestEveryPublishedRateHasItsSource(t *testing.T) {
	t.Parallel()
	for _, r := range PublishedRates {
		if r.Service == "" || r.Operation == "" || r.PerSecond <= 0 || r.Source == "" {
			t.Errorf("row is not whole: %+v", r)
		}
	}
}
