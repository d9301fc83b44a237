package cli

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestATableFitsTheTerminal(t *testing.T) {
	t.Parallel()
	all := table{{"STATUS", "ACCOUNT", "WHY"}, {"partial", "222233334444", "the key is disabled and nobody has switched it on again"}, {"protected", "333344445555", ""}}
	for columns, want := range map[int]string{
		0:  "STATUS     ACCOUNT       WHY\npartial    222233334444  the key is disabled and nobody has switched it on again\nprotected  333344445555\n",
		40: "STATUS     ACCOUNT       WHY\npartial    222233334444\n    the key is disabled and nobody has\n    switched it on again\nprotected  333344445555\n",
		60: "STATUS     ACCOUNT       WHY\npartial    222233334444  the key is disabled and nobody has\n                         switched it on again\nprotected  333344445555\n",
	} {
		if got := all.text(columns); got != want {
			t.Errorf("%d columns:\n%swant\n%s", columns, got, want)
		}
	}
}

func TestWrapKeepsEveryWordAndFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zé]{1,9}`), 1, 30).Draw(t, "words")
		columns := rapid.IntRange(9, 60).Draw(t, "columns")
		line := strings.Join(words, " ")
		lines := wrap(line, columns)
		if got := strings.Join(lines, " "); got != line {
			t.Fatalf("got %q of %q", got, line)
		}
		for _, l := range lines {
			if utf8.RuneCountInString(l) > columns {
				t.Fatalf("%q has more than %d columns", l, columns)
			}
		}
	})
}
