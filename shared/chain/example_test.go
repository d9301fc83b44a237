package chain_test

import (
	"fmt"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
)

// A member needs its key, vault, roles, plan and events, in the order in which they are made.
func ExampleDesire() {
	desired := chain.Desire(chaintest.Settings(), chaintest.Deployment, org.Account{ID: chaintest.Member, State: org.Active})
	for _, link := range desired.Links {
		fmt.Println(link.Ref().Kind)
	}
	// Output:
	// service-linked role
	// role
	// role
	// KMS key
	// backup vault
	// service opt-in
	// event rule
	// backup plan
	// backup selection
}

// An account in which nothing is found gets everything; one that is as desired gets nothing.
func ExampleDiff() {
	desired := chaintest.Desired(chaintest.Member)
	nothing := chain.Observed{Found: map[chain.Ref]chain.Found{}, Unread: map[chain.Ref]string{}}
	fmt.Println(len(desired.Links), "links,", len(chain.Diff(desired, nothing).Changes), "changes")
	fmt.Println(len(chain.Diff(desired, chaintest.Standing(desired)).Changes), "changes")
	// Output:
	// 9 links, 9 changes
	// 0 changes
}
