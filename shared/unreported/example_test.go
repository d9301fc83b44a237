package unreported_test

import (
	"fmt"
	"time"

	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// AWS sends no event when somebody disables a key; the hourly check finds it.
func ExampleSnapshot_Failures() {
	const key = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	account := unreported.Snapshot{Keys: []unreported.SnapshotKey{{Key: proof.Key{Exists: true, ARN: key, State: "Disabled"}}}}
	for _, failure := range account.Failures(nil, 36*time.Hour, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)) {
		fmt.Printf("%s: %s\n%s\n", failure.Cause, failure.Why, failure.Paste)
	}
	// Output:
	// key-disabled: Its state is Disabled.
	// aws kms enable-key --key-id arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab
}
