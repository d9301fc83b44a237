package main

import (
	"slices"
	"strings"
)

// condition deals one or two conditions on keys that the request could have.
func (d *dealer) condition() document {
	c := document{}
	for range 1 + d.IntN(2) {
		keys := slices.Concat(globals, derived, d.keys, d.keys)
		name := pick(d, keys...)
		s := subjects[name]
		operator := pick(d, s.operators...)
		if d.chance(10) {
			operator = "Null"
		}
		values := d.some(d.written(operator, name, s)...)
		operator = d.qualified(operator, s)
		if c[operator] == nil {
			c[operator] = document{}
		}
		c[operator].(document)[d.respell(name)] = values
	}
	return c
}

// qualified adds IfExists, or ForAllValues or ForAnyValue: what a key that can have several values needs.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func (d *dealer) qualified(operator string, s subject) string {
	if operator == "Null" {
		return operator
	}
	if d.chance(15) {
		operator += "IfExists"
	}
	if s.several || d.chance(2) {
		operator = pick(d, "ForAllValues:", "ForAnyValue:") + operator
	}
	return operator
}

// written are the values that a policy may hold for a key under an operator.
func (d *dealer) written(operator, name string, s subject) []string {
	value := pick(d, s.values...)
	shorter, prefix := value[:len(value)-1], value[:1]
	switch {
	case operator == "Null":
		return []string{"true", "false"}
	case strings.HasSuffix(operator, "IpAddress"):
		return []string{"203.0.113.0/24", "203.0.113.7", "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"}
	case strings.HasPrefix(operator, "Date") && name == "aws:EpochTime":
		return []string{"1767225600", "1763640000", "1765000000"}
	case strings.HasPrefix(operator, "Date"):
		return []string{"2025-11-20T12:00:00Z", "2025-12-01T00:00:00Z", "2026-06-01"}
	case strings.HasPrefix(operator, "Numeric"):
		return []string{"0", "10", "100.5", "3600"}
	case strings.HasPrefix(operator, "Arn"):
		return []string{
			value,
			value,
			shorter + "*",
			shorter + "?",
			strings.Replace(value, own, "*", 1),
			"arn:aws:*:*:*:*",
		}
	case strings.HasSuffix(operator, "Like"):
		return []string{value, value, shorter + "*", shorter + "?", "*", "?*", "${*}", "${aws:PrincipalTag/team}"}
	case operator == "Bool":
		return []string{"true", "false", "True"}
	}
	return []string{
		value,
		value,
		value,
		strings.ToUpper(value),
		prefix + "*",
		"${aws:PrincipalTag/team}",
		"${aws:PrincipalTag/none, 'farvault'}",
	}
}
