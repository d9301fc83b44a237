package message

import (
	"strings"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/settings"
)

// "Not farvault's own" and "not repaired automatically" are two sentences, for whatever thing is at fault.
func TestWhatFarvaultOwnsIsNeverCalledSomebodyElses(t *testing.T) {
	t.Parallel()
	for _, where := range []string{
		"arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault",
		"arn:aws:kms:eu-west-1:111122223333:key/1", "arn:aws:iam::222233334444:role/farvault/farvault-backup",
	} {
		for _, owned := range []bool{true, false} {
			a := alert.Alert{Problem: alert.Problem{Job: event.Copy, Account: "222233334444"},
				Diagnosis: catalog.Diagnosis{Category: catalog.KMS, Cause: "x", Proof: catalog.Confirmed, Where: where, Owned: owned}}
			said := strings.Join(Scene{Repair: settings.Mend{Enabled: true, Reconcile: true}}.doSection(a).After, " ")
			if own := strings.Contains(said, "is farvault's own, but farvault does not repair this"); own != owned {
				t.Errorf("%s, owned %t: %q", where, owned, said)
			}
			if not := strings.Contains(said, "that it does not own"); not == owned {
				t.Errorf("%s, owned %t: %q", where, owned, said)
			}
		}
	}
}
