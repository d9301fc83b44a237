package message_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/message"
)

// sentences are what a change must not be taken for, in the words of this version and of older ones.
var sentences = []string{
	"update vault access policy farvault in " + alerttest.Central + "/eu-west-1: AccessPolicy: want a, got b",
	"create role farvault-backup in 222233334444", "update service opt-in ", " in " + alerttest.Central, "KMS key ", "needs decision ",
	"vault access policy ", "; ", ": want ", "now: a", "should be: b",
}

// What a message is called, and how bad it is, follows from values alone: whatever the words of a change say.
func TestTitlesDependOnValuesAlone(t *testing.T) {
	t.Parallel()
	kinds := []chain.Kind{chain.KindVaultAccessPolicy, chain.KindBackupVault, chain.KindKey, chain.KindSharedKey, chain.KindBackupPlan,
		chain.KindSelection, chain.KindOptIn, chain.KindEventRule, chain.KindRole, chain.KindServiceLinkedRole, ""}
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom([]chain.Op{chain.Create, chain.Update, chain.Replace, chain.NeedsDecision}).Draw(t, "op")
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		account := rapid.SampledFrom([]string{alerttest.Central, alerttest.Member}).Draw(t, "account")
		words := func(name string) string {
			return rapid.OneOf(rapid.String(), rapid.SampledFrom(sentences)).Draw(t, name)
		}
		told := func(c event.Change, refused, by bool) message.Message {
			report := event.Report{Cause: "c", At: alerttest.At(3), Changes: []event.Change{c}}
			if refused {
				report.Changes, report.Refused = nil, report.Changes
			}
			if by {
				report.By = []event.Changer{{Account: alerttest.Member, CallID: "c1", Name: "N", ARN: "a", At: alerttest.At(1)}}
			}
			return message.Compose(alerttest.Noted(alert.NewRecord(alert.ChangedGroup(account)), report), alert.Repaired, scene)
		}
		plain := event.Change{Op: op, Kind: kind, Account: account}
		said := plain
		said.Name, said.Why, said.Region = words("name"), words("why"), words("region")
		said.Attributes = []event.Attribute{{Name: words("attribute"), Part: words("part"), Now: words("now"), ShouldBe: words("should be"), Decision: words("decision")}}
		refused, by := rapid.Bool().Draw(t, "refused"), rapid.Bool().Draw(t, "by")
		want, got := told(plain, refused, by), told(said, refused, by)
		if got.Title != want.Title || got.Headline != want.Headline || got.Color != want.Color {
			t.Fatalf("%s %q %q, want %s %q %q", got.Color, got.Headline, got.Title, want.Color, want.Headline, want.Title)
		}
		line := event.Change{Line: words("line")}
		unknown := told(event.Change{Kind: "none that is known"}, refused, by)
		if got := told(line, refused, by); got.Headline != unknown.Headline {
			t.Fatalf("the sentence %q made the headline %q, want %q", line.Line, got.Headline, unknown.Headline)
		}
	})
}

// Whatever differs, each attribute has two lines that say how it is and how it should be, and no line holds two documents.
func TestADifferenceHasALineForEachValue(t *testing.T) {
	t.Parallel()
	for _, c := range []event.Change{policyReplaced(), keyState("Disabled")} {
		lines := message.ChangeLines(c)
		count := func(label string) (n int) {
			for _, l := range lines {
				if strings.HasPrefix(l, "    "+label+":") {
					n++
				}
			}
			return n
		}
		if count("now") != len(c.Attributes) || count("should be") != len(c.Attributes) {
			t.Fatalf("%d attributes:\n%s", len(c.Attributes), strings.Join(lines, "\n"))
		}
		for _, l := range lines {
			if strings.Count(l, `"Sid"`) > 1 || strings.Contains(l, `"Effect"`) && len(l) > 72 {
				t.Errorf("on one line: %s", l)
			}
		}
	}
}

// A group whose record was written by a version before this one is told in the sentences that it has.
func TestAGroupOfSentencesIsTold(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/strings/group.json")
	if err != nil {
		t.Fatal(err)
	}
	var r alert.Record
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	text := message.Text(message.Compose(r, alert.Repaired, scene))
	for _, line := range []string{
		"update service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1: EBS: want true, got false",
		"Mend.Enabled is false in the settings", "Somebody changed the backup chain, and people must decide about it",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is not in\n%s", line, text)
		}
	}
}
