package unreported_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/unreported"
)

func TestOutlived(t *testing.T) {
	t.Parallel()
	const vault = "arn:aws:backup:eu-west-1:222233334444:backup-vault:farvault-local"
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	type point struct {
		status string
		hours  int // since it was to be deleted
		bytes  int64
	}
	tests := map[string]struct {
		points []point
		want   string // of Why; empty: the vault is well
	}{
		"nothing is listed":                               {nil, ""},
		"AWS Backup deletes within hours":                 {[]point{{"AVAILABLE", 24, 1}}, ""},
		"a day later it should be gone":                   {[]point{{"AVAILABLE", 25, 1 << 20}}, "1 recovery point is still there. The oldest was due for deletion at 2026-03-03 11:00 UTC. Total size: 1.0 MiB."},
		"one that could not be deleted is told at once":   {[]point{{"EXPIRED", 1, 512}}, "1 recovery point is still there. The oldest was due for deletion at 2026-03-04 11:00 UTC. Total size: 512 bytes."},
		"one that is being deleted is left in peace":      {[]point{{"DELETING", 99, 1}}, ""},
		"of several the oldest is shown, and all counted": {[]point{{"EXPIRED", 30, 3 << 30}, {"COMPLETED", 50, 2 << 30}, {"EXPIRED", 2, 0}}, "3 recovery points are still there. The oldest was due for deletion at 2026-03-02 10:00 UTC. Total size: 5.0 GiB."},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			found := unreported.Outlived{VaultARN: vault}
			found.Add(event.RecoveryPointStateChange{Status: "AVAILABLE"}, time.Time{}, 1, now) // kept for ever
			for _, p := range tt.points {
				found.Add(event.RecoveryPointStateChange{Status: p.status}, now.Add(-time.Duration(p.hours)*time.Hour), p.bytes, now)
			}
			var got []event.UnreportedFailure
			for _, p := range (unreported.Snapshot{Outlived: found}).Failures(nil, 36*time.Hour, now) {
				if p.Kind == event.Retention {
					got = append(got, p)
				}
			}
			if len(got) != 1 || got[0].Resource != vault || got[0].Holds != (tt.want == "") || got[0].Why != tt.want || (got[0].Point == nil) != got[0].Holds {
				t.Fatalf("%+v, want %q", got, tt.want)
			}
			if got[0].Holds {
				return
			}
			if d, known := catalog.OfUnreported(got[0]); !known || !strings.Contains(d.Title, "is past its retention") {
				t.Errorf("%+v", d)
			}
		})
	}
}

// Of a vault that was looked at in part nothing is said to be well, and no number to be all.
func TestOutlivedInPart(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	part := unreported.Outlived{VaultARN: "arn:aws:backup:eu-west-1:222233334444:backup-vault:farvault-local", Partly: true}
	if got := (unreported.Snapshot{Outlived: part}).Failures(nil, 36*time.Hour, now); len(got) != 0 {
		t.Errorf("nothing was found in a part: %+v", got)
	}
	part.Add(event.RecoveryPointStateChange{Status: "EXPIRED"}, now.Add(-time.Hour), 512, now)
	got := (unreported.Snapshot{Outlived: part}).Failures(nil, 36*time.Hour, now)
	if len(got) != 1 || !strings.HasPrefix(got[0].Why, "At least 1 recovery point is still there") {
		t.Errorf("%+v", got)
	}
}

func TestOldestKept(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	if got := (unreported.Expectation{Now: now}).OldestKept(); !got.IsZero() {
		t.Errorf("of what is kept for ever nothing is old enough, got %s", got)
	}
	if got := (unreported.Expectation{Now: now, ShortestDays: 30}).OldestKept(); !got.Equal(now.AddDate(0, 0, -30)) {
		t.Errorf("%s", got)
	}
}
