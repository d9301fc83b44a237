package chain_test

import (
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// With TrustSourceConditions a role is for its own account and rule alone; without it, as in files that do not have the
// setting, it is as it always was. Either is a drift from the other, which farvault heals.
func TestTrustsHaveSourceConditionsBySetting(t *testing.T) {
	t.Parallel()
	without := chaintest.Settings()
	with := chaintest.Settings()
	with.TrustSourceConditions = true
	account := org.Account{ID: chaintest.Member, State: org.Active}
	plain, conditioned := map[string]chain.Role{}, map[string]chain.Role{}
	for _, l := range chain.Desire(without, chaintest.Deployment, account).Links {
		if r, ok := l.(chain.Role); ok {
			plain[r.Name] = r
		}
	}
	for _, l := range chain.Desire(with, chaintest.Deployment, account).Links {
		if r, ok := l.(chain.Role); ok {
			conditioned[r.Name] = r
		}
	}
	for name, want := range map[string][2]policy.Document{
		chain.BackupRole: {
			policy.Trust("backup.amazonaws.com"),
			policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"222233334444"}}}]}`),
		},
		chain.ForwarderRole: {
			policy.Trust("events.amazonaws.com"),
			policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:222233334444:rule/` + chain.ForwardingRule + `"}}}]}`),
		},
	} {
		if !policy.Equal(plain[name].Trust, want[0]) || !policy.Equal(conditioned[name].Trust, want[1]) {
			t.Errorf("%s: without %s, with %s", name, plain[name].Trust, conditioned[name].Trust)
		}
	}
	for law, turn := range map[string][2]map[string]chain.Role{"on": {conditioned, plain}, "off": {plain, conditioned}} {
		for name, want := range turn[0] {
			seen := chain.Observed{Found: map[chain.Ref]chain.Found{want.Ref(): {Link: turn[1][name], Owned: true}}}
			changes := chain.Diff(chain.Chain{Account: chaintest.Member, Links: []chain.Link{want}}, seen)
			if len(changes.Changes) != 1 || changes.Changes[0].Op != chain.Update {
				t.Errorf("%s, %s: %v", law, name, changes)
			}
		}
	}
}
