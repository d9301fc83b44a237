package policy

import (
	"slices"
	"strings"
)

// pattern is a policy value, its variables replaced. Wildcards have runes of their
// own, so that an asterisk that came out of a variable stays an asterisk.
type pattern []rune

const (
	anyText rune = -1 // "*"
	anyRune rune = -2 // "?"
)

// wildcards makes a pattern of a value without variables.
func wildcards(value string) pattern {
	p := pattern(value)
	for i, r := range p {
		switch r {
		case '*':
			p[i] = anyText
		case '?':
			p[i] = anyRune
		}
	}
	return p
}

// matches reports whether p describes all of value. Wildcards pass over "/" and
// ":" alike. The time is at most the product of the lengths.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
func (p pattern) matches(value []rune) bool {
	at, in := 0, 0       // where we are in the pattern and in the value
	star, retry := -1, 0 // the last "*", and where in the value to go on behind it
	for in < len(value) {
		switch {
		case at < len(p) && p[at] == anyText:
			star, retry = at, in
			at++
		case at < len(p) && (p[at] == anyRune || p[at] == value[in]):
			at, in = at+1, in+1
		case star >= 0:
			retry++
			at, in = star+1, retry
		default:
			return false
		}
	}
	for at < len(p) && p[at] == anyText {
		at++
	}
	return at == len(p)
}

// matchesARN compares as the ARN operators do: each of the six parts by itself,
// so that a wildcard reaches over a colon in the last one alone.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func (p pattern) matchesARN(value string) bool {
	parts := strings.SplitN(value, ":", 6)
	if len(parts) != 6 {
		return false
	}
	for _, part := range parts[:5] {
		colon := slices.Index(p, ':')
		if colon < 0 || !p[:colon].matches([]rune(part)) {
			return false
		}
		p = p[colon+1:]
	}
	return p.matches([]rune(parts[5]))
}

// text is p as it was written, for operators that know no wildcards.
func (p pattern) text() string {
	runes := slices.Clone(p)
	for i, r := range runes {
		switch r {
		case anyText:
			runes[i] = '*'
		case anyRune:
			runes[i] = '?'
		}
	}
	return string(runes)
}

// covers reports whether value matches everything that other matches. It may say
// no of a pair that is: a value with policy variables is held to cover nothing.
func covers(value, other string) bool {
	if strings.Contains(value, "${") {
		return false
	}
	p := wildcards(value)
	for i, r := range p {
		if r == anyRune {
			p[i] = '?' // or it would match a "*" in other, which stands for more than one character
		}
	}
	return p.matches([]rune(other))
}
