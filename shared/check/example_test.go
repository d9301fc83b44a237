package check_test

import (
	"fmt"

	"farvault/shared/check"
)

// A policy is checked before AWS sees it.
func ExampleRun() {
	const policy = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Principal": "*", "Action": "backup:ListBackups", "Resource": "*"}]}`
	for _, finding := range check.Run(check.File{Name: "policy.json", Text: []byte(policy)}) {
		fmt.Printf("%d:%d %s %s\n", finding.Line, finding.Column, finding.Severity, finding.Rule)
	}
	// Output:
	// 2:36 warning broad-principal
	// 2:51 error cross-account-action
	// 2:51 error unknown-action
}
