package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"farvault/shared/policy"
)

// holds judges one condition by whether it lets an Allow through: "yes", "no", or what is unknown.
func holds(t *testing.T, operator, key string, values policy.Values, context map[string][]string) string {
	t.Helper()
	d := policy.New(policy.Statement{
		Effect: policy.Allow, Action: policy.Values{"sqs:*"}, Resource: policy.Values{"*"},
		Condition: policy.Condition{operator: {key: values}},
	})
	r := send(user)
	r.Context = context
	v := policy.Evaluate(r, policy.Set{Identity: []policy.Document{d}})
	if v.Decision == policy.Allowed {
		return "yes"
	}
	if len(v.Unknown) > 0 {
		return strings.Join(v.Unknown, "; ")
	}
	return "no"
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func TestOperatorsCompare(t *testing.T) {
	t.Parallel()
	type row struct {
		operator string
		policy   string // values divided by "|"
		request  string
		want     string
	}
	for _, tt := range []row{
		{"StringEquals", "a|b", "b", "yes"},
		{"StringEquals", "a|b", "B", "no"},
		{"stringequals", "a", "a", "yes"},
		{"StringEquals", "a*", "ab", "no"},
		{"StringNotEquals", "a|b", "c", "yes"},
		{"StringNotEquals", "a|b", "b", "no"},
		{"StringEqualsIgnoreCase", "Ab", "aB", "yes"},
		{"StringNotEqualsIgnoreCase", "Ab", "aB", "no"},
		{"StringLike", "David/*|x?z", "David/a/b", "yes"},
		{"StringLike", "x?z", "xz", "no"},
		{"StringLike", "*a*b*", "xxaxxbxx", "yes"},
		{"StringLike", "", "", "yes"},
		{"StringNotLike", "David/*", "Eva/a", "yes"},
		{"StringNotLike", "David/*", "David/a", "no"},
		{"NumericEquals", "10", "10.0", "yes"},
		{"NumericNotEquals", "10", "10", "no"},
		{"NumericLessThan", "10", "9.5", "yes"},
		{"NumericLessThanEquals", "10", "10", "yes"},
		{"NumericGreaterThan", "10", "10", "no"},
		{"NumericGreaterThanEquals", "10", "-11", "no"},
		{"NumericLessThan", "ten", "9", `identity-based policy, statement 1: condition NumericLessThan k: "ten" and "9" cannot be compared`},
		{"DateEquals", "2025-11-20T12:00:00Z", "2025-11-20T13:00:00+01:00", "yes"},
		{"DateNotEquals", "2025-11-20", "2025-11-20T00:00:00Z", "no"},
		{"DateLessThan", "1763640001", "2025-11-20T12:00:00Z", "yes"},
		{"DateLessThanEquals", "2025-11-20T12:00:00Z", "2025-11-20T12:00:00.5Z", "no"},
		{"DateGreaterThan", "2025-11-20T12:00Z", "2025-11-20T12:00:01Z", "yes"},
		{"DateGreaterThanEquals", "2026-01", "2025-12-31T23:59:59Z", "no"},
		{"DateLessThan", "2025-11-20", "soon", `identity-based policy, statement 1: condition DateLessThan k: "2025-11-20" and "soon" cannot be compared`},
		{"Bool", "true", "True", "yes"},
		{"Bool", "false", "true", "no"},
		{"BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "yes"},
		{"BinaryEquals", "QmluYXJ5", "QmluYXJ6", "no"},
		{"BinaryEquals", "!", "QmluYXJ5", `identity-based policy, statement 1: condition BinaryEquals k: "!" and "QmluYXJ5" cannot be compared`},
		{"IpAddress", "203.0.113.0/24|2001:DB8:1234:5678::/64", "203.0.113.9", "yes"},
		{"IpAddress", "203.0.113.0/24|2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", "yes"},
		{"IpAddress", "203.0.113.9", "203.0.113.10", "no"},
		{"NotIpAddress", "203.0.113.0/24", "198.51.100.1", "yes"},
		{"NotIpAddress", "203.0.113.0/24", "203.0.113.1", "no"},
		{"IpAddress", "203.0.113.0/24", "here", `identity-based policy, statement 1: condition IpAddress k: "203.0.113.0/24" and "here" cannot be compared`},
		{"ArnEquals", "arn:aws:events:*:111122223333:rule/*", "arn:aws:events:eu-west-1:111122223333:rule/a:b", "yes"},
		{"ArnLike", "arn:aws:events:*:rule/a", "arn:aws:events:eu-west-1:111122223333:rule/a", "no"},
		{"ArnLike", "arn:aws:iam::11112222333?:role/farvault-*", "arn:aws:iam::111122223333:role/farvault-x", "yes"},
		{"ArnLike", "*", "arn:aws:iam::111122223333:root", "no"},
		{"ArnNotEquals", "arn:aws:iam::*:root", "arn:aws:iam::111122223333:user/bob", "yes"},
		{"ArnNotLike", "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:user/bob", "no"},
		{"ArnLike", "arn:aws:iam::*:*", "bob", "no"},
		{"StringSimilar", "a", "a", "identity-based policy, statement 1: condition StringSimilar k: no such operator is known"},
		{"NullIfExists", "true", "a", "identity-based policy, statement 1: condition NullIfExists k: no such operator is known"},
		{"ForSome:StringEquals", "a", "a", "identity-based policy, statement 1: condition ForSome:StringEquals k: no such operator is known"},
	} {
		t.Run(fmt.Sprintf("%s %q of %q", tt.operator, tt.policy, tt.request), func(t *testing.T) {
			t.Parallel()
			got := holds(t, tt.operator, "k", strings.Split(tt.policy, "|"), map[string][]string{"K": {tt.request}})
			if got != tt.want {
				t.Errorf("holds: %s, want %s", got, tt.want)
			}
		})
	}
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func TestOperatorsOnAbsentAndManyValues(t *testing.T) {
	t.Parallel()
	type row struct {
		operator string
		request  []string // nil: the key is absent
		want     string
	}
	for law, tt := range map[string]row{
		"an absent key does not match":              {"StringEquals", nil, "no"},
		"but passes a negated operator":             {"StringNotEquals", nil, "yes"},
		"and IfExists":                              {"StringEqualsIfExists", nil, "yes"},
		"IfExists tests what exists":                {"StringEqualsIfExists", []string{"z"}, "no"},
		"ForAllValues is true of none":              {"ForAllValues:StringEquals", nil, "yes"},
		"ForAnyValue is false of none":              {"ForAnyValue:StringEquals", nil, "no"},
		"even negated":                              {"ForAnyValue:StringNotEquals", nil, "no"},
		"ForAnyValue with IfExists is true of none": {"ForAnyValue:StringEqualsIfExists", nil, "yes"},
		"ForAllValues wants every value":            {"ForAllValues:StringEquals", []string{"a", "b"}, "yes"},
		"one stranger fails it":                     {"ForAllValues:StringEquals", []string{"a", "z"}, "no"},
		"ForAnyValue wants one":                     {"ForAnyValue:StringEquals", []string{"z", "a"}, "yes"},
		"ForAnyValue finds none":                    {"ForAnyValue:StringEquals", []string{"z", "y"}, "no"},
		"ForAnyValue negated wants one stranger":    {"ForAnyValue:StringNotEquals", []string{"a", "z"}, "yes"},
		"ForAllValues negated wants only strangers": {"ForAllValues:StringNotEquals", []string{"a", "z"}, "no"},
		"sets have no case":                         {"forallvalues:stringequals", []string{"a"}, "yes"},
		"many values and no set operator": {"StringEquals", []string{"a", "b"},
			"identity-based policy, statement 1: condition StringEquals k: the key has 2 values, and the operator is not ForAllValues or ForAnyValue"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := holds(t, tt.operator, "k", policy.Values{"a", "b"}, map[string][]string{"k": tt.request}); got != tt.want {
				t.Errorf("holds: %s, want %s", got, tt.want)
			}
		})
	}
	for law, tt := range map[string]row{
		"true":  {"Null", nil, "yes"},
		"TRUE":  {"Null", []string{"x"}, "no"},
		"false": {"null", []string{"x"}, "yes"},
		"False": {"Null", nil, "no"},
	} {
		t.Run("Null "+law, func(t *testing.T) {
			t.Parallel()
			if got := holds(t, tt.operator, "k", policy.Values{law}, map[string][]string{"k": tt.request}); got != tt.want {
				t.Errorf("holds: %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAllOfAConditionMustHold(t *testing.T) {
	t.Parallel()
	d := policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{
		"StringEquals":{"aws:SourceAccount":"111122223333","aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Madness":{"k":"x"}}}}`)
	r := send(user)
	r.Context = map[string][]string{"aws:SourceAccount": {own}}
	v := policy.Evaluate(r, policy.Set{Identity: []policy.Document{d}})
	if v.Decision != policy.ImplicitlyDenied || len(v.Unknown) > 0 {
		t.Errorf("got %+v, want a certain denial: one condition fails whatever Madness means", v)
	}
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func TestPolicyVariables(t *testing.T) {
	t.Parallel()
	context := map[string][]string{"aws:username": {"bob"}, "aws:PrincipalTag/stars": {"*"}, "aws:TagKeys": {"a", "b"}, "k": {"bob"}, "star": {"*"}, "dollar": {"${x}"}}
	for law, tt := range map[string]struct{ operator, key, value, want string }{
		"a variable is its key's value":            {"StringEquals", "k", "${aws:username}", "yes"},
		"whose name has no case":                   {"StringLike", "k", "${AWS:UserName}", "yes"},
		"amid other text":                          {"StringLike", "k", "?${aws:nothing, 'o'}*", "yes"},
		"a default serves when the key is absent":  {"StringEquals", "k", "${aws:PrincipalTag/team, 'bob'}", "yes"},
		"and not when it is there":                 {"StringEquals", "k", "${aws:PrincipalTag/stars, 'bob'}", "no"},
		"without a value nothing is equal":         {"StringEquals", "k", "${aws:PrincipalTag/team}", "no"},
		"so that a negation holds":                 {"StringNotEquals", "k", "${aws:PrincipalTag/team}", "yes"},
		"a wildcard from a variable is text":       {"StringLike", "k", "${aws:PrincipalTag/stars}", "no"},
		"${*} is an asterisk":                      {"StringLike", "star", "${*}", "yes"},
		"and no wildcard":                          {"StringLike", "k", "${*}", "no"},
		"${?} is a question mark":                  {"StringLike", "star", "${?}", "no"},
		"${$} is a dollar":                         {"StringEquals", "dollar", "${$}{x}", "yes"},
		"what is not closed is text":               {"StringEquals", "k", "${aws:username", "no"},
		"variables are not for numbers":            {"NumericEquals", "k", "${aws:username}", `identity-based policy, statement 1: condition NumericEquals k: "${aws:username}" and "bob" cannot be compared`},
		"a key with many values is not a variable": {"StringEquals", "k", "${aws:TagKeys}", "identity-based policy, statement 1: condition StringEquals k: policy variable ${aws:TagKeys}: the key has 2 values"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := holds(t, tt.operator, tt.key, policy.Values{tt.value}, context); got != tt.want {
				t.Errorf("holds: %s, want %s", got, tt.want)
			}
		})
	}
}
