package chain_test

import (
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// found is the link of a kind that a member's chain has.
func found[T chain.Link](t *testing.T, desired chain.Chain) (link T) {
	t.Helper()
	for _, l := range desired.Links {
		if one, is := l.(T); is {
			return one
		}
	}
	t.Fatalf("the chain has no %T", link)
	return link
}

// TestWhatIsBackedUpAlreadyIsAskedFor: a selection is made only after people were asked, where a plan of farvault's own
// in the same Region picks the same under another name.
func TestWhatIsBackedUpAlreadyIsAskedFor(t *testing.T) {
	t.Parallel()
	desired := chaintest.Desired(chaintest.Member)
	want := found[chain.Selection](t, desired)
	for law, tt := range map[string]struct {
		change func(*chain.SeenPlan)
		risk   event.Risk
		says   string
	}{
		"an old plan of farvault's":  {func(*chain.SeenPlan) {}, event.BacksUpMore, "plan old, which is there too"},
		"the plan itself":            {func(p *chain.SeenPlan) { p.Name = want.Plan }, event.BacksUpMore, "selection before of the plan"},
		"a plan of somebody else":    {func(p *chain.SeenPlan) { p.Owned = false }, "", ""},
		"a plan of another Region":   {func(p *chain.SeenPlan) { p.Region = "eu-central-1" }, "", ""},
		"a plan that picks nothing":  {func(p *chain.SeenPlan) { p.Selections = nil }, "", ""},
		"a plan that picks what has": {func(p *chain.SeenPlan) { p.Selections[0].Picks = tagged("weekly") }, "", ""},
		"the selection as it is":     {func(p *chain.SeenPlan) { p.Name, p.Selections = want.Plan, []chain.Selection{want} }, "", ""},
	} {
		seen := chaintest.Standing(desired)
		delete(seen.Found, want.Ref())
		other := want
		other.Plan, other.Name = "old", "before"
		plan := chain.SeenPlan{Account: want.Account, Region: want.Region, Name: "old", Owned: true, Selections: []chain.Selection{other}}
		tt.change(&plan)
		seen.Plans = []chain.SeenPlan{plan}
		set := chain.Diff(desired, seen)
		if len(set.Changes) == 0 || set.Changes[0].Ref != want.Ref() || set.Changes[0].Risk != tt.risk || !strings.Contains(set.Changes[0].Why, tt.says) {
			t.Errorf("%s: %+v", law, set.Changes)
		}
	}
}

// tagged picks what has another value of the tag.
func tagged(value string) settings.Picking {
	return settings.Picking{Conditions: settings.Conditions{StringEquals: []settings.TagCondition{{ConditionKey: "aws:ResourceTag/backup", ConditionValue: value}}}}
}

// TestAMissingRuleWaits where the plan has one that the settings do not name, which may be the same; and nowhere else.
func TestAMissingRuleWaits(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	second := s.BackupPlans[0].Rules[0]
	second.RuleName = "Second"
	s.BackupPlans[0].Rules = append(s.BackupPlans[0].Rules, second)
	desired := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member, State: org.Active})
	want := found[chain.BackupPlan](t, desired)
	for law, tt := range map[string]struct {
		rules func([]chain.BackupRule) []chain.BackupRule
		waits string
	}{
		"one is missing":                 {func(r []chain.BackupRule) []chain.BackupRule { return r[:1] }, ""},
		"both are missing":               {func([]chain.BackupRule) []chain.BackupRule { return nil }, ""},
		"one has another name, it seems": {func(r []chain.BackupRule) []chain.BackupRule { r[1].Name = "Old"; return r }, "the rule Old"},
	} {
		seen := chaintest.Standing(desired)
		plan := seen.Found[want.Ref()].Link.(chain.BackupPlan)
		plan.Rules = tt.rules(append([]chain.BackupRule(nil), want.Rules...))
		seen.Found[want.Ref()] = chain.Found{Link: plan, Owned: true}
		got := map[string]string{}
		for _, c := range chain.Diff(desired, seen).Changes {
			for _, a := range c.Attributes {
				if a.Now == "" {
					got[a.Name] = a.Decision
				}
			}
		}
		decision, missing := got["Rule Second"]
		if !missing || (decision != "") != (tt.waits != "") || !strings.Contains(decision, tt.waits) {
			t.Errorf("%s: %+v", law, got)
		}
	}
}

// TestWhatAnAdoptedPlanSaysBeside is for people to decide: each member that the settings do not say, and nothing that
// farvault writes or that says nothing.
func TestWhatAnAdoptedPlanSaysBeside(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	s.Adopt = []settings.Adoption{{Kind: string(chain.KindBackupPlan), Name: s.BackupPlans[0].BackupPlanName, Accounts: []string{settings.EveryAccount}}}
	desired := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member, State: org.Active})
	want := found[chain.BackupPlan](t, desired)
	for document, lost := range map[string]string{
		`{"BackupPlanName":"CrossAccountBackupPlan","Rules":[{"RuleName":"DailyEBSBackup","ScheduleExpression":"cron(0 12 * * ? *)"}]}`: "",
		`{"IndexActions":[],"ScanSettings":[],"Rules":[{"RuleName":"DailyEBSBackup","RecoveryPointTags":{}}]}`:                          "",
		`{"Rules":[{"RuleName":"DailyEBSBackup","IndexActions":[{"ResourceTypes":["EBS"]}]}]}`:                                          "Rule DailyEBSBackup IndexActions",
		`{"ScanSettings":[{"MalwareScanner":"GUARDDUTY"}]}`:                                                                             "ScanSettings",
	} {
		seen := chaintest.Standing(desired)
		plan := seen.Found[want.Ref()].Link.(chain.BackupPlan)
		plan.Document = document
		seen.Found[want.Ref()] = chain.Found{Link: plan}
		var got []string
		for _, c := range chain.Diff(desired, seen).Changes {
			for _, a := range c.Attributes {
				if !strings.HasPrefix(a.Name, "Tag ") {
					got = append(got, a.Name)
				}
			}
		}
		if strings.Join(got, ", ") != lost {
			t.Errorf("%s: %q, want %q", document, got, lost)
		}
	}
}

// TestAnOverviewDiffers where something would change, and nowhere else.
func TestAnOverviewDiffers(t *testing.T) {
	t.Parallel()
	if (chain.Overview{}).Differs() || !(chain.Overview{Changes: []chain.ChangedIn{{}}}).Differs() {
		t.Error("an overview without changes differs, or one with changes does not")
	}
}
