// Package expression is DynamoDB's expression language and the values that it is
// about: conditions, updates, projections, with their placeholders. It knows no tables.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
package expression

import (
	"slices"
	"strings"
)

// Condition judges an item. Its parts stay visible so that a key condition can be checked.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
type Condition struct {
	operator string // AND, OR, NOT, a comparator, BETWEEN, IN or a function
	parts    []Condition
	operands []operand
}

// operand is a path, a value, or the size of what a path leads to.
type operand struct {
	path  path
	value Value
	size  bool
}

func (o operand) get(item Item) (Value, bool) {
	if o.path == nil {
		return o.value, true
	}
	v, ok := o.path.get(item)
	if ok && o.size {
		return v.length()
	}
	return v, ok
}

// length is what size() gives: bytes of a text, elements of a collection.
func (v Value) length() (Value, bool) {
	n := 0
	switch v.Type {
	case "S", "B":
		n = len(v.Text)
	case "SS", "NS", "BS":
		n = len(v.Set)
	case "L":
		n = len(v.List)
	case "M":
		n = len(v.Map)
	default:
		return Value{}, false
	}
	return Value{Type: "N", Text: integer(n).String()}, true
}

// Holds judges the item; an item that is not there is an empty one.
func (c Condition) Holds(item Item) bool {
	switch c.operator {
	case "AND":
		return c.parts[0].Holds(item) && c.parts[1].Holds(item)
	case "OR":
		return c.parts[0].Holds(item) || c.parts[1].Holds(item)
	case "NOT":
		return !c.parts[0].Holds(item)
	case "attribute_exists", "attribute_not_exists":
		_, ok := c.operands[0].path.get(item)
		return ok == (c.operator == "attribute_exists")
	}
	var values []Value
	for _, o := range c.operands {
		v, ok := o.get(item)
		if !ok {
			return false
		}
		values = append(values, v)
	}
	return c.compare(values)
}

func (c Condition) compare(v []Value) bool {
	switch c.operator {
	case "=":
		return v[0].Equal(v[1])
	case "<>":
		return !v[0].Equal(v[1])
	case "IN":
		return slices.ContainsFunc(v[1:], v[0].Equal)
	case "attribute_type":
		return v[0].Type == v[1].Text
	case "begins_with":
		return v[0].Type == v[1].Type && strings.HasPrefix(v[0].Text, v[1].Text)
	case "contains":
		return v[0].contains(v[1])
	case "BETWEEN":
		low, okLow := v[0].Compare(v[1])
		high, okHigh := v[0].Compare(v[2])
		return okLow && okHigh && low >= 0 && high <= 0
	}
	order, ok := v[0].Compare(v[1])
	if !ok {
		return false
	}
	switch c.operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func (v Value) contains(part Value) bool {
	switch v.Type {
	case "S", "B":
		return part.Type == v.Type && strings.Contains(v.Text, part.Text)
	case "SS", "NS", "BS":
		return part.Type == v.Type[:1] && slices.Contains(v.Set, part.Text)
	case "L":
		return slices.ContainsFunc(v.List, part.Equal)
	}
	return false
}
