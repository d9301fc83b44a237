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

// TestWhatTwoPlansBackUp is named by its resources, each once, where both select it; where the tags are unread the
// selections alone say whether it may be.
func TestWhatTwoPlansBackUp(t *testing.T) {
	t.Parallel()
	desired := chaintest.Desired(chaintest.Member)
	want := found[chain.Selection](t, desired)
	resource := func(arn, value string) settings.Resource {
		return settings.Resource{ARN: arn, Tags: map[string]string{"backup": value}}
	}
	same, other := want, want
	other.Picks = tagged("weekly")
	there := chain.Tagged{Resources: []settings.Resource{resource("b", "daily"), resource("a", "daily"), resource("c", "weekly")}}
	for law, tt := range map[string]struct {
		change    func(*chain.SeenPlan)
		tagged    chain.Tagged
		resources string
		unread    bool
	}{
		"both select two":               {func(*chain.SeenPlan) {}, there, "a b", false},
		"two selections of one plan":    {func(p *chain.SeenPlan) { p.Selections = append(p.Selections, same) }, there, "a b", false},
		"another tag":                   {func(p *chain.SeenPlan) { p.Selections[0] = other }, there, "", false},
		"another Region":                {func(p *chain.SeenPlan) { p.Region = "eu-central-1" }, there, "", false},
		"farvault's own plan":           {func(p *chain.SeenPlan) { p.Owned, p.Name = true, want.Plan }, there, "", false},
		"an old plan of farvault's":     {func(p *chain.SeenPlan) { p.Owned = true }, there, "a b", false},
		"unread tags":                   {func(*chain.SeenPlan) {}, chain.Tagged{Unread: "denied"}, "", true},
		"unread tags, and another tag":  {func(p *chain.SeenPlan) { p.Selections[0] = other }, chain.Tagged{Unread: "denied"}, "", false},
		"selections that are unread":    {func(p *chain.SeenPlan) { p.Selections, p.Unread = nil, "denied" }, there, "", true},
		"nothing that carries the tags": {func(*chain.SeenPlan) {}, chain.Tagged{Resources: []settings.Resource{resource("c", "weekly")}}, "", false},
	} {
		plan := chain.SeenPlan{Account: want.Account, Region: want.Region, Name: "theirs", Selections: []chain.Selection{same}}
		tt.change(&plan)
		all := chain.TwiceBackedUp(desired, []chain.SeenPlan{plan}, map[string]chain.Tagged{want.Region: tt.tagged})
		if (len(all) > 0) != (tt.resources != "" || tt.unread) {
			t.Errorf("%s: %+v", law, all)
			continue
		}
		if len(all) > 0 && (strings.Join(all[0].Resources, " ") != tt.resources || (all[0].Unread != "") != tt.unread ||
			(all[0].Owner != "") != plan.Owned) {
			t.Errorf("%s: %+v", law, all[0])
		}
	}
}

// TestWhatSelectionsDifferIn: the role, and each of the ways in which they pick; an order is no difference.
func TestWhatSelectionsDifferIn(t *testing.T) {
	t.Parallel()
	want := found[chain.Selection](t, chaintest.Desired(chaintest.Member))
	want.Picks.Resources = []string{"a", "b"}
	for law, tt := range map[string]struct {
		change func(*chain.Selection)
		picks  bool
		name   string
	}{
		"the same":          {func(*chain.Selection) {}, false, ""},
		"another order":     {func(s *chain.Selection) { s.Picks.Resources = []string{"b", "a"} }, false, ""},
		"another role":      {func(s *chain.Selection) { s.RoleARN = "x" }, false, "IamRoleArn"},
		"other resources":   {func(s *chain.Selection) { s.Picks.Resources = []string{"a"} }, true, "Resources"},
		"exceptions":        {func(s *chain.Selection) { s.Picks.NotResources = []string{"a"} }, true, "NotResources"},
		"another condition": {func(s *chain.Selection) { s.Picks.Conditions = tagged("weekly").Conditions }, true, "Conditions"},
		"a list of tags":    {func(s *chain.Selection) { s.Picks.ListOfTags = []settings.TagCondition{{ConditionKey: "a"}} }, true, "ListOfTags"},
	} {
		got := want
		tt.change(&got)
		differences := want.Differences(got)
		if want.PicksOtherwise(got) != tt.picks || (len(differences) > 0) != (tt.name != "") || len(differences) > 0 && differences[0].Name != tt.name {
			t.Errorf("%s: %+v", law, differences)
		}
	}
}

// TestPreviewsAreAddedUp: a link that accounts share in the central account counts once, of the same change each
// account is named once, and an account that could not be read is apart.
func TestPreviewsAreAddedUp(t *testing.T) {
	t.Parallel()
	key := func(account string) chain.Change {
		return chain.Change{Op: chain.Create, Ref: chain.Ref{Kind: chain.KindKey, Account: account, Region: chaintest.Region, Name: "k"}}
	}
	types := chain.Change{Op: chain.Update, Ref: chain.Ref{Kind: chain.KindOptIn, Account: "1"}, Attributes: []chain.Attribute{
		{Name: "S3"}, {Name: "EBS"}, {Name: chain.ManagementPreference, Part: "EFS"}}}
	sets := func(account string, changes ...chain.Change) chain.Preview {
		p := chain.Preview{Account: org.Account{ID: account}}
		for _, c := range changes {
			p.Sets = append(p.Sets, chain.ChangeSet{Account: c.Ref.Account, Changes: []chain.Change{c}})
		}
		return p
	}
	o := chain.Overlook([]chain.Preview{
		sets("1", key("1"), key(chaintest.Central), types), sets("2", key("2"), key(chaintest.Central)),
		{Account: org.Account{ID: "3"}, Unread: "denied"}, sets("4"),
	})
	if o.Keys.Count != 3 || o.Keys.Monthly != 3*chain.KeyMonthlyUSD {
		t.Errorf("keys %+v", o.Keys)
	}
	if len(o.Unread) != 1 || len(o.Accounts) != 3 || o.Accounts[0].Kinds[chain.Create] != 2 || o.Accounts[1].Kinds[chain.Create] != 1 {
		t.Errorf("%+v, unread %+v", o.Accounts, o.Unread)
	}
	if len(o.OptIns) != 3 || o.OptIns[0].Type != "EBS" || o.OptIns[1].Type != "EFS" || !o.OptIns[1].Managed || o.OptIns[2].Type != "S3" {
		t.Errorf("%+v", o.OptIns)
	}
	for _, c := range o.Changes {
		if len(c.Accounts) == 0 || len(c.Accounts) > 2 {
			t.Errorf("%+v", c)
		}
	}
}

// TestALockOfAnAdoptedVaultIsForPeople, unless the settings have a lock, to which the rules are then held.
func TestALockOfAnAdoptedVaultIsForPeople(t *testing.T) {
	t.Parallel()
	locked := &chain.VaultLock{MinRetentionDays: 7}
	for law, tt := range map[string]struct {
		found *chain.VaultLock
		lost  bool
	}{"a lock": {locked, true}, "none": {nil, false}} {
		s := chaintest.Settings()
		s.Adopt = []settings.Adoption{{Kind: string(chain.KindBackupVault), Name: s.LocalVault.BackupVaultName, Accounts: []string{settings.EveryAccount}}}
		desired := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member, State: org.Active})
		want := found[chain.BackupVault](t, desired)
		seen := chaintest.Standing(desired)
		vault := seen.Found[want.Ref()].Link.(chain.BackupVault)
		vault.Lock = tt.found
		seen.Found[want.Ref()] = chain.Found{Link: vault}
		lost := false
		for _, c := range chain.Diff(desired, seen).Changes {
			for _, a := range c.Attributes {
				lost = lost || a.Name == "LockConfiguration" && a.Decision != ""
			}
		}
		if lost != tt.lost {
			t.Errorf("%s: for people %t", law, lost)
		}
	}
}
