package kernel

import (
	"slices"
	"testing"
	"time"
)

func TestRates(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	k := New(start)
	k.EnforceRates([]Rate{
		{Service: "backup", Operation: "Create*", PerSecond: 2}, {Service: "backup", Operation: "CreateBackupPlan", PerSecond: 99},
		{Service: "backup", Operation: "*", PerSecond: 3},
	})
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

// TestOneCallOfOrganizationsAtATime: a second one at once is refused, by the code and text that users met; the first
// that comes after the call's time is taken.
func TestOneCallOfOrganizationsAtATime(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	k := New(start)
	k.EnforceRates(AssumedRates)
	for i, s := range []struct {
		after time.Duration
		want  string
	}{{0, ""}, {0, "TooManyRequestsException"}, {79 * time.Millisecond, "TooManyRequestsException"}, {80 * time.Millisecond, ""}, {time.Hour, ""}, {time.Hour, "TooManyRequestsException"}} {
		err := k.overRate(&Call{Service: "organizations", Operation: "ListParents", Region: "us-east-1", Caller: Caller{Account: "a"}, Now: start.Add(s.after)})
		known, _ := err.(*Error)
		if s.want == "" && err != nil || s.want != "" && (known == nil || known.Code != s.want) {
			t.Errorf("step %d: %v, want %q", i+1, err, s.want)
		}
	}
}

func TestEveryPublishedRateHasItsSource(t *testing.T) {
	t.Parallel()
	for _, r := range slices.Concat(PublishedRates, AssumedRates) {
		if r.Service == "" || r.Operation == "" || r.PerSecond <= 0 || r.Source == "" {
			t.Errorf("row is not whole: %+v", r)
		}
	}
}
