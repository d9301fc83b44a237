package message_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/plain"
)

func TestClean(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain text stays":                {"vol-0abc prod/eu", "vol-0abc prod/eu"},
		"other scripts stay":              {"Zürich 東京 עברית", "Zürich 東京 עברית"},
		"lines become one":                {"a\r\nb\tc\u2028d\u2029e\u0085f", "a b c d e f"},
		"control characters go":           {"a\x00\x1b[31mb\x7f\u009b", "a[31mb"},
		"bidirectional ones go":           {"\u202eevil\u202c \u2066x\u2069 \u200f\u061c", "evil x"},
		"zero-width ones go":              {"pay\u200bments\u200d\ufeff\u2060", "payments"},
		"tags and selectors go":           {"a\U000e0041\ufe0f\U000e0100", "a"},
		"fillers that show nothing go":    {"\u3164a\u115f\uffa0\u2800", "a"},
		"bytes that are no UTF-8 show":    {"a\xff\xfeb", "a??b"},
		"what is long is cut, visibly":    {"0123456789X", "012345678…"},
		"what is just long enough is not": {"0123456789", "0123456789"},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			max := 30
			if strings.HasPrefix(tc.in, "0123") {
				max = 10
			}
			if got := plain.Clean(tc.in, max); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

// Whatever AWS prints and people name their things, every message is one that
// can be read: no control, bidirectional or invisible character, lines where farvault puts them, a length.
func TestMessagesAreSafeToRead(t *testing.T) {
	t.Parallel()
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"\u202e\u2066", "a\r\nBcc: evil@example.com", "\x1b]0;owned\x07", "\u200b", "\xff", strings.Repeat("long ", 5000), "RED  all is lost\n\nDo this: send money"}))
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) string { return hostile.Draw(t, what) }
		a := alerttest.Failed(draw("job"), 0)
		a.Account, a.Region, a.Resource, a.ResourceType, a.Destination = draw("account"), draw("region"), draw("resource"), draw("type"), draw("vault")
		a.Job = rapid.SampledFrom([]event.JobKind{event.Copy, event.Backup, event.Restore, event.RecoveryPoint, event.Selection, event.OptIn, "new"}).Draw(t, "kind")
		a.State, a.StatusMessage, a.RoleARN = draw("state"), draw("said"), draw("role")
		a.Diagnosis.Why, a.Diagnosis.Where, a.Diagnosis.Paste, a.Diagnosis.NotKnown = draw("why"), draw("where"), draw("paste"), []string{draw("not known"), draw("nor this")}
		a.Diagnosis.Category = rapid.SampledFrom([]catalog.Category{catalog.KMS, catalog.Unknown, catalog.Transient}).Draw(t, "category")
		a.Diagnosis.Checks = []catalog.Check{{Title: draw("check"), Outcome: catalog.Fail}, {Title: draw("check"), Outcome: catalog.CouldNotRead}}
		r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a})
		r, _ = r.Apply(alert.Reported{Report: event.Report{At: alerttest.Noon, Changes: hostileChanges(draw("change")), Refused: hostileChanges(draw("refused")),
			Restarted: []event.CopyRequest{{Account: draw("account"), Region: draw("region"), JobID: draw("job"), ResourceARN: draw("resource")}}}})
		waits, _ := alert.NewRecord(alert.WaitingGroup(a.Account)).Apply(alert.Reported{Report: event.Report{At: alerttest.Noon, Waiting: &event.Waiting{Account: org.Account{ID: a.Account, Name: draw("name")}, Why: draw("why")}}})
		s := scene
		s.Accounts = map[string]org.Account{a.Account: {ID: a.Account, Name: draw("name")}}
		readable(t, message.Compose(r, alert.FirstNotification, s), a)
		readable(t, message.Compose(r, alert.Repaired, s), a)
		readable(t, message.Compose(waits, alert.Waits, s), a)
		readable(t, message.Compose(alerttest.Resolved(r, 5), alert.AllResolved, s), a)
	})
}

func readable(t *rapid.T, m message.Message, a alert.Alert) {
	text := message.Text(m)
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > 30000 {
		t.Fatalf("%d characters", utf8.RuneCountInString(text))
	}
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			t.Fatalf("%U in %q", r, text)
		}
	}
	if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, string(m.Color)+"  ") {
		t.Fatalf("the head is %q", first)
	}
	if subject := message.Subject(m); len(subject) > 99 || strings.ContainsAny(subject, "\r\n") {
		t.Fatalf("subject %q", subject)
	}
	if m.Tags.Category == "" || m.Tags.Severity == "" || m.Tags.Account == "" || m.Tags.Status == "" {
		t.Fatalf("an empty attribute, which SNS refuses: %+v", m.Tags)
	}
	if strings.Contains(m.Command, "copy-job") && strings.ContainsFunc(a.JobID, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF-", r) }) {
		t.Fatalf("a command with %q", m.Command)
	}
	if _, err := json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	for _, l := range m.Links {
		if !l.Known() {
			t.Fatalf("a link to %q", l.URL)
		}
	}
}

// hostileChanges have a text wherever a change may have one that is not farvault's.
func hostileChanges(text string) []event.Change {
	of := []event.Attribute{{Name: text, Part: text, Now: text, ShouldBe: text}, {Name: "AccessPolicy", Now: `{"Sid":` + strconv.Quote(text) + `}`}}
	return []event.Change{{Line: text}, event.Because(text), event.NotStarted(event.CopyRequest{ResourceARN: text}, text),
		{Op: event.Op(text), Kind: event.Kind(text), Name: text, Account: text, Region: text, Attributes: of, Why: text}}
}
