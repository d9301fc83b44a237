package expression

import (
	"strings"
	"unicode/utf8"
)

// token is one word of an expression.
type token struct {
	kind byte // 'a' name, '#' name placeholder, ':' value placeholder, '0' digits, 'p' punctuation, 'e' end
	text string
}

func isLetter(b byte) bool {
	return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// tokenize cuts an expression into tokens; it fails at a character that no expression has.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
func tokenize(text string) ([]token, string) {
	var tokens []token
	for i := 0; i < len(text); {
		b := text[i]
		j := i + 1
		kind := byte('p')
		switch {
		case strings.IndexByte(" \t\r\n", b) >= 0:
			i++
			continue
		case isLetter(b), b == '#', b == ':':
			kind = b
			if isLetter(b) {
				kind = 'a'
			}
			for j < len(text) && (isLetter(text[j]) || isDigit(text[j])) {
				j++
			}
		case isDigit(b):
			kind = '0'
			for j < len(text) && isDigit(text[j]) {
				j++
			}
		case strings.HasPrefix(text[i:], "<>"), strings.HasPrefix(text[i:], "<="), strings.HasPrefix(text[i:], ">="):
			j++
		case strings.IndexByte("=<>(),.[]+-", b) < 0:
			_, width := utf8.DecodeRuneInString(text[i:])
			return nil, text[i : i+width]
		}
		tokens = append(tokens, token{kind: kind, text: text[i:j]})
		i = j
	}
	return append(tokens, token{kind: 'e', text: "<EOF>"}), ""
}
