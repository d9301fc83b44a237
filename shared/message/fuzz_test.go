package message_test

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/org"
)

// hostileStrings are what people and programs may put into names, tags and messages, one JSON string a line.
func hostileStrings(tb testing.TB) (all []string) {
	tb.Helper()
	file, err := os.Open("testdata/hostile.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var s string
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			tb.Fatalf("%s: %v", lines.Text(), err)
		}
		all = append(all, s)
	}
	if len(all) < 150 {
		tb.Fatalf("%d hostile strings, want 150", len(all))
	}
	return append(all, "\xff\xfe", "a\xc0\xafb", "\xed\xa0\x80")
}

// kinds are how every kind of message comes about from a text that stands wherever an untrusted one may stand.
var kinds = []func(s string) message.Message{
	func(s string) message.Message { return message.Compose(holding(s), alert.FirstNotification, naming(s)) },
	func(s string) message.Message { return message.Compose(holding(s), alert.Reminder, naming(s)) },
	func(s string) message.Message {
		noted, _ := holding(s).Apply(alert.Reported{Report: event.Report{At: alerttest.Noon, Changes: hostileChanges(s), Refused: hostileChanges(s),
			Restarted: []event.CopyRequest{{Account: s, Region: s, JobID: s, ResourceARN: s, ResourceType: s}}}})
		return message.Compose(noted, alert.Repaired, naming(s))
	},
	func(s string) message.Message {
		waits, _ := alert.NewRecord(alert.WaitingGroup(alerttest.Member)).Apply(alert.Reported{Report: event.Report{At: alerttest.Noon, Waiting: &event.Waiting{Account: org.Account{ID: alerttest.Member, Name: s}, Why: s}}})
		return message.Compose(waits, alert.Waits, naming(s))
	},
	func(s string) message.Message {
		return message.Compose(alerttest.Resolved(holding(s), 5), alert.AllResolved, naming(s))
	},
	func(s string) message.Message { return message.ComposeRefused(refusedFor(s), alerttest.Noon) },
	func(s string) message.Message { return message.ComposeAccepted(refusedFor(s), alerttest.Noon) },
	func(s string) message.Message { return message.ComposeTest(s, []string{s}, alerttest.Noon) },
	storm,
	KeyOf,
}

// holding is the group of a failure that has the text wherever AWS or a person may have put one.
func holding(s string) alert.Record {
	a := alerttest.Failed(s, 0)
	a.Resource, a.ResourceType, a.Destination, a.State, a.StatusMessage, a.RoleARN = s, s, s, s, s, s
	a.Diagnosis.Why, a.Diagnosis.Where, a.Diagnosis.Title, a.Diagnosis.Paste, a.Diagnosis.NotKnown = s, s, s, s, []string{s, s}
	r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a})
	return r
}

// naming is a scene in which the account has the text for its name.
func naming(s string) message.Scene {
	named := scene
	named.Accounts = map[string]org.Account{alerttest.Member: {ID: alerttest.Member, Name: s}}
	return named
}

func refusedFor(s string) alert.Outage {
	o, _ := alert.Outage{}.Refused(alert.Refusal{Kind: s, Answer: s, Why: s, Remedy: s}, alerttest.Noon)
	return o
}

// storm and digest are the messages about everything at once.
func storm(s string) message.Message {
	var open alert.Tally
	open.Add(holding(s))
	return message.ComposeStorm(open, alert.Pace{Storm: alerttest.Noon}, alerttest.Noon)
}

func KeyOf(s string) message.Message {
	var open alert.Tally
	open.Add(holding(s))
	mutes := []alert.Mute{{Cause: s, Resource: s, Why: s, Owner: s, Until: alerttest.Noon.Add(time.Hour)}}
	issues := alert.Issues{"known": {Cause: s, Account: s, At: alerttest.Noon}, "unknown": {StatusMessage: s, Account: s, At: alerttest.Noon}}
	return message.ComposeDigest(event.Digest{At: alerttest.Noon, Incomplete: []string{s}}, open, mutes, alerttest.Noon).WithIssues(issues, time.Time{})
}

// link is what mail programs and chats make a link of.
var link = regexp.MustCompile(`(?i)\b(https?|ftp|slack|mailto|javascript|data):/?/?\S`)

// safe fails unless the message reads as farvault wrote it, as mail, and programs can read it.
func safe(tb testing.TB, m message.Message, s string) {
	tb.Helper()
	subject(tb, m, s)
	text := message.Text(m)
	for _, l := range m.Links {
		text = strings.ReplaceAll(text, l.URL, "")
	}
	switch {
	case !utf8.ValidString(text) || utf8.RuneCountInString(text) > 30_000:
		tb.Fatalf("%q: %d characters of mail", s, utf8.RuneCountInString(text))
	case link.MatchString(text):
		tb.Fatalf("%q: a link in %s", s, link.FindString(text))
	case !strings.HasPrefix(text, string(m.Color)+"  "):
		tb.Fatalf("%q: the mail begins %.40q", s, text)
	}
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector)) {
			tb.Fatalf("%q: %U in the mail", s, r)
		}
	}
	if body, err := json.Marshal(m); err != nil || !utf8.Valid(body) {
		tb.Fatalf("%q: no JSON: %v", s, err)
	}
}

// subject fails unless SNS takes the message's subject.
func subject(tb testing.TB, m message.Message, s string) {
	tb.Helper()
	got := message.Subject(m)
	if len(got) > 99 || got == "" || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r > '~' }) {
		tb.Fatalf("%q: subject %q", s, got)
	}
}

func TestHostileStringsAreSafeInMail(t *testing.T) {
	t.Parallel()
	for _, s := range hostileStrings(t) {
		for _, kind := range kinds {
			safe(t, kind(s), s)
		}
	}
}

// FuzzText makes a mail of one kind in each run: to make all takes longer than it finds.
func FuzzText(f *testing.F) {
	for i, s := range hostileStrings(f) {
		f.Add(s, uint8(i%len(kinds)))
	}
	f.Fuzz(func(t *testing.T, s string, kind uint8) { safe(t, kinds[int(kind)%len(kinds)](s), s) })
}

func FuzzDigest(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { safe(t, KeyOf(s), s) })
}

// A subject is safe even of a message that nobody has cleaned.
func FuzzSubject(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, account := range []string{s, "several", alerttest.Member} {
			subject(t, message.Message{Color: alert.Red, Headline: s, Tags: message.Attributes{Account: account}}, s)
		}
	})
}
