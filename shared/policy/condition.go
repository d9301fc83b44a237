package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Condition is a statement's Condition: operator, then key, then values. All
// operators and keys must hold, of the values any one. Operators and keys are
// compared without regard to case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
type Condition map[string]map[string]Values

// condition reads the object of objects.
func (m member) condition() (Condition, error) {
	operators, err := m.members()
	if err != nil {
		return nil, m.within(err)
	}
	c := Condition{}
	for _, operator := range operators {
		keys, err := operator.members()
		if err != nil {
			return nil, m.within(operator.within(err))
		}
		c[operator.name] = map[string]Values{}
		for _, key := range keys {
			if c[operator.name][key.name], err = key.scalars(); err != nil {
				return nil, m.within(operator.within(err))
			}
		}
	}
	return c, nil
}

// holds reports whether all of the condition holds. Reasons say what is not known, if that decides.
func (c Condition) holds(q *request, v Version) (truth, []string) {
	result, reasons := yes, []string(nil)
	for _, name := range slices.Sorted(maps.Keys(c)) {
		test := parseOperator(name)
		for _, key := range slices.Sorted(maps.Keys(c[name])) {
			t, why := test.holds(q, v, key, c[name][key])
			if t == no {
				return no, nil
			}
			result = min(result, t)
			if t == unknown {
				reasons = append(reasons, fmt.Sprintf("condition %s %s: %s", name, key, why))
			}
		}
	}
	return result, reasons
}

// test is a condition operator with its set prefix and suffix taken off.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
type test struct {
	name     string
	set      string // forallvalues, foranyvalue or empty
	ifExists bool
}

func parseOperator(name string) test {
	var t test
	t.name = strings.ToLower(name)
	if set, rest, found := strings.Cut(t.name, ":"); found {
		t.set, t.name = set, rest
	}
	t.name, t.ifExists = strings.CutSuffix(t.name, "ifexists")
	return t
}

// holds judges one key. An absent key fails, but passes a negated operator, IfExists and ForAllValues.
func (t test) holds(q *request, v Version, key string, values Values) (truth, string) {
	got := q.context[strings.ToLower(key)]
	if t == (test{name: "null"}) {
		return null(len(got) > 0, values)
	}
	op, ok := operators[t.name]
	if !ok || t.set != "" && t.set != "forallvalues" && t.set != "foranyvalue" {
		return unknown, "no such operator is known"
	}
	if len(got) == 0 {
		return truthOf(t.ifExists || t.set == "forallvalues" || op.negated && t.set == ""), ""
	}
	if len(got) > 1 && t.set == "" {
		return unknown, fmt.Sprintf(
			"the key has %d values, and the operator is not ForAllValues or ForAnyValue",
			len(got),
		)
	}
	result, why := truthOf(t.set != "foranyvalue"), ""
	for _, value := range got {
		one, reason := op.any(q, v, values, value)
		if reason != "" {
			why = reason
		}
		if t.set == "foranyvalue" {
			result = max(result, one)
		} else {
			result = min(result, one)
		}
	}
	return result, why
}

// any reports whether one of the policy's values holds for the request's value;
// negated, whether none does. A value whose variable the request cannot fill equals nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
func (op operator) any(q *request, v Version, values Values, value string) (truth, string) {
	if !op.variables {
		v = Version2008
	}
	result, why := no, ""
	for _, want := range values {
		p, found, reason := q.expand(want, v)
		one := no
		if found {
			one = op.holds(p, value)
		}
		if one == unknown {
			reason = fmt.Sprintf("%q and %q cannot be compared", want, value)
		}
		if reason != "" {
			one, why = unknown, reason
		}
		result = max(result, one)
	}
	if op.negated {
		result = result.not()
	}
	return result, why
}

// null is the Null operator: "true" holds when the key is absent, "false" when it is there.
func null(present bool, values Values) (truth, string) {
	result := no
	for _, value := range values {
		switch strings.ToLower(value) {
		case "true":
			result = max(result, truthOf(!present))
		case "false":
			result = max(result, truthOf(present))
		}
	}
	return result, ""
}
