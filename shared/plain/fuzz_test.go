package plain_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"farvault/shared/plain"
)

// FuzzDuration: what is read is what Go reads, where Go reads it, and is read again as Go writes it.
func FuzzDuration(f *testing.F) {
	f.Add("1d12h")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := plain.Duration(text)
		if err != nil {
			if !strings.Contains(err.Error(), "no duration such as") || got != 0 {
				t.Errorf("%q: %v, %v", text, got, err)
			}
			return
		}
		if gos, err := time.ParseDuration(text); err == nil && gos != got {
			t.Errorf("%q is %v, Go says %v", text, got, gos)
		}
		if again, err := plain.Duration(got.String()); err != nil || again != got {
			t.Errorf("%q is %v, which is read as %v, %v", text, got, again, err)
		}
	})
}

// FuzzClean: one short line that shows all it has and links nowhere, and cleaning it again changes nothing.
func FuzzClean(f *testing.F) {
	f.Add("HTTPS://x\u202e\n", uint8(20))
	f.Fuzz(func(t *testing.T, text string, longest uint8) {
		most := int(longest) + 1
		line := plain.Clean(text, most)
		if again := plain.Clean(line, most); again != line {
			t.Errorf("%q is cleaned to %q, and that to %q", text, line, again)
		}
		harmless(t, text, line, most)
		harmless(t, text, strings.ReplaceAll(plain.CleanBlock(text, most), "\n", " "), most)
	})
}

func harmless(t *testing.T, text, line string, most int) {
	t.Helper()
	if utf8.RuneCountInString(line) > most || !utf8.ValidString(line) {
		t.Errorf("%q is cleaned to %q, more than %d characters", text, line, most)
	}
	for _, r := range line {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || unicode.IsSpace(r) && r != ' ' {
			t.Errorf("%q is cleaned to %q, with %U", text, line, r)
		}
	}
	for _, scheme := range []string{"http:", "https:", "javascript:", "data:", "mailto:"} {
		lower := strings.ToLower(line)
		if i := strings.Index(lower, scheme); i >= 0 && (i == 0 || lower[i-1] == ' ') {
			t.Errorf("%q is cleaned to %q, which is a link", text, line)
		}
	}
}
