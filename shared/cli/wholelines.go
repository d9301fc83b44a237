package cli

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// copied is a line of a message that people copy: its label, a link or a command, and what is said of it.
var copied = regexp.MustCompile(`^([A-Z][a-z]+) +((?:https://\S+)|(?:farvault .+?))( \(in [^)]+\))?$`)

// wholeLines puts links and commands of a message on lines of their own where a terminal of that many columns would
// break them beside their label, and has room for them alone.
func wholeLines(text string, columns int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		m := copied.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if n := utf8.RuneCountInString(line) - 1; m != nil && n > columns && utf8.RuneCountInString(m[2]) <= columns {
			line = m[1] + m[3] + "\n" + m[2] + "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}
