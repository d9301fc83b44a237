package alert_test

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
	"farvault/shared/event"
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

// everywhere is every kind of message with an untrusted text wherever one may stand.
func everywhere(s string) []alert.Message {
	a := failed(s, 0)
	a.Resource, a.ResourceType, a.Destination, a.State, a.Said, a.RoleARN = s, s, s, s, s, s
	a.Diagnosis.Why, a.Diagnosis.Where, a.Diagnosis.Title, a.Diagnosis.Paste = s, s, s, s
	r, _ := alert.NewRecord(a.Group()).Fail(a, time.Time{})
	noted, _ := r.Note(event.Report{At: noon, Changes: []string{s}, Refused: []string{s},
		Restarted: []event.CopyRequest{{Account: s, Region: s, JobID: s, ResourceARN: s, ResourceType: s}}})
	waits, _ := alert.NewRecord(alert.WaitingGroup(a.Account)).Note(event.Report{At: noon, Waiting: &event.Waiting{Account: org.Account{ID: a.Account, Name: s}, Why: s}})
	named := scene
	named.Accounts = map[string]org.Account{a.Account: {ID: a.Account, Name: s}}
	var open alert.Tally
	open.Add(r)
	mutes := []alert.Mute{{Cause: s, Resource: s, Why: s, Owner: s, Until: noon.Add(time.Hour)}}
	return []alert.Message{
		alert.Compose(r, alert.FirstNotification, named), alert.Compose(r, alert.Reminder, named), alert.Compose(noted, alert.Mended, named),
		alert.Compose(waits, alert.Waits, named), alert.Compose(well(r, 5), alert.AllResolved, named),
		alert.ComposeStorm(open, alert.Pace{Storm: noon}, noon), alert.ComposeDigest(event.Digest{At: noon, Incomplete: []string{s}}, open, mutes, noon),
		alert.ComposeTest(s, []string{s}, noon),
	}
}

// link is what mail programs and chats make a link of.
var link = regexp.MustCompile(`(?i)\b(https?|ftp|slack|mailto|javascript|data):/?/?\S`)

// safe fails unless the message reads as farvault wrote it, as mail.
func safe(tb testing.TB, m alert.Message, s string) {
	tb.Helper()
	text, subject := alert.Text(m), alert.Subject(m)
	switch {
	case !utf8.ValidString(text) || utf8.RuneCountInString(text) > 30_000:
		tb.Fatalf("%q: %d characters of mail", s, utf8.RuneCountInString(text))
	case link.MatchString(text):
		tb.Fatalf("%q: a link in %s", s, link.FindString(text))
	case len(subject) > 99 || subject == "" || strings.ContainsFunc(subject, func(r rune) bool { return r < ' ' || r > '~' }):
		tb.Fatalf("%q: subject %q", s, subject)
	case !strings.HasPrefix(text, string(m.Colour)+"  "):
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

func TestHostileStringsAreSafeInMail(t *testing.T) {
	t.Parallel()
	for _, s := range hostileStrings(t) {
		for _, m := range everywhere(s) {
			safe(t, m, s)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range everywhere(s) {
			safe(t, m, s)
		}
	})
}
