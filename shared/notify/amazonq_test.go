package notify

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"farvault/shared/message"
	"farvault/shared/settings"
)

// live is what a chat acts on, whichever it is: mentions, entities, links in their markdown and by themselves, Slack's control sequences.
var live = regexp.MustCompile(`[<>]|[@#][\pL\pN_!]|&[#0-9A-Za-z]|\][(:\[]|(?i)\b(https?|ftp|slack|mailto|javascript|data):/?/?\S`)

// chatSafe fails unless the notification is within the limits of AWS's schema and says nothing that a chat acts on.
func chatSafe(t failer, n customNotification) {
	body, err := json.Marshal(n)
	if err != nil || !utf8.Valid(body) {
		t.Fatalf("no JSON: %v", err)
	}
	within := func(what, text string, most int) {
		if size := utf8.RuneCountInString(text); size < 1 || size > most {
			t.Fatalf("%s has %d characters, 1 to %d are taken", what, size, most)
		}
		if found := live.FindString(text); found != "" {
			t.Fatalf("%s is acted on: %q in %q", what, found, text)
		}
		if strings.Count(text, fence)%2 != 0 {
			t.Fatalf("%s begins code that does not end: %q", what, text)
		}
	}
	within("the id", n.ID, chatIDMost)
	within("the title", n.Content.Title, chatTitleMost)
	within("the description", n.Content.Description, chatDescriptionMost)
	within("the thread", n.Metadata.ThreadID, chatIDMost)
	within("the summary", n.Metadata.Summary, chatTitleMost)
	for _, step := range n.Content.NextSteps {
		within("a next step", step, chatStepMost)
	}
	for _, word := range n.Content.Keywords {
		within("a keyword", word, chatKeywordMost)
	}
	for _, value := range n.Metadata.AdditionalContext {
		within("a value", value, chatContextMost)
	}
	if len(n.Content.NextSteps) > 10 || len(n.Content.Keywords) > 10 || len(n.Metadata.AdditionalContext) > 10 {
		t.Fatalf("more than ten of a kind: %s", body)
	}
	if n.Version != "1.0" || n.Source != "custom" || n.Content.TextType != "client-markdown" {
		t.Fatalf("not a custom notification: %s", body)
	}
}

// Whatever is in a message, what the chat gets is within its limits and has no live mention or link.
func TestChatNotificationsAreSafe(t *testing.T) {
	t.Parallel()
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"@channel", "@here @everyone", "#general", "<!channel>", "&lt;!channel&gt;", "&#60;", "[x](https://evil)",
		"[a]: https://evil", "```\n@channel", ":skull::skull:", strings.Repeat("&", 9000), strings.Repeat("[](", 4000), "\xff", "<at>all</at>"}))
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) string { return hostile.Draw(t, what) }
		m := message.Message{GroupKey: draw("group"), Title: draw("title"), Footer: draw("footer") + " · farvault " + draw("command"), Cause: draw("cause"),
			Lead: []string{draw("lead"), draw("lead")}, Facts: []message.Fact{{Label: draw("label"), Value: draw("value")}},
			Tags: message.Attributes{Category: draw("category"), Severity: draw("severity"), Account: draw("account"), Status: draw("status")}}
		for range rapid.IntRange(0, 12).Draw(t, "sections") {
			m.Sections = append(m.Sections, message.Section{Heading: draw("heading"), Lines: []string{draw("line")}, Paste: draw("paste"), After: []string{draw("after")}})
		}
		chatSafe(t, chatNotification(m))
	})
}

// What farvault itself writes reads in a chat as it is meant: ARNs, commands and policies are left alone.
func TestChatTextLeavesOursAlone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"arn:aws:s3:::bucket", "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab", "1 of 2 & 3", "[ \"kms:*\" ]", "a && b # comment",
		"farvault explain --live copy-job 9A1B2C3D --account 222233334444", "{ \"Sid\": \"AllowBackupCopy\" }", "{\"Enabled\":true}", "12:09 UTC (6 min)",
	} {
		if got := chatText(s); got != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

// The form for the chat goes in the same publish, to https subscriptions alone, and only where the settings ask for it.
func TestTheChatsFormIsASetting(t *testing.T) {
	t.Parallel()
	m := message.Message{GroupKey: "feedface", At: time.Unix(1_700_000_000, 0), Title: "Copies fail", Footer: "kms/x"}
	for wanted, wishes := range map[bool]settings.Alerts{false: {}, true: {AmazonQDeveloper: true}} {
		body, err := publication(m, wishes)
		if err != nil {
			t.Fatal(err)
		}
		var forms map[string]string
		if err := json.Unmarshal([]byte(body), &forms); err != nil {
			t.Fatal(err)
		}
		var n customNotification
		if has := forms["https"] != ""; has != wanted || has && json.Unmarshal([]byte(forms["https"]), &n) != nil {
			t.Errorf("asked for: %v; https subscriptions get %q", wanted, forms["https"])
		}
		if wanted && (n.ID != "feedface-1700000000" || n.Metadata.ThreadID != "farvault-feedface") {
			t.Errorf("id %q, thread %q", n.ID, n.Metadata.ThreadID)
		}
		if forms["email"] != message.Mail(m) || forms["default"] != message.Mail(m) {
			t.Errorf("people who read mail get %q", forms["email"])
		}
	}
}
