package notify

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"unicode/utf8"

	"farvault/shared/alert"
	"farvault/shared/message"
	"farvault/shared/settings"
)

// hostileStrings are those that alert is held to.
func hostileStrings(tb testing.TB) (all []string) {
	tb.Helper()
	text, err := os.ReadFile("../message/testdata/hostile.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		var s string
		if err := json.Unmarshal(line, &s); err != nil {
			tb.Fatalf("%s: %v", line, err)
		}
		all = append(all, s)
	}
	if len(all) < 150 {
		tb.Fatalf("%d hostile strings, want 150", len(all))
	}
	return append(all, "\xff\xfe", "a\xc0\xafb")
}

// full is a message that says the same wherever it says anything, and was cleaned by nobody.
func full(s string) message.Message {
	m := message.Message{Version: 1, GroupKey: s, Color: alert.Red, Title: s, Headline: s, Lead: []string{s, s}, Footer: s, Cause: s,
		Facts: []message.Fact{{Label: s, Value: s}, {Label: s, Value: s}}}
	for range 4 {
		m.Sections = append(m.Sections, message.Section{Heading: s, Lines: []string{s, s}, Paste: s, After: []string{s}})
	}
	return m
}

// rendered fails unless Slack's payload is within its limits and says nothing that Slack acts on, with its details and without.
func rendered(t testing.TB, s string) {
	m := full(s)
	limits(t, render(m))
	limits(t, brief(m))
}

// published fails unless SNS takes the message and programs can read it.
func published(t testing.TB, s string) {
	body, err := publication(full(s), settings.Alerts{AmazonQDeveloper: true})
	if err != nil {
		t.Fatalf("%q is not published: %v", s, err)
	}
	var forms map[string]string
	if err := json.Unmarshal([]byte(body), &forms); err != nil || !utf8.ValidString(body) || len(body) > 256*1024 {
		t.Fatalf("%q: a publication of %d bytes: %v", s, len(body), err)
	}
	var back message.Message
	if err := json.Unmarshal([]byte(forms["sqs"]), &back); err != nil {
		t.Fatalf("%q: programs cannot read it: %v", s, err)
	}
}

// chatted fails unless the notification for a chat is within its limits and says nothing that a chat acts on.
func chatted(t testing.TB, s string) { chatSafe(t, chatNotification(full(s))) }

func TestHostileStringsAreCarried(t *testing.T) {
	t.Parallel()
	for _, s := range hostileStrings(t) {
		rendered(t, s)
		chatted(t, s)
		published(t, s)
	}
}

// fuzzed runs a channel over everything that the hostile strings lead to.
func fuzzed(f *testing.F, carry func(t testing.TB, s string)) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { carry(t, s) })
}

func FuzzSlack(f *testing.F) { fuzzed(f, rendered) }

func FuzzChat(f *testing.F) { fuzzed(f, chatted) }

func FuzzPublication(f *testing.F) { fuzzed(f, published) }
