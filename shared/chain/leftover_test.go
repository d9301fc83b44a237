package chain_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/event"
	"farvault/shared/settings"
)

// TestARiskIsAskedFor: a selection that would no longer pick what it picks waits for people, in however few accounts.
func TestARiskIsAskedFor(t *testing.T) {
	t.Parallel()
	desired := chaintest.Desired(chaintest.Member)
	seen := chaintest.Standing(desired)
	var ref chain.Ref
	for _, link := range desired.Links {
		if s, is := link.(chain.Selection); is {
			ref = s.Ref()
			s.Picks.Conditions.StringEquals = []settings.TagCondition{{ConditionKey: "aws:ResourceTag/backup", ConditionValue: "weekly"}}
			seen.Found[ref] = chain.Found{Link: s, Owned: true}
		}
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	b := settings.Breaker{MaxAccountsPercentage: 10, MinAccounts: 20}
	for name, tt := range map[string]struct {
		picked chain.Picked
		risk   event.Risk
	}{
		"nothing is picked":       {chain.Picked{}, ""},
		"something is picked":     {chain.Picked{Resources: []string{"arn:1", "arn:2", "arn:3", "arn:4"}}, event.EndsBackups},
		"nobody knows what it is": {chain.Picked{Unread: "denied"}, event.EndsBackups},
	} {
		seen.Ending = map[chain.Ref]chain.Picked{ref: tt.picked}
		set := chain.Diff(desired, seen)
		if len(set.Changes) != 1 || set.Changes[0].Risk != tt.risk {
			t.Fatalf("%s: %+v", name, set.Changes)
		}
		next, why := chain.Breaker{}.Admit(chaintest.Member, set.Writes(), &event.SweepRun{ID: "2026-03-02", Accounts: 5}, b, now)
		if why != "" || next.Waits != (tt.risk != "") || next.Allow(chain.Allowance{Until: now.Add(time.Hour)}).Resuming != (tt.risk != "") {
			t.Errorf("%s: %q, %+v", name, why, next)
		}
		if asking := set.Asking(); len(asking.Writes()) != map[bool]int{true: 1, false: 0}[tt.risk == ""] {
			t.Errorf("%s: writes %+v", name, asking.Writes())
		} else if tt.risk != "" && !strings.Contains(asking.Held()[0].Why, "farvault breaker allow") {
			t.Errorf("%s: %s", name, asking.Held()[0].Why)
		}
	}
	if (chain.Breaker{Allowed: chain.Allowance{Until: now.Add(time.Hour)}}).Asks(b, now) || !(chain.Breaker{}).Asks(b, now) {
		t.Error("an allowance is an answer")
	}
}

// TestVaultsOfOtherChainsAreNotLeftOver where every account has a central vault.
func TestVaultsOfOtherChainsAreNotLeftOver(t *testing.T) {
	t.Parallel()
	c := chain.Chain{Account: chaintest.Central, Regions: []string{chaintest.Region}, VaultPerAccount: "farvault-{account}"}
	for name, want := range map[string]bool{"farvault-222233334444": true, "farvault": false, "farvault-old": false} {
		if got := c.IsLink(chaintest.Region, name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
