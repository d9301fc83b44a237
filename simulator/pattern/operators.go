package pattern

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// operators are the comparisons by name.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
var operators map[string]func(any) (matcher, error)

func init() { // anything-but looks its operand's operator up in the table it stands in
	operators = map[string]func(any) (matcher, error){
		"prefix":             prefix,
		"suffix":             suffix,
		"equals-ignore-case": equalsIgnoreCase,
		"wildcard":           wildcard,
		"anything-but":       anythingBut,
		"exists":             exists,
		"numeric":            numeric,
		"cidr":               cidr,
	}
}

func prefix(operand any) (matcher, error) {
	return textual("prefix", operand, strings.HasPrefix)
}

func suffix(operand any) (matcher, error) {
	return textual("suffix", operand, strings.HasSuffix)
}

// textual is prefix or suffix, whose operand is a string or {"equals-ignore-case": string}.
func textual(name string, operand any, test func(s, part string) bool) (matcher, error) {
	if part, ok := operand.(string); ok {
		return onString(func(s string) bool { return test(s, part) }), nil
	}
	object, _ := operand.(map[string]any)
	part, ok := object["equals-ignore-case"].(string)
	if !ok || len(object) != 1 {
		return matcher{}, fmt.Errorf("%s match pattern must be a string", name)
	}
	part = strings.ToLower(part)
	return onString(func(s string) bool { return test(strings.ToLower(s), part) }), nil
}

func equalsIgnoreCase(operand any) (matcher, error) {
	want, ok := operand.(string)
	if !ok {
		return matcher{}, fmt.Errorf("equals-ignore-case match pattern must be a string")
	}
	return onString(func(s string) bool { return strings.EqualFold(s, want) }), nil
}

func onString(test func(string) bool) matcher {
	return matcher{holds: func(scalar any) bool {
		s, ok := scalar.(string)
		return ok && test(s)
	}}
}

// wildcard: * stands for any characters, \* for itself.
func wildcard(operand any) (matcher, error) {
	text, ok := operand.(string)
	if !ok {
		return matcher{}, fmt.Errorf("wildcard match pattern must be a string")
	}
	parts := []string{""}
	for i := 0; i < len(text); i++ {
		last := &parts[len(parts)-1]
		switch {
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == '*' || text[i+1] == '\\'):
			i++
			*last += text[i : i+1]
		case text[i] == '\\':
			return matcher{}, fmt.Errorf("invalid escape character at pos %d", i)
		case text[i] == '*' && i > 0 && *last == "" && len(parts) > 1:
			return matcher{}, fmt.Errorf("consecutive wildcard characters at pos %d", i-1)
		case text[i] == '*':
			parts = append(parts, "")
		default:
			*last += text[i : i+1]
		}
	}
	return onString(func(s string) bool { return matchParts(s, parts) }), nil
}

// matchParts reports whether s is the parts with anything between them.
func matchParts(s string, parts []string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return s == first
	}
	if !strings.HasPrefix(s, first) {
		return false
	}
	s = s[len(first):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, last)
}

// anythingBut holds for a value that is there and is none of the operand: a
// string or number, a list of them, or one of four operators over a string or a list.
func anythingBut(operand any) (matcher, error) {
	var not []matcher
	switch v := operand.(type) {
	case []any:
		if len(v) == 0 {
			return matcher{}, fmt.Errorf("anything-but list must not be empty")
		}
		for _, item := range v {
			if !isStringOrNumber(item) {
				return matcher{}, fmt.Errorf("anything-but list must hold strings or numbers")
			}
			not = append(not, matcher{holds: equal(item)})
		}
	case map[string]any:
		var err error
		if not, err = anythingButOperator(v); err != nil {
			return matcher{}, err
		}
	default:
		if !isStringOrNumber(v) {
			return matcher{}, fmt.Errorf("anything-but must be a string, a number, a list of them or an operator")
		}
		not = []matcher{{holds: equal(v)}}
	}
	return matcher{holds: func(scalar any) bool {
		return !slices.ContainsFunc(not, func(m matcher) bool { return m.holds(scalar) })
	}}, nil
}

func anythingButOperator(object map[string]any) ([]matcher, error) {
	if len(object) != 1 {
		return nil, fmt.Errorf("only one key allowed in match expression")
	}
	name := slices.Sorted(maps.Keys(object))[0]
	if !slices.Contains([]string{"prefix", "suffix", "equals-ignore-case", "wildcard"}, name) {
		return nil, fmt.Errorf("unsupported anything-but pattern: %s", name)
	}
	operands, ok := object[name].([]any)
	if !ok {
		operands = []any{object[name]}
	}
	var not []matcher
	for _, operand := range operands {
		m, err := operators[name](operand)
		if err != nil {
			return nil, err
		}
		not = append(not, m)
	}
	return not, nil
}

func isStringOrNumber(value any) bool {
	switch value.(type) {
	case string, json.Number:
		return true
	}
	return false
}

// exists works on leaves only: to it, an object is not there.
func exists(operand any) (matcher, error) {
	wanted, ok := operand.(bool)
	if !ok {
		return matcher{}, fmt.Errorf("exists match pattern must be either true or false")
	}
	return matcher{absent: !wanted, holds: func(any) bool { return true }}, nil
}

func cidr(operand any) (matcher, error) {
	text, _ := operand.(string)
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return matcher{}, fmt.Errorf("malformed CIDR, one '/' required")
	}
	return onString(func(s string) bool {
		address, err := netip.ParseAddr(s)
		return err == nil && network.Contains(address)
	}), nil
}
