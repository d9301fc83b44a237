package proof_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// What the settings name and the organization does not have is found, with its place in the settings.
func TestWhatTheSettingsNameIsThere(t *testing.T) {
	t.Parallel()
	accounts := []org.Account{{ID: "222233334444", Path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"}, {ID: "111122223333", Path: "o-a1b2c3d4e5/r-ab12/"}}
	s := settings.Settings{
		Scope: settings.Scope{ExcludeOrganizationalUnits: []string{"ou-ab12-99999999"}, ExcludeAccounts: []string{"111122223333"}},
		Alerts: settings.Alerts{Routes: []settings.Route{
			{Receiver: "payments", OrganizationalUnits: []string{"ou-ab12-11111111", "ou-ab12-33333333"}},
			{Receiver: "data", Accounts: []string{"222233334444", "333344445555"}},
		}},
	}
	var got []string
	for _, p := range proof.InOrganization(s, chain.Deployment{ManagementAccountID: "999988887777"}, accounts) {
		got = append(got, string(p.Outcome)+" "+p.Name+" "+p.Account+": "+p.Why)
	}
	want := []string{
		"FAIL named-in-settings 999988887777: Scope.ExcludeOrganizationalUnits[0] names ou-ab12-99999999, which contains no account: the entry matches nothing",
		"PASS named-in-settings 999988887777: Scope.ExcludeAccounts[0] names 111122223333",
		"PASS named-in-settings 999988887777: Alerts.Routes[0].OrganizationalUnits[0] names ou-ab12-11111111",
		"FAIL named-in-settings 999988887777: Alerts.Routes[0].OrganizationalUnits[1] names ou-ab12-33333333, which contains no account: the entry matches nothing",
		"PASS named-in-settings 999988887777: Alerts.Routes[1].Accounts[0] names 222233334444",
		"FAIL named-in-settings 999988887777: Alerts.Routes[1].Accounts[1] names 333344445555, which is not an account of the organization: the entry matches nothing",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none := proof.InOrganization(settings.Settings{}, chain.Deployment{}, accounts); len(none) != 0 {
		t.Errorf("settings that name nobody: %v", none)
	}
}
