package message

import (
	"strings"
	"unicode/utf8"
)

// mailWidth is how wide a line of a mail is; a word that is longer, such as an ARN or an address, stays whole.
const mailWidth = 72

// unbounded is the width of a text whose reader breaks its lines.
const unbounded = 1 << 20

// wrapped is a head and a text, broken between words; each further line begins with the indent.
func wrapped(head, text, indent string, width int) (lines []string) {
	if utf8.RuneCountInString(head+text) <= width {
		return []string{head + text}
	}
	at, empty := head, true
	for _, word := range together(text) {
		switch {
		case empty:
			at, empty = at+word, false
		case utf8.RuneCountInString(at)+1+utf8.RuneCountInString(word) > width:
			lines, at = append(lines, at), indent+word
		default:
			at += " " + word
		}
	}
	return append(lines, at)
}

// together are the words of a text; a small number stays with what it counts.
func together(text string) (words []string) {
	for _, word := range strings.Fields(text) {
		if n := len(words); n > 0 && len(words[n-1]) < 5 && strings.Trim(words[n-1], "0123456789") == "" {
			words[n-1] += " " + word
		} else {
			words = append(words, word)
		}
	}
	return words
}
