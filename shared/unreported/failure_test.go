package unreported_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

const watchedKeyARN = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"

func TestSilences(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	key := func(state string, deletion time.Time) unreported.Snapshot {
		return unreported.Snapshot{Keys: []unreported.SnapshotKey{{Key: proof.Key{Exists: state != "", ARN: watchedKeyARN, State: state}, DeletionDate: deletion}}}
	}
	tests := map[string]struct {
		watch unreported.Snapshot
		optIn []string
		cause string // empty: nothing fails
		says  string
		paste string
	}{
		"nothing is watched":                       {},
		"a key that is well":                       {watch: key("Enabled", time.Time{})},
		"a disabled key":                           {watch: key("Disabled", time.Time{}), cause: "key-disabled", says: "Its state is Disabled", paste: "aws kms enable-key --key-id " + watchedKeyARN},
		"a key that will be deleted":               {watch: key("PendingDeletion", now.AddDate(0, 0, 7)), cause: "key-disabled", says: "on 11 March 2026, 12:00 UTC", paste: "aws kms cancel-key-deletion --key-id " + watchedKeyARN},
		"a key that is gone":                       {watch: key("", time.Time{}), cause: "key-missing", says: "does not exist"},
		"a type that is switched on":               {watch: unreported.Snapshot{OptIn: map[string]bool{"EBS": true}}, optIn: []string{"EBS"}},
		"a type that is switched off":              {watch: unreported.Snapshot{OptIn: map[string]bool{"EBS": false}}, optIn: []string{"EBS"}, cause: "resource-type-not-opted-in", says: "EBS is switched off"},
		"a type of which the settings say nothing": {watch: unreported.Snapshot{OptIn: map[string]bool{"RDS": false}}, optIn: nil},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			var failing []event.UnreportedFailure
			for _, p := range tt.watch.Failures(tt.optIn, 36*time.Hour, now) {
				if !p.Holds {
					failing = append(failing, p)
				}
			}
			if tt.cause == "" {
				if len(failing) > 0 {
					t.Errorf("%+v", failing)
				}
				return
			}
			if len(failing) != 1 {
				t.Fatalf("%d problems: %+v", len(failing), failing)
			}
			d, known := catalog.OfUnreported(failing[0])
			if !known || d.Cause != tt.cause || d.Proof != catalog.Confirmed || d.Benign || !strings.Contains(d.Why, tt.says) || !strings.HasPrefix(d.Paste, tt.paste) {
				t.Errorf("%+v", d)
			}
		})
	}
	if _, known := catalog.OfUnreported(event.UnreportedFailure{Cause: "no-such-cause"}); known {
		t.Error("a cause that is none is known")
	}
}
