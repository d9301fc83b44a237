package proof_test

import (
	"fmt"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/proof"
	"farvault/shared/proof/prooftest"
)

// AWS says the same of many causes; the live policies tell which one it is.
func ExampleProve() {
	facts := prooftest.Healthy()
	prooftest.VaultReplaced(&facts)
	suspected := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: prooftest.AccessDenied})
	d := proof.Prove(suspected, facts)
	fmt.Printf("%s, %s\n%s\n", d.Cause, d.Proof, d.Why)
	// Output:
	// vault-policy-denies-copy, confirmed
	// The access policy of the vault farvault in 111122223333 does not allow copies from the backup role of payments-prod.
	// Checked: its access policy: no statement allows backup:CopyIntoBackupVault. 21 other conditions of the copy are met.
}
