package cli

import (
	"slices"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/settings"
)

func TestPlanLinesSayWhatAnAccountGets(t *testing.T) {
	t.Parallel()
	plan := func(name string, scope settings.Scope, selection settings.Selection) settings.BackupPlan {
		return settings.BackupPlan{BackupPlanName: name, Scope: scope, Selection: selection}
	}
	s := settings.Settings{BackupPlans: []settings.BackupPlan{
		plan("prod", settings.Scope{IncludeTags: []settings.Tag{{Key: "stage", Value: "prod"}}}, settings.Selection{ResourceTypes: []string{"EBS"}, Conditions: settings.Conditions{
			StringNotEquals: []settings.TagCondition{{ConditionKey: "aws:ResourceTag/backup", ConditionValue: "none"}}}}),
		plan("all", settings.Scope{}, settings.Selection{TagKey: "backup", TagValue: "daily"}),
	}}
	place := chain.Deployment{CentralAccountID: central, ManagementAccountID: manager, Partition: "aws"}
	for tag, want := range map[string][]string{
		"prod": {"plan prod: selects StringNotEquals aws:ResourceTag/backup=none, Resources arn:aws:ec2:*:*:volume/* (it carries the tag stage=prod, which Scope.IncludeTags names)",
			"plan all: selects aws:ResourceTag/backup=daily (every member is in scope)"},
		"test": {"plan prod: not in account 222233334444: none of Scope.IncludeAccounts, IncludeTags and IncludeOrganizationalUnits names it",
			"plan all: selects aws:ResourceTag/backup=daily (every member is in scope)"},
	} {
		if got := planLines(s, place, org.Account{ID: member, Tags: map[string]string{"stage": tag}}); !slices.Equal(got, want) {
			t.Errorf("%s: %q", tag, got)
		}
	}
}
