package catalog_test

import (
	"fmt"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// AWS's message is a row of the catalog, suspected until the live policies prove it.
func ExampleDiagnose() {
	d := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: "Given key ID is not accessible"})
	fmt.Printf("%s, %s\n%s.\n%s\n", d.Cause, d.Proof, d.Title, d.Remedy)
	// Output:
	// source-key-not-shared, suspected
	// The source key's policy does not allow the backup account to use the key.
	// Add a statement to the source key's policy that allows the backup account to use the key and to create grants for AWS services.
}

// A message that no row knows stays unknown: farvault does not guess.
func ExampleDiagnose_unknown() {
	d := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: "The flux capacitor is misaligned."})
	fmt.Println(d.Category, d.Proof)
	// Output:
	// unknown suspected
}

func ExampleLookup() {
	cause, known := catalog.Lookup("key-disabled")
	fmt.Printf("%t: %s\n", known, cause.Title)
	// Output:
	// true: A key is disabled or scheduled for deletion
}
