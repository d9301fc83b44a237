// Package plain makes text safe and short for people: untrusted text without control characters and links, counts,
// times and spans in words.
package plain

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of an untrusted text is shown, in runes.
const (
	NameRunes  = 120  // a resource, an account
	SaidRunes  = 600  // AWS's message
	WhyRunes   = 700  // a line of a diagnosis
	PasteRunes = 4000 // a remedy
	LineRunes  = 1200 // any one line; what is known to be shorter is cut shorter where it is made
)

// Clean makes one harmless line of an untrusted text: a resource's or an account's name, a message of AWS
// that prints them. Line breaks and tabs become spaces; control characters, bidirectional and
// zero-width ones and other invisible format characters go (https://www.unicode.org/reports/tr36/).
// What is longer than max runes is cut, visibly.
func Clean(s string, max int) string {
	return cut(unlink(strings.Join(strings.Fields(strip(s, "")), " ")), max)
}

// indentMost is how far a line may be indented.
const indentMost = 24

// CleanIndented is Clean for a line that keeps the blanks it begins with.
func CleanIndented(s string, max int) string {
	indent := len(s) - len(strings.TrimLeft(s, " "))
	return strings.Repeat(" ", min(indent, indentMost)) + Clean(s, max)
}

// CleanBlock is Clean for a text of several lines, which it keeps with their indentation.
func CleanBlock(s string, max int) string {
	return cut(unlink(strings.TrimRight(strip(s, "\n"), " \n")), max)
}

// scheme is the head of what mail programs and chats make a link of.
var scheme = regexp.MustCompile(`(?i)\b(https?|ftp|slack|mailto|javascript|data):(/{0,2})`)

// unlink keeps an untrusted text from becoming a link, visibly: http[:]//example.
func unlink(s string) string {
	if !strings.Contains(s, ":") {
		return s
	}
	return scheme.ReplaceAllString(s, "$1[:]$2")
}

// strip drops what must not be shown. White space becomes a blank unless it is kept.
func strip(s, keep string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case ' ' <= r && r <= '~', strings.ContainsRune(keep, r):
			return r
		case unicode.IsSpace(r), unicode.In(r, unicode.Zl, unicode.Zp):
			return ' '
		case r == utf8.RuneError:
			return '?'
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Variation_Selector), invisible[r]:
			return -1
		}
		return r
	}, s)
}

// invisible are letters and marks that show nothing: Hangul fillers, the braille blank, the
// combining grapheme joiner, Khmer inherent vowels.
var invisible = map[rune]bool{
	0x034f: true, 0x115f: true, 0x1160: true, 0x17b4: true, 0x17b5: true,
	0x2800: true, 0x3164: true, 0xffa0: true,
}

func cut(s string, max int) string {
	if utf8.RuneCountInString(s) <= max {
		return s
	}
	return string([]rune(s)[:max-1]) + "…"
}
