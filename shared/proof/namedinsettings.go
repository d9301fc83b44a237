package proof

import (
	"fmt"
	"slices"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// InOrganization judges the OUs and accounts that the settings name, one precondition each: one that is not there
// matches nothing, and nobody would notice. An OU counts as there if an account is in it or below it.
func InOrganization(s settings.Settings, place chain.Deployment, accounts []org.Account) (out []Precondition) {
	judge := func(where string, ids []string, there func(string) bool, what string) {
		for i, id := range ids {
			at := fmt.Sprintf("%s[%d]", where, i)
			p := held(
				place,
				SettingsName,
				there(id),
				fmt.Sprintf("%s names %s, %s: the entry matches nothing", at, id, what),
				"",
			)
			if p.Outcome == Pass {
				p.Why = at + " names " + id
			}
			out = append(out, p)
		}
	}
	unit := func(id string) bool {
		return slices.ContainsFunc(accounts, func(a org.Account) bool { return a.Path.Contains(id) })
	}
	member := func(id string) bool {
		return slices.ContainsFunc(accounts, func(a org.Account) bool { return a.ID == id })
	}
	const empty, stranger = "which contains no account", "which is not an account of the organization"
	judge("Scope.IncludeOrganizationalUnits", s.Scope.IncludeOrganizationalUnits, unit, empty)
	judge("Scope.ExcludeOrganizationalUnits", s.Scope.ExcludeOrganizationalUnits, unit, empty)
	judge("Scope.IncludeAccounts", s.Scope.IncludeAccounts, member, stranger)
	judge("Scope.ExcludeAccounts", s.Scope.ExcludeAccounts, member, stranger)
	for i, r := range s.Alerts.Routes {
		at := fmt.Sprintf("Alerts.Routes[%d].", i)
		judge(at+"OrganizationalUnits", r.OrganizationalUnits, unit, empty)
		judge(at+"Accounts", r.Accounts, member, stranger)
	}
	return out
}
