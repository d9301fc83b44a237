package policy

import (
	"fmt"
	"strings"
)

// expand replaces the policy variables of a value. A variable that the request has
// no value for, and that names no default, makes the value match nothing: found is
// then false. A key with several values cannot stand in a variable: why says so.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func (q *request) expand(value string, v Version) (p pattern, found bool, why string) {
	if v != Version2012 {
		return pattern(value), true, ""
	}
	for {
		before, rest, open := strings.Cut(value, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return p + pattern(value), true, ""
		}
		text, found, why := q.variable(name)
		if !found {
			return "", false, why
		}
		p += pattern(before) + literal(text)
		value = after
	}
}

// variable is the value of ${name}: a special character, a condition key of the request, or the default.
func (q *request) variable(name string) (text string, found bool, why string) {
	switch name {
	case "*", "?", "$":
		return name, true, ""
	}
	key, fallback, hasDefault := strings.Cut(name, ",")
	values := q.context[strings.ToLower(strings.TrimSpace(key))]
	switch {
	case len(values) == 1:
		return values[0], true, ""
	case len(values) > 1:
		return "", false, fmt.Sprintf("policy variable ${%s}: the key has %d values", name, len(values))
	case hasDefault:
		return strings.Trim(strings.TrimSpace(fallback), "'"), true, ""
	}
	return "", false, ""
}
