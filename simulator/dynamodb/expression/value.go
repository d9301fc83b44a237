package expression

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Item is an item: attribute values by name.
type Item map[string]Value

// Value is an attribute value: Type is the descriptor (S, N, B, BOOL, NULL, M, L, SS, NS, BS).
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
type Value struct {
	Type string
	Text string           // S; N in plain decimal; B as raw bytes
	Bool bool             // BOOL
	Map  map[string]Value // M
	List []Value          // L
	Set  []string         // SS, NS in plain decimal, BS as raw bytes; sorted
}

// MarshalJSON writes {"S":"text"} and the like.
func (v Value) MarshalJSON() ([]byte, error) {
	var out any
	switch v.Type {
	case "S", "N":
		out = v.Text
	case "B":
		out = []byte(v.Text)
	case "BOOL":
		out = v.Bool
	case "NULL":
		out = true
	case "M":
		out = v.Map
	case "L":
		out = append([]Value{}, v.List...)
	case "SS", "NS":
		out = v.Set
	case "BS":
		var all [][]byte
		for _, s := range v.Set {
			all = append(all, []byte(s))
		}
		out = all
	default:
		return nil, fmt.Errorf("attribute value of type %q", v.Type)
	}
	return json.Marshal(map[string]any{v.Type: out})
}

// UnmarshalJSON reads one descriptor and its value.
func (v *Value) UnmarshalJSON(text []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	if len(raw) != 1 {
		return fmt.Errorf(
			"supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
		)
	}
	for kind, value := range raw {
		v.Type = kind
		return v.read(value)
	}
	return nil
}

func (v *Value) read(value json.RawMessage) error {
	switch v.Type {
	case "S":
		return json.Unmarshal(value, &v.Text)
	case "N":
		if err := json.Unmarshal(value, &v.Text); err != nil {
			return err
		}
		n, err := parseNumber(v.Text)
		v.Text = n.String()
		return err
	case "B":
		var b []byte
		err := json.Unmarshal(value, &b)
		v.Text = string(b)
		return err
	case "BOOL":
		return json.Unmarshal(value, &v.Bool)
	case "NULL":
		return nil
	case "M":
		return json.Unmarshal(value, &v.Map)
	case "L":
		return json.Unmarshal(value, &v.List)
	case "SS", "NS", "BS":
		return v.readSet(value)
	}
	return fmt.Errorf("supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
}

func (v *Value) readSet(value json.RawMessage) error {
	if err := json.Unmarshal(value, &v.Set); err != nil {
		return err
	}
	for i, s := range v.Set {
		switch v.Type {
		case "NS":
			n, err := parseNumber(s)
			if err != nil {
				return err
			}
			v.Set[i] = n.String()
		case "BS":
			b, err := base64.StdEncoding.DecodeString(s)
			if err != nil {
				return err
			}
			v.Set[i] = string(b)
		}
	}
	slices.Sort(v.Set)
	if len(v.Set) == 0 || len(slices.Compact(slices.Clone(v.Set))) < len(v.Set) {
		return fmt.Errorf("an attribute value set must hold values, each once")
	}
	return nil
}

// Equal compares by type and value; numbers were made alike when they were read.
func (v Value) Equal(w Value) bool {
	if v.Type != w.Type {
		return false
	}
	a, errA := json.Marshal(v)
	b, errB := json.Marshal(w)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// Compare orders two strings, numbers or binaries; other pairs have no order.
func (v Value) Compare(w Value) (order int, ok bool) {
	if v.Type != w.Type {
		return 0, false
	}
	switch v.Type {
	case "S", "B":
		return strings.Compare(v.Text, w.Text), true
	case "N":
		a, errA := parseNumber(v.Text)
		b, errB := parseNumber(w.Text)
		if errA != nil || errB != nil {
			return 0, false
		}
		return a.rat.Cmp(b.rat), true
	}
	return 0, false
}

// Size is what the value counts towards the item's 400 KB, by its text.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
func (v Value) Size() int {
	n := len(v.Text)
	for _, s := range v.Set {
		n += len(s)
	}
	for _, item := range v.List {
		n += 1 + item.Size()
	}
	return n + Item(v.Map).Size() + 1
}

// Size is the sum of names and values.
func (i Item) Size() int {
	n := 0
	for name, v := range i {
		n += len(name) + v.Size()
	}
	return n
}

// Clone copies an item so that nobody shares a map with the table.
func (i Item) Clone() Item {
	out := Item{}
	for name, v := range i {
		out[name] = v.Clone()
	}
	return out
}

// Clone copies a value and all that is in it.
func (v Value) Clone() Value {
	v.Set = slices.Clone(v.Set)
	list := v.List
	v.List = nil
	for _, item := range list {
		v.List = append(v.List, item.Clone())
	}
	if v.Map != nil {
		v.Map = Item(v.Map).Clone()
	}
	return v
}
