package chain_test

import (
	"slices"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// twoPlans are settings in which production and sandbox differ.
func twoPlans() settings.Settings {
	s := chaintest.Settings()
	production, sandbox := s.BackupPlans[0], s.BackupPlans[0]
	production.BackupPlanName, production.Scope = "Production", settings.Scope{IncludeOrganizationalUnits: []string{"ou-ab12-11111111"}, IncludeTags: []settings.Tag{{Key: "stage", Value: "prod"}}}
	sandbox.BackupPlanName, sandbox.Scope = "Sandbox", settings.Scope{ExcludeOrganizationalUnits: []string{"ou-ab12-11111111"}, ExcludeAccounts: []string{"555566667777"}, ExcludeTags: []settings.Tag{{Key: "stage", Value: "prod"}}}
	s.BackupPlans = []settings.BackupPlan{production, sandbox}
	return s
}

func plansOf(account org.Account) (names []string) {
	for _, link := range chain.Desire(twoPlans(), chaintest.Deployment, account).Links {
		if plan, is := link.(chain.BackupPlan); is {
			names = append(names, plan.Name)
		}
	}
	return names
}

func TestPlansHaveAScope(t *testing.T) {
	t.Parallel()
	inside := org.NewPath("o-a1b2c3d4e5", "r-ab12", "ou-ab12-11111111", "ou-ab12-22222222")
	outside := org.NewPath("o-a1b2c3d4e5", "r-ab12", "ou-ab12-33333333")
	for name, tt := range map[string]struct {
		account org.Account
		want    []string
	}{
		"in the OU, below another":  {org.Account{ID: chaintest.Member, Path: inside}, []string{"Production"}},
		"in another OU":             {org.Account{ID: chaintest.Member, Path: outside}, []string{"Sandbox"}},
		"in another OU, tagged":     {org.Account{ID: chaintest.Member, Path: outside, Tags: map[string]string{"stage": "prod"}}, []string{"Production"}},
		"excluded, and in no other": {org.Account{ID: "555566667777", Path: outside}, nil},
	} {
		if got := plansOf(tt.account); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestAPlanOfOtherAccountsIsEnded where the account has another plan in its place, after people were asked where backups
// would end; and is left and reported where it has none.
func TestAPlanOfOtherAccountsIsEnded(t *testing.T) {
	t.Parallel()
	outside := org.Account{ID: chaintest.Member, Path: org.NewPath("o-a1b2c3d4e5", "r-ab12", "ou-ab12-33333333")}
	old := chain.SeenPlan{Account: chaintest.Member, Region: chaintest.Region, Name: "Production", ID: "plan-0", Owned: true}
	old.Selections = []chain.Selection{{Account: chaintest.Member, Region: chaintest.Region, Plan: "Production", Name: "daily", PlanID: "plan-0", ID: "selection-0", Picks: settings.Picking{Resources: []string{"*"}}}}
	desired := chain.Desire(twoPlans(), chaintest.Deployment, outside)
	for name, picked := range map[string]chain.Picked{"nothing ends": {}, "backups end": {Resources: []string{"arn:1"}}} {
		seen := chaintest.Standing(desired)
		seen.Plans = []chain.SeenPlan{old}
		ref := chain.Selection{Account: chaintest.Member, Region: chaintest.Region, Plan: "Sandbox", Name: "daily"}.Ref()
		seen.Ending = map[chain.Ref]chain.Picked{ref: picked}
		set := chain.Diff(desired, seen)
		risk := map[bool]event.Risk{true: event.EndsBackups, false: ""}[len(picked.Resources) > 0]
		if len(set.Changes) != 1 || set.Changes[0].Op != chain.Replace || set.Changes[0].Risk != risk || len(set.Changes[0].Want.(chain.Selection).Ends) != 1 {
			t.Errorf("%s: %+v", name, set.Changes)
		}
		if left := set.Leftovers(); len(left) > 0 {
			t.Errorf("%s: left over %v", name, left)
		}
	}
	none := chain.Desire(twoPlans(), chaintest.Deployment, org.Account{ID: "555566667777", Path: outside.Path})
	seen := chaintest.Standing(none)
	old.Account = "555566667777"
	seen.Plans = []chain.SeenPlan{old}
	if left := chain.Diff(none, seen).Leftovers(); len(left) != 1 || len(left[0].End) != 2 {
		t.Errorf("an account without a plan: %v", left)
	}
}
