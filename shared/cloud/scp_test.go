package cloud_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
)

// iamPrefix is how IAM policies name the services of the SDK.
var iamPrefix = map[string]string{"Backup": "backup", "KMS": "kms", "IAM": "iam", "EventBridge": "events"}

// TestEveryWriteMayBeDenied denies each call that makes a chain by a service control policy, in turn: the link that needs it fails and
// names the action and the kind of policy, what hangs on it is not tried, all the rest is made; and without the policy the next run finishes.
func TestEveryWriteMayBeDenied(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	met := map[chain.Kind]bool{}
	t.Cleanup(func() { complete(t, "are refused by a policy of the organization", met, nil) })
	for name, account := range map[string]string{"member": member, "central": central} {
		w := newWorld(t)
		w.IAM.PropagationDelay = 0
		whole, set := counted(t.Context(), t, w, account)
		slices.Sort(whole.writes)
		for _, call := range slices.Compact(whole.writes) {
			service, operation, _ := strings.Cut(call, ":")
			action := iamPrefix[service] + ":" + operation
			t.Run(name+"/"+action, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.IAM.PropagationDelay = 0
				w.Organizations.AttachSCP(account, "No", `{"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"`+action+`","Resource":"*"}]}`)
				_, result, err := reconcile(t.Context(), cloud.New(w.config(&wire{}), place, "farvault-provision"), account)
				if denied := (cloud.Denied{}); !errors.As(err, &denied) || !strings.Contains(err.Error(), action) || !strings.Contains(err.Error(), "service control policy") ||
					!strings.Contains(err.Error(), "; denied by No (p-") || !strings.Contains(err.Error(), ") on "+account+", statement No") {
					t.Errorf("got %v, want Denied that names %s, the kind of policy and the policy", err, action)
				}
				mu.Lock()
				for _, c := range result.Failed {
					met[c.Ref.Kind] = true
				}
				mu.Unlock()
				failed := map[chain.Ref]bool{}
				for _, c := range append(result.Failed, result.Blocked...) {
					failed[c.Ref] = true
				}
				if n := len(result.Applied) + len(failed); n != len(set.Changes) || len(result.Failed) == 0 {
					t.Errorf("%d applied and %d not, of %d", len(result.Applied), len(failed), len(set.Changes))
				}
				for _, c := range result.Blocked {
					if !slices.ContainsFunc(c.Want.After(), func(need chain.Ref) bool { return failed[need] }) {
						t.Errorf("%s needs nothing that failed, and was not tried", c.Ref)
					}
				}
				detach(w, account)
				counted(t.Context(), t, w, account)
				if _, set := counted(t.Context(), t, w, account); !set.Empty() {
					t.Errorf("without the policy there is still %s", chaintest.Text(set))
				}
			})
		}
	}
}

// detach takes the policy called No off the account.
func detach(w *world, account string) {
	client := organizations.NewFromConfig(w.administrator(manager))
	attached, err := client.ListPoliciesForTarget(w.t.Context(), &organizations.ListPoliciesForTargetInput{TargetId: aws.String(account), Filter: types.PolicyTypeServiceControlPolicy})
	must(w.t, err)
	for _, p := range attached.Policies {
		if aws.ToString(p.Name) == "No" {
			_, err = client.DetachPolicy(w.t.Context(), &organizations.DetachPolicyInput{PolicyId: p.Id, TargetId: aws.String(account)})
			must(w.t, err)
		}
	}
}

// A look that a service control policy denies is told with the policy too, read once however many looks it denies.
func TestADeniedLookNamesThePolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.settled(member)
	w.Organizations.AttachSCP(unit, "NoLooking", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["iam:GetRole","events:DescribeRule"],"Resource":"*"}]}`)
	run, set := counted(t.Context(), t, w, member)
	held := set.Held()
	if len(held) < 3 || len(run.writes) > 0 {
		t.Fatalf("told %s, wrote %v", chaintest.Text(set), run.writes)
	}
	for _, c := range held {
		if c.Op == chain.Unread && (!strings.Contains(c.Why, "; denied by NoLooking (p-") || !strings.HasSuffix(c.Why, ") on "+unit+", statement 1")) {
			t.Errorf("does not name the policy: %s", c)
		}
	}
	listed := 0
	for _, call := range run.calls {
		if call == "Organizations:ListPoliciesForTarget" {
			listed++
		}
	}
	if listed != 3 { // root, unit, account
		t.Errorf("the policies were listed %d times", listed)
	}
}
