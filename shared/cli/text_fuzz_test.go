package cli

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzEndings: what people paste into explain is refused with words, or each thing in it is a failure to explain or
// has a reason why there is none.
func FuzzEndings(f *testing.F) {
	names, err := filepath.Glob("../../events/*.json")
	if err != nil || len(names) < 50 {
		f.Fatalf("%d sample events, %v", len(names), err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		all, err := endings(raw)
		if err != nil {
			if err.Error() == "" || len(all) > 0 {
				t.Errorf("%d things and the error %q", len(all), err)
			}
			return
		}
		for _, one := range all {
			if one.fine == "" && one.Job == "" {
				t.Errorf("neither a failure nor a reason: %+v", one)
			}
		}
	})
}

// FuzzHanging: a line at a terminal is broken between words alone, and is wider than the screen only where it is one
// word: an id can be copied.
func FuzzHanging(f *testing.F) {
	f.Add("  │ Copies of vol-0abc1234def567890 to arn:aws:backup:eu-west-1:444455556666:backup-vault:farvault", uint8(80))
	f.Fuzz(func(t *testing.T, line string, columns uint8) {
		if strings.ContainsAny(line, "\n") {
			return
		}
		shown := hanging(line, int(columns))
		words := func(s string) []string { return strings.Fields(strings.ReplaceAll(s, "│", " ")) }
		if got, want := words(shown), words(line); !reflect.DeepEqual(got, want) {
			t.Errorf("%q at %d columns has the words %q, want %q", line, columns, got, want)
		}
		if shown == line {
			return
		}
		for _, l := range strings.Split(shown, "\n") {
			text := l[len(begins.FindString(l)):]
			if utf8.RuneCountInString(l) > int(columns) && strings.Contains(strings.TrimSpace(text), " ") {
				t.Errorf("%q at %d columns has the line %q", line, columns, l)
			}
		}
	})
}
