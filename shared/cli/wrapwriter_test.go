package cli

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"farvault"
	"farvault/demo"
)

func TestLongLinesHangUnderTheirText(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"   Mon 12:55:00  AWS Backup   copy of EBS vol-1 in payments-prod: FAILED: Given key": "   Mon 12:55:00  AWS Backup   copy of EBS vol-1 in\n" +
			"                              payments-prod: FAILED: Given\n                              key",
		"      │   Do this in the account of the key that does not allow it to the other": "      │   Do this in the account of the key that does not\n      │   allow it to the other",
		"short": "short",
	} {
		if got := hanging(line, 60); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// TestTheDemoFitsTheTerminal plays it on one of 80 columns: no line is longer, but for one word that is.
func TestTheDemoFitsTheTerminal(t *testing.T) {
	t.Parallel()
	var shown bytes.Buffer
	s := Streams{Out: &shown, Screen: Screen{Width: 80, Colors: true}}
	if _, err := demo.Run(t.Context(), demo.Options{Files: farvault.Files, Out: onScreen(s)}); err != nil {
		t.Fatal(err)
	}
	for _, color := range []string{red + "RED" + plane, amber + "AMBER" + plane, green + "GREEN" + plane} {
		if !strings.Contains(shown.String(), color) {
			t.Errorf("%q is not shown", color)
		}
	}
	bare := strings.NewReplacer(red, "", amber, "", green, "", plane, "").Replace(shown.String())
	for line := range strings.Lines(bare) {
		line = strings.TrimRight(line, "\n")
		if text := strings.TrimLeft(line, " │"); utf8.RuneCountInString(line) > 80 && strings.Contains(text, " ") {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
}
