package policy

import (
	"bytes"
	"encoding/base64"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// operator is a condition operator of AWS's table, without its set prefix and IfExists.
type operator struct {
	// holds compares one value of the policy with one of the request. What either
	// cannot be read as (a number, a date) makes the comparison unknown.
	holds     func(p pattern, value string) truth
	negated   bool // none of the policy's values may hold; an absent key passes
	variables bool // the policy's values may have policy variables
}

// operators are AWS's condition operators, names in lower case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operators = map[string]operator{
	"stringequals":              {holds: equals, variables: true},
	"stringnotequals":           {holds: equals, variables: true, negated: true},
	"stringequalsignorecase":    {holds: equalsFold, variables: true},
	"stringnotequalsignorecase": {holds: equalsFold, variables: true, negated: true},
	"stringlike":                {holds: like, variables: true},
	"stringnotlike":             {holds: like, variables: true, negated: true},
	"arnequals":                 {holds: arnLike, variables: true},
	"arnlike":                   {holds: arnLike, variables: true},
	"arnnotequals":              {holds: arnLike, variables: true, negated: true},
	"arnnotlike":                {holds: arnLike, variables: true, negated: true},
	"numericequals":             {holds: numeric(func(order int) bool { return order == 0 })},
	"numericnotequals":          {holds: numeric(func(order int) bool { return order == 0 }), negated: true},
	"numericlessthan":           {holds: numeric(func(order int) bool { return order < 0 })},
	"numericlessthanequals":     {holds: numeric(func(order int) bool { return order <= 0 })},
	"numericgreaterthan":        {holds: numeric(func(order int) bool { return order > 0 })},
	"numericgreaterthanequals":  {holds: numeric(func(order int) bool { return order >= 0 })},
	"dateequals":                {holds: date(func(order int) bool { return order == 0 })},
	"datenotequals":             {holds: date(func(order int) bool { return order == 0 }), negated: true},
	"datelessthan":              {holds: date(func(order int) bool { return order < 0 })},
	"datelessthanequals":        {holds: date(func(order int) bool { return order <= 0 })},
	"dategreaterthan":           {holds: date(func(order int) bool { return order > 0 })},
	"dategreaterthanequals":     {holds: date(func(order int) bool { return order >= 0 })},
	"bool":                      {holds: boolean, variables: true},
	"binaryequals":              {holds: binary},
	"ipaddress":                 {holds: address},
	"notipaddress":              {holds: address, negated: true},
}

func equals(p pattern, value string) truth     { return truthOf(p.text() == value) }
func equalsFold(p pattern, value string) truth { return truthOf(strings.EqualFold(p.text(), value)) }
func like(p pattern, value string) truth       { return truthOf(p.matches(value)) }
func arnLike(p pattern, value string) truth    { return truthOf(p.matchesARN(value)) }
func boolean(p pattern, value string) truth    { return equalsFold(p, value) }

// numeric compares the request's number with the policy's: "less than" is order < 0.
func numeric(want func(order int) bool) func(pattern, string) truth {
	return ordered(func(s string) (float64, bool) {
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil && !math.IsNaN(n)
	}, want)
}

// dates are the W3C forms of ISO 8601 in which a point of time may be written.
var dates = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly, "2006-01", "20060102T150405Z"}

// date compares points of time, each a W3C form of ISO 8601 or seconds since 1970.
func date(want func(order int) bool) func(pattern, string) truth {
	return ordered(func(s string) (float64, bool) {
		for _, layout := range dates {
			if t, err := time.Parse(layout, s); err == nil {
				return float64(t.Unix()) + float64(t.Nanosecond())/1e9, true
			}
		}
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil && !math.IsNaN(n)
	}, want)
}

func ordered(read func(string) (float64, bool), want func(order int) bool) func(pattern, string) truth {
	return func(p pattern, value string) truth {
		bound, ok := read(p.text())
		n, alsoOK := read(value)
		switch {
		case !ok || !alsoOK:
			return unknown
		case n < bound:
			return truthOf(want(-1))
		case n > bound:
			return truthOf(want(1))
		}
		return truthOf(want(0))
	}
}

// binary compares byte by byte; both sides are base64, as JSON holds nothing else.
func binary(p pattern, value string) truth {
	want, err := base64.StdEncoding.DecodeString(p.text())
	got, alsoErr := base64.StdEncoding.DecodeString(value)
	if err != nil || alsoErr != nil {
		return unknown
	}
	return truthOf(bytes.Equal(want, got))
}

// address reports whether the request's address is in the policy's range. An address without a prefix is a range of
// one.
func address(p pattern, value string) truth {
	text := p.text()
	if single, err := netip.ParseAddr(text); err == nil {
		text = netip.PrefixFrom(single, single.BitLen()).String()
	}
	prefix, err := netip.ParsePrefix(text)
	ip, alsoErr := netip.ParseAddr(value)
	if err != nil || alsoErr != nil {
		return unknown
	}
	return truthOf(prefix.Contains(ip))
}
