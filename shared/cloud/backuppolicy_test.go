package cloud_test

import (
	"maps"
	"strings"
	"testing"

	"farvault/shared/cloud"
)

// TestBackupPoliciesAreAskedOnce of the organization, and of each account only where it has any.
func TestBackupPoliciesAreAskedOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		policy string // that is attached to the members' OU
		plans  int    // of the member
		calls  map[string]int
	}{
		"none":         {"", 0, map[string]int{"ListPolicies": 1}},
		"of an OU":     {`{"plans":{"Gold":{"regions":{"@@assign":["eu-west-1","eu-central-1"]}}}}`, 2, map[string]int{"ListPolicies": 1, "DescribeEffectivePolicy": 3}},
		"without plan": {`{"plans":{}}`, 0, map[string]int{"ListPolicies": 1, "DescribeEffectivePolicy": 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if tt.policy != "" {
				w.Organizations.AttachBackupPolicy(unit, "gold", tt.policy)
			}
			watch := &wire{}
			organization := cloud.New(w.config(watch), place, "farvault").Organization()
			for account, want := range map[string]int{member: tt.plans, central: 0, manager: 0} {
				plans, err := organization.BackupPolicy(t.Context(), account)
				if err != nil || len(plans) != want {
					t.Errorf("%s: %+v, %v", account, plans, err)
				}
			}
			calls := map[string]int{}
			for _, call := range watch.calls {
				if service, name, _ := strings.Cut(call, ":"); service == "Organizations" {
					calls[name]++
				}
			}
			if !maps.Equal(calls, tt.calls) {
				t.Errorf("it takes %v, want %v", calls, tt.calls)
			}
		})
	}
}
