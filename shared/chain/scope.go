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
	}
	return inScope(s.Scope, "Scope", account)
}

// PlansFor are the settings with those plans alone that the account gets, and the names of the others.
func PlansFor(s settings.Settings, account org.Account) (own settings.Settings, others []string) {
	own = s
	own.BackupPlans = nil
	for _, plan := range s.BackupPlans {
		if in, _ := inScope(plan.Scope, "Scope of plan "+plan.BackupPlanName, account); in {
			own.BackupPlans = append(own.BackupPlans, plan)
			continue
		}
		others = append(others, plan.BackupPlanName)
	}
	return own, others
}

// InPlan reports whether the account gets the plan, and why.
func InPlan(plan settings.BackupPlan, account org.Account) (bool, string) {
	return inScope(plan.Scope, "Scope", account)
}

// inScope reports whether a scope has the account, and why. Named is what the scope is called.
func inScope(scope settings.Scope, named string, account org.Account) (bool, string) {
	if slices.Contains(scope.ExcludeAccounts, account.ID) {
		return false, named + ".ExcludeAccounts names it"
	}
	if tag, carries := carried(account, scope.ExcludeTags); carries {
		return false, "it carries the tag " + tag + ", which " + named + ".ExcludeTags names"
	}
	if unit, in := within(account.Path, scope.ExcludeOrganizationalUnits); in {
		return false, "it is in " + unit + ", which " + named + ".ExcludeOrganizationalUnits names"
	}
	if len(scope.IncludeAccounts)+len(scope.IncludeOrganizationalUnits)+len(scope.IncludeTags) == 0 {
		return true, "every member is in scope"
	}
	if slices.Contains(scope.IncludeAccounts, account.ID) {
		return true, named + ".IncludeAccounts names it"
	}
	if tag, carries := carried(account, scope.IncludeTags); carries {
		return true, "it carries the tag " + tag + ", which " + named + ".IncludeTags names"
	}
	if unit, in := within(account.Path, scope.IncludeOrganizationalUnits); in {
		return true, "it is in " + unit + ", which " + named + ".IncludeOrganizationalUnits names"
	}
	if len(scope.IncludeTags) > 0 {
		return false, "none of " + named + ".IncludeAccounts, IncludeTags and IncludeOrganizationalUnits names it"
	}
	return false, "neither " + named + ".IncludeAccounts nor " + named + ".IncludeOrganizationalUnits names it"
}

// carried is the first of the tags that the account carries.
func carried(account org.Account, tags []settings.Tag) (string, bool) {
	for _, tag := range tags {
		if value, tagged := account.Tags[tag.Key]; tagged && value == tag.Value {
			return tag.Key + "=" + tag.Value, true
		}
	}
	return "", false
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
