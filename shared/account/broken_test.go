package account_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
)

// What has a cause of its own is told by that alone; all else that a call changed stays a change of the chain.
func TestBroke(t *testing.T) {
	t.Parallel()
	const (
		member, region = "222233334444", "eu-west-1"
		key            = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
		decision       = "needs decision KMS key alias/farvault in 222233334444/eu-west-1: somebody disabled the key or scheduled its deletion; enable it or cancel the deletion if that was a mistake: "
		optIn          = "update service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1: "
	)
	types := func(names ...string) (broken []event.Broken) {
		for _, name := range names {
			broken = append(broken, event.Broken{Account: member, Region: region, ResourceType: name, State: "off"})
		}
		return broken
	}
	tests := map[string]struct {
		target, line string
		named        []account.Named
		want         []event.Broken
	}{
		"a key that was disabled": {target: key, line: decision + "KeyState: want Enabled, got Disabled", want: []event.Broken{{Account: member, Region: region, KeyARN: key, State: "Disabled"}}},
		"a key that is named by its id": {target: "1234abcd-12ab-34cd-56ef-1234567890ab", line: decision + "KeyState: want Enabled, got PendingDeletion",
			want: []event.Broken{{Account: member, Region: region, KeyARN: key, State: "PendingDeletion"}}},
		"a key whose ARN nobody knows":      {target: key, named: []account.Named{}, line: decision + "KeyState: want Enabled, got Disabled"},
		"a key whose policy differs too":    {target: key, line: decision + "KeyState: want Enabled, got Disabled; KeyPolicy: want a, got b"},
		"a key's policy":                    {target: key, line: "update KMS key alias/farvault in 222233334444/eu-west-1: KeyPolicy: want a, got b"},
		"a key for all members' vaults":     {target: key, line: "needs decision KMS key alias/farvault-local in 222233334444/eu-west-1: KeyState: want Enabled, got Disabled"},
		"types that were switched off":      {line: optIn + "EBS: want true, got false; Redshift Serverless: want true, got false", want: types("EBS", "Redshift Serverless")},
		"a type and its full management":    {line: optIn + "DynamoDB: want true, got false; ResourceTypeManagementPreference DynamoDB: want true, got false"},
		"the opt-in of another Region":      {line: "update service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-2: EBS: want true, got false"},
		"a vault's policy":                  {line: "update vault access policy farvault in 222233334444/eu-west-1: Policy: want a, got b"},
		"an opt-in that could not be read":  {line: "unread service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1: access denied"},
		"an opt-in that says no difference": {line: optIn},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if tt.named == nil {
				tt.named = []account.Named{{Kind: chain.KindKey, Region: region, ID: key}}
			}
			var left []string
			if tt.want == nil {
				left = []string{tt.line}
			}
			e := event.ManagementEvent{Origin: event.Origin{Account: member, Region: region}, Target: tt.target}
			broken, rest := account.BrokenBy(e, []string{tt.line}, tt.named)
			if diff := cmp.Diff(tt.want, broken); diff != "" {
				t.Errorf("broken (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(left, rest); diff != "" {
				t.Errorf("rest (-want +got):\n%s", diff)
			}
		})
	}
}
