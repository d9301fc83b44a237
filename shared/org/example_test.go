package org_test

import (
	"fmt"

	"farvault/shared/org"
)

func ExampleParseARN() {
	arn, err := org.ParseARN("arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault")
	fmt.Println(arn.Service, arn.Account, arn.Name(), err)
	// Output:
	// backup 111122223333 farvault <nil>
}
