package account_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/event"
)

// A record of sentences, as versions before this one wrote it, is read whole, and nothing is decided on its sentences.
func TestARecordOfSentencesIsRead(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/strings/record.json")
	if err != nil {
		t.Fatal(err)
	}
	var r account.Record
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		changes []event.Change
		heads   []string
	}{
		"changed":   {r.Changes, []string{"update vault access policy farvault in ", "update service opt-in "}},
		"left":      {r.Held, []string{"needs decision KMS key alias/farvault in "}},
		"unmanaged": {r.Unmanaged, []string{"left alone backup vault aws-controltower-local in "}},
		"repaired":  {[]event.Change{r.Repaired[0].Change}, []string{"update service opt-in "}},
	} {
		for i, head := range tt.heads {
			if len(tt.changes) != len(tt.heads) || !strings.HasPrefix(tt.changes[i].Line, head) {
				t.Errorf("%s: read %+v, want %q", name, tt.changes, tt.heads)
			}
		}
	}
	if r.Status != account.Partial || len(r.Named) != 1 || r.Repaired[0].At.IsZero() {
		t.Errorf("read %+v", r)
	}
	call := chaintest.CallOf("backup.amazonaws.com", "UpdateRegionSettings", "")
	if made := account.Changed(call, r.Changes); len(made) > 0 {
		t.Errorf("decided on the sentences %v", made)
	}
	again, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var copied account.Record
	if err := json.Unmarshal(again, &copied); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, copied); diff != "" {
		t.Errorf("written by this version and read again (-want +got):\n%s", diff)
	}
}

// anySentence is a text that may say anything, and above all what another change says.
func anySentence(t *rapid.T, name string) string {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"update service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1: EBS: want true, got false",
		"needs decision KMS key alias/farvault in 222233334444/eu-west-1: KeyState: want Enabled, got Disabled",
		"; KeyState: now Disabled, should be Enabled",
		" in 222233334444/eu-west-1",
		"role farvault-backup in 222233334444",
		"KeyPolicy",
	})).Draw(t, name)
}

// What a call made necessary, and what it broke, follows from values alone: whatever the words of a change say, and
// whether they went over the wire, the answer is the same.
func TestWhoDidItDependsOnValuesAlone(t *testing.T) {
	t.Parallel()
	calls := []event.ManagementEvent{
		chaintest.CallOf("backup.amazonaws.com", "UpdateRegionSettings", ""),
		chaintest.CallOf("backup.amazonaws.com", "PutBackupVaultAccessPolicy", "farvault-local"),
		chaintest.CallOf("kms.amazonaws.com", "DisableKey", "1234abcd"),
		chaintest.CallOf("iam.amazonaws.com", "DetachRolePolicy", chain.BackupRole),
	}
	named := []account.Named{{Kind: chain.KindKey, Region: chaintest.Region, ID: chaintest.KeyARN(chaintest.Member)}}
	rapid.Check(t, func(t *rapid.T) {
		link := rapid.SampledFrom(chaintest.Desired(chaintest.Member).Links).Draw(t, "link").Ref()
		op := rapid.SampledFrom([]chain.Op{chain.Update, chain.NeedsDecision, chain.Create}).Draw(t, "op")
		names := rapid.SampledFrom([][]string{{chain.KeyStateAttribute}, {"EBS"}, {"EBS", chain.ManagementPreference}, {}}).
			Draw(t, "attributes")
		call := rapid.SampledFrom(calls).Draw(t, "call")
		worded := func(text func(string) string) event.Change {
			c := chain.Change{Op: op, Ref: link}.Value()
			c.Why = text("why")
			for _, name := range names {
				c.Attributes = append(
					c.Attributes,
					event.Attribute{
						Name:     name,
						Now:      "Disabled",
						Part:     text("part"),
						ShouldBe: text("should be"),
						Decision: text("decision"),
					},
				)
			}
			return c
		}
		plain := worded(func(string) string { return "" })
		said := worded(func(name string) string { return anySentence(t, name) })
		raw, err := json.Marshal(account.Record{Held: []event.Change{said}})
		if err != nil {
			t.Fatal(err)
		}
		var read account.Record
		if err := json.Unmarshal(raw, &read); err != nil {
			t.Fatal(err)
		}
		sentence := []event.Change{{Line: anySentence(t, "line")}}
		if got := account.Changed(call, sentence); len(got) > 0 {
			t.Fatalf("decided on the sentence %q", sentence[0].Line)
		}
		want := account.Changed(call, []event.Change{plain})
		wantBroken, _ := account.BrokenBy(call, []event.Change{plain}, named)
		for _, c := range [][]event.Change{{said}, read.Held} {
			if got := account.Changed(call, c); len(got) != len(want) {
				t.Fatalf("made %v, want as for %v", got, want)
			}
			broken, _ := account.BrokenBy(call, c, named)
			if diff := cmp.Diff(wantBroken, broken); diff != "" {
				t.Fatalf("broken (-want +got):\n%s", diff)
			}
		}
	})
}
