package demo

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"farvault/shared/account"
	"farvault/shared/chain"
)

// What is promised of accounts that are created together: each is protected so soon after the StackSet's end in it, and
// all of them so soon after the last.
const (
	mostForOne     = time.Minute
	mostForArrival = 5 * time.Minute
	arrivalStep    = 5 * time.Second // between two looks at them
)

// TestFiftyAccountsAtOnceAreProtectedWithoutHelp: they are created in one moment, and their stacks end together; all wait
// for IAM. `make verify` and `make bench` create fifty, `make test` fifteen.
func TestFiftyAccountsAtOnceAreProtectedWithoutHelp(t *testing.T) {
	t.Parallel()
	arrivals := 15
	if exhaustive {
		arrivals = 50
	}
	s, err := newStage(t.Context(), Options{Files: deployed(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.StackSet.Takes = time.Minute
	before := s.members()
	client := organizations.NewFromConfig(s.world.Administrator(managementID, globalRegion))
	for i := range arrivals {
		_, err := client.CreateAccount(t.Context(), &organizations.CreateAccountInput{
			AccountName: aws.String(fmt.Sprintf("team-%02d", i)), Email: aws.String(fmt.Sprintf("team-%02d@example.com", i)),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ready, protected := map[string]time.Time{}, map[string]time.Duration{}
	var last time.Time
	for limit := s.now().Add(time.Hour); len(protected) < arrivals && s.now().Before(limit); s.world.Advance(arrivalStep) {
		for id := range s.members() {
			if before[id] || protected[id] > 0 {
				continue
			}
			at, seen := ready[id]
			if !seen && s.world.IAM.Exists(chain.Deployment{Partition: "aws"}.RoleARN(id, chain.ProvisionerRole)) {
				ready[id], last = s.now(), s.now()
			}
			if seen && s.status(t, id) == account.Protected {
				protected[id] = s.now().Sub(at) + arrivalStep // the roles were there up to a look before
			}
		}
	}
	slowest := time.Duration(0)
	for id, took := range protected {
		slowest = max(slowest, took)
		if took > mostForOne {
			t.Errorf("account %s is protected %s after the StackSet's end, want at most %s", id, took, mostForOne)
		}
	}
	all := s.now().Sub(last)
	t.Logf("%d of %d accounts created at once are protected, the slowest %s after the StackSet's end in it, all of them %s after the last",
		len(protected), arrivals, slowest, all)
	if len(protected) < arrivals || all > mostForArrival {
		t.Errorf("%d of %d are protected, %s after the last StackSet's end, want all within %s%s", len(protected), arrivals, all,
			mostForArrival, s.trouble())
	}
}

// members are the accounts of the organization.
func (s *stage) members() map[string]bool {
	s.world.Lock()
	defer s.world.Unlock()
	all := map[string]bool{}
	for _, a := range s.world.Organizations.Accounts() {
		all[a.Id] = true
	}
	return all
}
