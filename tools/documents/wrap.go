package main

import (
	"strings"
	"unicode/utf8"
)

// lineWidth is how wide a line of a document can be.
const lineWidth = 120

// wrap breaks a text between words into lines; the second and further ones begin with the indent.
func wrap(text, indent string) string {
	var b strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width+1+n > lineWidth:
			b.WriteString("\n" + indent)
			width = len(indent)
		default:
			b.WriteString(" ")
			width++
		}
		b.WriteString(word)
		width += n
	}
	return b.String()
}
