package selftest_test

import (
	"regexp"
	"strings"
	"testing"

	"farvault/shared/selftest"
)

// identifying is what must not be filed where strangers read it.
var identifying = []*regexp.Regexp{
	regexp.MustCompile(`\b\d{12}\b`),
	regexp.MustCompile(`\bo-[a-z0-9]{10,32}\b`),
	regexp.MustCompile(`\bou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\b`),
	regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`),
}

// FuzzPseudonyms: no account, unit, organization or mail address gets out, in whatever it stands, and the same text
// has the same stand-ins.
func FuzzPseudonyms(f *testing.F) {
	f.Add("arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab of payments-prod", "payments-prod")
	f.Fuzz(func(t *testing.T, text, name string) {
		p := selftest.NewPseudonyms(name)
		out := p.Text(text)
		for _, pattern := range identifying {
			if found := pattern.FindString(out); found != "" {
				t.Errorf("%q is shown as %q, which has %q", text, out, found)
			}
		}
		if again := p.Text(text); again != out {
			t.Errorf("%q is shown as %q, then as %q", text, out, again)
		}
		if plain := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") == "" && len(name) > 14; plain &&
			!strings.HasPrefix(name, "-") && !strings.HasSuffix(name, "-") && strings.Contains(" "+out+" ", " "+name+" ") {
			t.Errorf("%q is shown as %q, which has the name %q", text, out, name)
		}
	})
}
