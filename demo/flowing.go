package demo

import (
	"strings"
	"unicode/utf8"
)

// mailWidth is how wide the lines of a mail are.
const mailWidth = 72

// flowing is a mail whose sentences are in one line again: a line that the next one's first word did not fit on goes
// on with it, unless the next one is part of something to paste.
func flowing(mail string) string {
	var b strings.Builder
	width, before := 0, ""
	for i, line := range strings.Split(mail, "\n") {
		text := strings.TrimLeft(line, " ")
		word, rest, _ := strings.Cut(text, " ")
		if len(word) < 5 && strings.Trim(word, "0123456789") == "" { // a number stays with what it counts
			next, _, _ := strings.Cut(rest, " ")
			word += " " + next
		}
		full := width+1+utf8.RuneCountInString(word) > mailWidth && width <= mailWidth
		switch indent := len(line) - len(text); {
		case i == 0:
		case text != "" && full && before != "" && (indent == 0 || indent > 4):
			b.WriteString(" " + text)
			width, before = utf8.RuneCountInString(line), line
			continue
		default:
			b.WriteString("\n")
		}
		b.WriteString(line)
		width, before = utf8.RuneCountInString(line), line
	}
	return b.String()
}
