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
	)
	of := func(op chain.Op, ref chain.Ref, attributes ...event.Attribute) event.Change {
		return chain.Change{Op: op, Ref: ref, Attributes: attributes}.Value()
	}
	state := func(now string) event.Attribute {
		return event.Attribute{
			Name:     chain.KeyStateAttribute,
			Now:      now,
			ShouldBe: "Enabled",
			Decision: "somebody disabled the key",
		}
	}
	own, optIn := chain.Key{Account: member, Region: region}.Ref(), chain.OptIn{Account: member, Region: region}.Ref()
	policyDiffers := event.Attribute{Name: "KeyPolicy", Now: "b", ShouldBe: "a"}
	off := func(name string) event.Attribute { return event.Attribute{Name: name, Now: "false", ShouldBe: "true"} }
	types := func(names ...string) (broken []event.Broken) {
		for _, name := range names {
			broken = append(broken, event.Broken{Account: member, Region: region, ResourceType: name, State: "off"})
		}
		return broken
	}
	tests := map[string]struct {
		target string
		change event.Change
		named  []account.Named
		want   []event.Broken
	}{
		"a key that was disabled": {
			target: key,
			change: of(chain.NeedsDecision, own, state("Disabled")),
			want:   []event.Broken{{Account: member, Region: region, KeyARN: key, State: "Disabled"}},
		},
		"a key that is named by its id": {
			target: "1234abcd-12ab-34cd-56ef-1234567890ab",
			change: of(chain.NeedsDecision, own, state("PendingDeletion")),
			want:   []event.Broken{{Account: member, Region: region, KeyARN: key, State: "PendingDeletion"}},
		},

		"a key whose ARN nobody knows": {
			target: key,
			named:  []account.Named{},
			change: of(chain.NeedsDecision, own, state("Disabled")),
		},
		"a key whose policy differs too": {
			target: key,
			change: of(chain.NeedsDecision, own, state("Disabled"), policyDiffers),
		},
		"a key's policy": {target: key, change: of(chain.Update, own, policyDiffers)},
		"a key for all members' vaults": {
			target: key,
			change: of(
				chain.NeedsDecision,
				chain.Key{Account: member, Region: region, PrimaryRegion: region}.Ref(),
				state("Disabled"),
			),
		},
		"types that were switched off": {
			change: of(chain.Update, optIn, off("EBS"), off("Redshift Serverless")),
			want:   types("EBS", "Redshift Serverless"),
		},
		"a type and its full management": {
			change: of(
				chain.Update,
				optIn,
				off("DynamoDB"),
				event.Attribute{Name: chain.ManagementPreference, Part: "DynamoDB", Now: "false", ShouldBe: "true"},
			),
		},
		"the opt-in of another Region": {
			change: of(chain.Update, chain.OptIn{Account: member, Region: "eu-west-2"}.Ref(), off("EBS")),
		},
		"a vault's policy": {
			change: of(
				chain.Update,
				chain.VaultAccessPolicy{Account: member, Region: region, Vault: "farvault"}.Ref(),
				policyDiffers,
			),
		},
		"an opt-in that could not be read":  {change: of(chain.Unread, optIn)},
		"an opt-in that says no difference": {change: of(chain.Update, optIn)},
		"a sentence of an older version": {
			change: event.Change{
				Line: "update service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1: EBS: want true, got false",
			},
		},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if tt.named == nil {
				tt.named = []account.Named{{Kind: chain.KindKey, Region: region, ID: key}}
			}
			var left []event.Change
			if tt.want == nil {
				left = []event.Change{tt.change}
			}
			e := event.ManagementEvent{Origin: event.Origin{Account: member, Region: region}, Target: tt.target}
			broken, rest := account.BrokenBy(e, []event.Change{tt.change}, tt.named)
			if diff := cmp.Diff(tt.want, broken); diff != "" {
				t.Errorf("broken (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(left, rest); diff != "" {
				t.Errorf("rest (-want +got):\n%s", diff)
			}
		})
	}
}
