package message

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// labelWidth is the column in which a fact's value begins.
const labelWidth = 11

// Text is the message as a plain text that reads well on a phone: what is at
// risk, why, whether that is proven, who must do what, what farvault did.
func Text(m Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", m.Color, m.Title)
	if len(m.Lead)+len(m.Facts) > 0 {
		b.WriteString("\n")
	}
	writeLines(&b, m.Lead, "")
	for _, f := range m.Facts {
		pad := max(1, labelWidth-utf8.RuneCountInString(f.Label))
		b.WriteString(f.Label + strings.Repeat(" ", pad) + f.Value + "\n")
	}
	for _, s := range m.Sections {
		b.WriteString("\n" + s.Heading + "\n")
		writeLines(&b, s.Lines, "")
		if s.Paste != "" {
			writeLines(&b, strings.Split(s.Paste, "\n"), "  ")
		}
		writeLines(&b, s.After, "")
	}
	b.WriteString("\n" + m.LastLine() + "\n")
	return b.String()
}

func writeLines(b *strings.Builder, lines []string, indent string) {
	for _, l := range lines {
		b.WriteString(strings.TrimRight(indent+l, " ") + "\n")
	}
}
