package account_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// Every difference that a change of somebody's can make is told of with the call that made it, and of no other kind's.
func TestChangedPicksTheChangesOfTheCall(t *testing.T) {
	t.Parallel()
	var changes []event.Change
	for _, link := range chaintest.Desired(chaintest.Member).Links {
		changes = append(
			changes,
			chain.Change{
				Op:         chain.Update,
				Ref:        link.Ref(),
				Attributes: []chain.Attribute{{Name: "X", ShouldBe: "a in b", Now: "c: d"}},
			}.Value(),
		)
	}
	localPolicy := chain.VaultAccessPolicy{
		Account: chaintest.Member,
		Region:  chaintest.Region,
		Vault:   "farvault-local",
	}.Ref()
	elsewhere := chain.BackupPlan{Account: chaintest.Member, Region: "us-east-1", Name: "CrossAccountBackupPlan"}.Ref()
	for _, ref := range []chain.Ref{localPolicy, elsewhere} {
		changes = append(changes, chain.Change{Op: chain.Update, Ref: ref}.Value())
	}
	here := func(kind chain.Kind, name string) *chain.Ref {
		return &chain.Ref{Kind: kind, Account: chaintest.Member, Region: chaintest.Region, Name: name}
	}
	tests := map[string]struct {
		call event.ManagementEvent
		want *chain.Ref // of the one change; nil: of none
	}{
		"a vault's policy": {
			chaintest.CallOf("backup.amazonaws.com", "PutBackupVaultAccessPolicy", "farvault-local"),
			&localPolicy,
		},
		"another vault's policy": {
			chaintest.CallOf("backup.amazonaws.com", "PutBackupVaultAccessPolicy", "farvault-x"),
			nil,
		},
		"a lock": {
			chaintest.CallOf("backup.amazonaws.com", "DeleteBackupVaultLockConfiguration", "farvault-local"),
			here(chain.KindBackupVault, "farvault-local"),
		},
		"a plan, in this Region alone": {
			chaintest.CallOf("backup.amazonaws.com", "UpdateBackupPlan", "plan-1"),
			here(chain.KindBackupPlan, "CrossAccountBackupPlan"),
		},
		"a selection": {
			chaintest.CallOf("backup.amazonaws.com", "DeleteBackupSelection", "plan-1"),
			here(chain.KindSelection, "CrossAccountBackupPlan/daily"),
		},
		"an opt-in": {
			chaintest.CallOf("backup.amazonaws.com", "UpdateRegionSettings", ""),
			here(chain.KindOptIn, "ResourceTypeOptInPreference"),
		},
		"a key": {
			chaintest.CallOf("kms.amazonaws.com", "ScheduleKeyDeletion", "1234"),
			here(chain.KindKey, chain.KeyAlias),
		},
		"a key's alias": {
			chaintest.CallOf("kms.amazonaws.com", "DeleteAlias", "alias/farvault"),
			here(chain.KindKey, chain.KeyAlias),
		},
		"the rule": {
			chaintest.CallOf("events.amazonaws.com", "DisableRule", "farvault-forward"),
			here(chain.KindEventRule, chain.ForwardingRule),
		},
		"the rule's target": {
			chaintest.CallOf("events.amazonaws.com", "RemoveTargets", "farvault-forward"),
			here(chain.KindEventRule, chain.ForwardingRule),
		},
		"a role, which has no Region": {
			chaintest.CallOf("iam.amazonaws.com", "DetachRolePolicy", "farvault-backup"),
			&chain.Ref{Kind: chain.KindRole, Account: chaintest.Member, Name: chain.BackupRole},
		},
		"the service of another's name": {chaintest.CallOf("kms.amazonaws.com", "UpdateBackupPlan", "plan-1"), nil},
		"a call that nobody watches for": {
			chaintest.CallOf("backup.amazonaws.com", "StartBackupJob", "farvault-local"),
			nil,
		},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			var got, want []chain.Ref
			for _, c := range account.Changed(tt.call, changes) {
				got = append(got, chain.Ref{Kind: c.Kind, Account: c.Account, Region: c.Region, Name: c.Name})
			}
			if tt.want != nil {
				want = []chain.Ref{*tt.want}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// EventBridge takes no pattern of more than 2,048 characters: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
func TestTheForwardingRulesPatternIsNotTooLong(t *testing.T) {
	t.Parallel()
	far := chaintest.Deployment
	far.Partition = "aws-iso-f"
	for _, link := range chain.Desire(settings.Settings{}, far, org.Account{ID: chaintest.Member}).Links {
		rule, ok := link.(chain.EventRule)
		if ok && len(rule.EventPattern) > 2048 {
			t.Errorf("%d characters: what does not fit takes a second rule", len(rule.EventPattern))
		}
		if ok {
			t.Logf("%s has %d of 2,048 characters", rule.Name, len(rule.EventPattern))
		}
	}
}

func TestWhatWasPutBackIsRememberedForADay(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	record := func(status account.Status, hours int, changes ...string) account.Record {
		return account.Record{
			Status:  status,
			At:      noon.Add(time.Duration(hours) * time.Hour),
			Changes: event.Sentences(changes),
		}
	}
	many := make([]string, 30)
	for i := range many {
		many[i] = fmt.Sprint("change ", i)
	}
	tests := map[string]struct {
		looks []account.Record
		want  []string
	}{
		"an account's first look puts nothing right": {[]account.Record{record(account.Protected, 0, "create all")}, nil},
		"nor does the one after it has waited": {
			[]account.Record{record(account.Waiting, 0), record(account.Protected, 1, "create all")},
			nil,
		},
		"a later look does": {
			[]account.Record{record(account.Protected, 0), record(account.Protected, 1, "a")},
			[]string{"a"},
		},
		"one that found nothing forgets nothing": {
			[]account.Record{record(account.Partial, 0), record(account.Protected, 1, "a"), record(account.Protected, 2)},
			[]string{"a"},
		},
		"the newest stands last": {
			[]account.Record{
				record(account.Protected, 0),
				record(account.Protected, 1, "a"),
				record(account.Protected, 2, "b"),
			},
			[]string{"a", "b"},
		},
		"what is older than a day is forgotten": {
			[]account.Record{
				record(account.Protected, 0),
				record(account.Protected, 1, "a"),
				record(account.Protected, 26, "b"),
			},
			[]string{"b"},
		},
		"of very many the newest are kept": {
			[]account.Record{record(account.Protected, 0), record(account.Protected, 1, many...)},
			many[10:],
		},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			var kept account.Record
			for _, r := range tt.looks {
				kept = r.Following(kept)
			}
			var got []string
			for _, p := range kept.Repaired {
				got = append(got, p.Change.Line)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("kept %q, want %q", got, tt.want)
			}
		})
	}
}
