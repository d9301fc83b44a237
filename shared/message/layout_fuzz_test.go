package message

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// same reports whether two texts are the same JSON value.
func same(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

// FuzzLayOut: a document that is laid out for people to read or to paste is still the same document.
func FuzzLayOut(f *testing.F) {
	f.Add(`{"Sid":"a","Action":["a","b","c"],"Condition":{"k\"":{"\u0000":[{}]}}}`, uint8(30))
	f.Fuzz(func(t *testing.T, text string, columns uint8) {
		if lines := layOut(text, int(columns)); !json.Valid([]byte(text)) && lines != nil {
			t.Errorf("%q is no JSON, and is laid out as %q", text, lines)
		}
		if !json.Valid([]byte(text)) || !utf8.ValidString(text) {
			return
		}
		if pasted := LaidOut(text); pasted != text && !same(t, text, pasted) {
			t.Errorf("%q is pasted as %q", text, pasted)
		}
		if lines := layOut(text, int(columns)); lines != nil && !same(t, text, strings.Join(lines, "\n")) {
			t.Errorf("%q is laid out as %q", text, lines)
		}
	})
}

// FuzzMail: no line of a mail is wider than it may be unless it is one word, such as an id, which stays whole; and no
// word gets lost.
func FuzzMail(f *testing.F) {
	f.Add("Copies of vol-0abc1234def567890 to arn:aws:backup:eu-west-1:444455556666:backup-vault:farvault fail 12 times", "")
	f.Fuzz(func(t *testing.T, text, heading string) {
		m := Message{
			Title: text, Lead: []string{text, "  " + text}, Footer: text, Facts: []Fact{{"Account", text}},
			Sections: []Section{{Heading: heading, Lines: []string{text}, After: []string{heading}}},
		}
		mail := Mail(m)
		for line := range strings.Lines(mail) {
			line = strings.TrimSuffix(line, "\n")
			if words := strings.Fields(line); utf8.RuneCountInString(line) > mailWidth && len(words) > 3 {
				t.Errorf("a line of %d columns: %q", utf8.RuneCountInString(line), line)
			}
		}
		if got, want := strings.Fields(mail), strings.Fields(Text(m)); !reflect.DeepEqual(got, want) {
			t.Errorf("the words of the mail are %q, want %q", got, want)
		}
	})
}
