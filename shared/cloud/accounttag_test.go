package cloud_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/iam"
)

// TestTagsOfManyAccounts are one call for a hundred tagged ones. Where the role may not make it, or nothing is listed,
// AWS Organizations is asked of each account.
func TestTagsOfManyAccounts(t *testing.T) {
	t.Parallel()
	const others, tagged = 300, 250
	for name, tt := range map[string]struct {
		forbidden, unlisted, unasked bool
		calls                        map[string]int
	}{
		"listed":            {calls: map[string]int{"GetResources": 3}},
		"not asked for":     {unasked: true, calls: map[string]int{}},
		"an older template": {forbidden: true, calls: map[string]int{"GetResources": 1, "ListTagsForResource": others + 3}},
		"none are listed":   {unlisted: true, calls: map[string]int{"GetResources": 1, "ListTagsForResource": others + 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			want := map[string]map[string]string{manager: {}, central: {}, member: {}}
			for i := range others {
				id := fmt.Sprint(300000000000 + i)
				w.Organizations.AddAccount(id, "member", unit)
				if want[id] = map[string]string{}; i < tagged {
					w.Organizations.Tag(id, "stage", fmt.Sprint(i))
					want[id]["stage"] = fmt.Sprint(i)
				}
			}
			w.Tagging.Unlisted = tt.unlisted
			if tt.forbidden {
				role, _ := w.IAM.Role(org.IAM("aws", manager, "role"+chain.RolePath+chain.ReaderRole))
				w.IAM.PutRole(manager, iam.Role{Name: chain.ReaderRole, Path: chain.RolePath, Trust: role.Trust, Inline: map[string]policy.Document{
					"organizations": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"organizations:*"}, Resource: policy.Values{"*"}})}})
			}
			watch := &wire{}
			accounts, err := cloud.New(w.config(watch), place, "farvault-sweep").Organization().WithTags(!tt.unasked).Accounts(t.Context())
			must(t, err)
			got := map[string]map[string]string{}
			for _, a := range accounts {
				if (a.Tags == nil) != tt.unasked {
					t.Errorf("account %s has tags %v", a.ID, a.Tags)
				}
				got[a.ID] = a.Tags
			}
			if !tt.unasked && !maps.EqualFunc(got, want, maps.Equal[map[string]string]) {
				t.Errorf("got %v", got)
			}
			calls := map[string]int{}
			for _, call := range watch.calls {
				if _, name, _ := strings.Cut(call, ":"); slices.Contains([]string{"GetResources", "ListTagsForResource"}, name) {
					calls[name]++
				}
			}
			if !maps.Equal(calls, tt.calls) {
				t.Errorf("it takes %v, want %v", calls, tt.calls)
			}
		})
	}
}
