// Package pattern matches events against EventBridge event patterns: exact
// values and the comparison operators, nested objects, arrays, $or. Subscription filter
// policies of SNS are the same language. It knows neither buses nor topics.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
package pattern

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Pattern is a parsed event pattern. The zero Pattern matches every object.
type Pattern struct {
	fields []field
	ors    [][]Pattern // every $or of this level; one alternative of each must match
}

// field is one name of a pattern: an object below it, or the values it may have.
type field struct {
	name   string
	nested *Pattern
	leaf   []matcher // any of them
}

// Parse reads a pattern. Its errors read on after AWS's "Event pattern is not valid. Reason: ".
func Parse(text []byte) (Pattern, error) {
	raw, err := decode(text)
	if err != nil {
		return Pattern{}, fmt.Errorf("not JSON: %w", err)
	}
	object, ok := raw.(map[string]any)
	if !ok {
		return Pattern{}, fmt.Errorf("filter is not an object")
	}
	return parseObject(object)
}

func parseObject(object map[string]any) (Pattern, error) {
	var p Pattern
	if len(object) == 0 {
		return Pattern{}, fmt.Errorf("empty objects are not allowed")
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name == "$or" {
			alternatives, err := parseOr(object[name])
			if err != nil {
				return Pattern{}, err
			}
			p.ors = append(p.ors, alternatives)
			continue
		}
		f, err := parseField(name, object[name])
		if err != nil {
			return Pattern{}, err
		}
		p.fields = append(p.fields, f)
	}
	return p, nil
}

// parseOr reads the alternatives of a $or, each a pattern of its level.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-complex-example-or
func parseOr(value any) ([]Pattern, error) {
	list, ok := value.([]any)
	if !ok || len(list) < 2 {
		return nil, fmt.Errorf("$or must be an array of at least two patterns")
	}
	var alternatives []Pattern
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("$or must be an array of at least two patterns")
		}
		p, err := parseObject(object)
		if err != nil {
			return nil, err
		}
		alternatives = append(alternatives, p)
	}
	return alternatives, nil
}

func parseField(name string, value any) (field, error) {
	switch v := value.(type) {
	case map[string]any:
		nested, err := parseObject(v)
		if err != nil {
			return field{}, fmt.Errorf("%q: %w", name, err)
		}
		return field{name: name, nested: &nested}, nil
	case []any:
		leaf, err := parseLeaf(v)
		if err != nil {
			return field{}, fmt.Errorf("%q: %w", name, err)
		}
		return field{name: name, leaf: leaf}, nil
	}
	return field{}, fmt.Errorf("%q must be an object or an array", name)
}

// Match reports whether an event, a JSON object, fits the pattern. What is not a JSON object fits none.
func (p Pattern) Match(event []byte) bool {
	raw, err := decode(event)
	if err != nil {
		return false
	}
	object, ok := raw.(map[string]any)
	return ok && p.matches(object)
}

func (p Pattern) matches(object map[string]any) bool {
	for _, f := range p.fields {
		if !f.matches(object[f.name]) {
			return false
		}
	}
	for _, alternatives := range p.ors {
		if !slices.ContainsFunc(alternatives, func(a Pattern) bool { return a.matches(object) }) {
			return false
		}
	}
	return true
}

// matches judges the value of the field; an absent one is nil with nothing in it.
// An array fits when one of its elements does:
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html
func (f field) matches(value any) bool {
	if f.nested == nil {
		return matchLeaf(f.leaf, value)
	}
	switch v := value.(type) {
	case map[string]any:
		return f.nested.matches(v)
	case []any:
		return slices.ContainsFunc(v, f.matches)
	}
	return f.nested.matches(nil) // only exists:false can hold below what is not an object
}

// null stands for JSON's null, so that nil can mean absent.
type null struct{}

// decode reads JSON with numbers as they are written and null as null{}.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var raw any
	if err := d.Decode(&raw); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("text after the end")
	}
	return markNull(raw), nil
}

func markNull(value any) any {
	switch v := value.(type) {
	case nil:
		return null{}
	case map[string]any:
		for name := range v {
			v[name] = markNull(v[name])
		}
	case []any:
		for i := range v {
			v[i] = markNull(v[i])
		}
	}
	return value
}
