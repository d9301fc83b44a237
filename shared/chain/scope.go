package chain

import (
	"slices"

	"farvault/shared/org"
	"farvault/shared/settings"
)

// InScope reports whether the account gets a chain, and why. The central account
// always does, its own; the management account never: no StackSet reaches it, so it has no role to enter by.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs.html
func InScope(s settings.Settings, place Deployment, account org.Account) (bool, string) {
	switch {
	case account.ID == place.CentralAccountID:
		return true, "it is the central account"
	case account.ID == place.ManagementAccountID:
		return false, "it is the management account, which no StackSet reaches"
	case slices.Contains(s.Scope.ExcludeAccounts, account.ID):
		return false, "Scope.ExcludeAccounts names it"
	}
	for _, tag := range s.Scope.ExcludeTags {
		if value, tagged := account.Tags[tag.Key]; tagged && value == tag.Value {
			return false, "it carries the tag " + tag.Key + "=" + tag.Value + ", which Scope.ExcludeTags names"
		}
	}
	if unit, in := within(account.Path, s.Scope.ExcludeOrganizationalUnits); in {
		return false, "it is in " + unit + ", which Scope.ExcludeOrganizationalUnits names"
	}
	if len(s.Scope.IncludeAccounts) == 0 && len(s.Scope.IncludeOrganizationalUnits) == 0 {
		return true, "every member is in scope"
	}
	if slices.Contains(s.Scope.IncludeAccounts, account.ID) {
		return true, "Scope.IncludeAccounts names it"
	}
	if unit, in := within(account.Path, s.Scope.IncludeOrganizationalUnits); in {
		return true, "it is in " + unit + ", which Scope.IncludeOrganizationalUnits names"
	}
	return false, "neither Scope.IncludeAccounts nor Scope.IncludeOrganizationalUnits names it"
}

// within is the first of the units that the path goes through.
func within(path org.Path, units []string) (string, bool) {
	for _, unit := range units {
		if path.Contains(unit) {
			return unit, true
		}
	}
	return "", false
}
