package pattern

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// matcher is one value or comparison of a leaf. It judges a scalar that is
// there: string, json.Number, bool or null{}. exists says what absence means instead.
type matcher struct {
	holds  func(scalar any) bool
	absent bool // fits when the field is not there
}

// parseLeaf reads the array of a leaf: scalars to be equal to, or operators.
func parseLeaf(list []any) ([]matcher, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("empty arrays are not allowed")
	}
	var leaf []matcher
	for _, item := range list {
		m, err := parseMatcher(item)
		if err != nil {
			return nil, err
		}
		leaf = append(leaf, m)
	}
	return leaf, nil
}

func parseMatcher(item any) (matcher, error) {
	object, ok := item.(map[string]any)
	if !ok {
		if _, ok := item.([]any); ok {
			return matcher{}, fmt.Errorf("an array within an array is not a match value")
		}
		return matcher{holds: equal(item)}, nil
	}
	if len(object) != 1 {
		return matcher{}, fmt.Errorf("only one key allowed in match expression")
	}
	name := slices.Sorted(maps.Keys(object))[0]
	operator, ok := operators[name]
	if !ok {
		return matcher{}, fmt.Errorf("unrecognized match type %s", name)
	}
	return operator(object[name])
}

// equal compares as EventBridge does, character by character: 300, 300.0 and 3.0e2 are three values.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
func equal(want any) func(any) bool {
	return func(scalar any) bool { return scalar == want }
}

// matchLeaf judges a value against the alternatives. Objects have no value of their own, so to a leaf they are not
// there.
func matchLeaf(leaf []matcher, value any) bool {
	scalars := scalarsOf(value)
	return slices.ContainsFunc(leaf, func(m matcher) bool {
		if m.absent {
			return len(scalars) == 0
		}
		return slices.ContainsFunc(scalars, m.holds)
	})
}

func scalarsOf(value any) []any {
	switch v := value.(type) {
	case string, json.Number, bool, null:
		return []any{v}
	case []any:
		var all []any
		for _, item := range v {
			all = append(all, scalarsOf(item)...)
		}
		return all
	}
	return nil
}
