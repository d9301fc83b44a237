package policy

import (
	"strings"
	"unicode/utf8"
)

// pattern is a policy value, its variables replaced: "*" and "?" are wildcards. An asterisk that came out of a
// variable stays an asterisk: it is written as a byte that no text has.
type pattern string

const (
	asterisk     = '\xfe' // "*" as it stands
	questionMark = '\xff' // "?" as it stands
)

var (
	plain   = strings.NewReplacer("*", string([]byte{asterisk}), "?", string([]byte{questionMark}))
	written = strings.NewReplacer(string([]byte{asterisk}), "*", string([]byte{questionMark}), "?")
)

// literal makes a pattern that matches a text alone.
func literal(text string) pattern { return pattern(plain.Replace(text)) }

// matches reports whether p describes all of value. Wildcards pass over "/" and ":" alike. The time is at most the
// product of the lengths.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
func (p pattern) matches(value string) bool { return p.matchesBy(value, same) }

// matchesFold is matches without regard to the case of ASCII letters; the names of actions have no others.
func (p pattern) matchesFold(value string) bool { return p.matchesBy(value, sameFold) }

func (p pattern) matchesBy(value string, same func(p, value byte) bool) bool {
	if p == "*" {
		return true
	}
	at, in := 0, 0       // where we are in the pattern and in the value
	star, retry := -1, 0 // the last "*", and where in the value to go on behind it
	for in < len(value) {
		switch {
		case at < len(p) && p[at] == '*':
			star, retry = at, in
			at++
		case at < len(p) && p[at] == '?':
			at, in = at+1, in+width(value[in:])
		case at < len(p) && same(p[at], value[in]):
			at, in = at+1, in+1
		case star >= 0:
			retry += width(value[retry:])
			at, in = star+1, retry
		default:
			return false
		}
	}
	for at < len(p) && p[at] == '*' {
		at++
	}
	return at == len(p)
}

// width is the length of the first character in bytes.
func width(text string) int {
	_, n := utf8.DecodeRuneInString(text)
	return n
}

// same compares a byte of a pattern, no wildcard, with one of a value.
func same(p, value byte) bool {
	switch p {
	case asterisk:
		return value == '*'
	case questionMark:
		return value == '?'
	}
	return p == value
}

func sameFold(p, value byte) bool { return same(lower(p), lower(value)) }

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// matchesARN compares as the ARN operators do: each of the six parts by itself,
// so that a wildcard reaches over a colon in the last one alone.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func (p pattern) matchesARN(value string) bool {
	for range 5 {
		want, restOfPattern, ok := strings.Cut(string(p), ":")
		part, rest, alsoOK := strings.Cut(value, ":")
		if !ok || !alsoOK || !pattern(want).matches(part) {
			return false
		}
		p, value = pattern(restOfPattern), rest
	}
	return p.matches(value)
}

// text is p as it was written, for operators that know no wildcards.
func (p pattern) text() string { return written.Replace(string(p)) }

// covers reports whether value matches everything that other matches. It may say
// no of a pair that is: a value with policy variables is held to cover nothing.
func covers(value, other string) bool {
	if strings.Contains(value, "${") {
		return false
	}
	// A "?" must not match a "*" in other, which stands for more than one character.
	p := strings.ReplaceAll(value, "?", string(literal("?")))
	return pattern(p).matches(other)
}
