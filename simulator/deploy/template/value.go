package template

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// noValue is what AWS::NoValue gives: the property or list element that has it is left out.
type noValue struct{}

// value evaluates a node: string, json.Number, bool, nil, []any, map[string]any or noValue.
func (e *Evaluation) value(n *yaml.Node) (any, error) {
	if name, argument, ok := intrinsic(n); ok {
		evaluate, known := functions[name]
		if !known {
			return nil, errorAt(n, "intrinsic function %s is not known to the simulator", name)
		}
		return evaluate(e, argument)
	}
	switch n.Kind {
	case yaml.MappingNode:
		return e.mapping(n)
	case yaml.SequenceNode:
		return e.sequence(n)
	case yaml.ScalarNode:
		return scalar(n)
	}
	return nil, errorAt(n, "anchors and aliases are not known to the simulator")
}

func (e *Evaluation) mapping(n *yaml.Node) (any, error) {
	members, err := entries(n)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, m := range members {
		v, err := e.value(m.value)
		if err != nil {
			return nil, err
		}
		if _, twice := out[m.key.Value]; twice {
			return nil, errorAt(m.key, "%s is there twice", m.key.Value)
		}
		if v != (noValue{}) {
			out[m.key.Value] = v
		}
	}
	return out, nil
}

func (e *Evaluation) sequence(n *yaml.Node) (any, error) {
	out := []any{}
	for _, item := range n.Content {
		v, err := e.value(item)
		if err != nil {
			return nil, err
		}
		if v != (noValue{}) {
			out = append(out, v)
		}
	}
	return out, nil
}

// scalar keeps numbers as they are written; everything that is no number, boolean or null is text, dates too.
func scalar(n *yaml.Node) (any, error) {
	switch n.ShortTag() {
	case "!!bool":
		var b bool
		err := n.Decode(&b)
		return b, err
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value), nil
		}
		return n.Value, nil
	case "!!null":
		return nil, nil
	}
	return n.Value, nil
}

// text evaluates a node that must give text; numbers and booleans are written out.
func (e *Evaluation) text(n *yaml.Node) (string, error) {
	v, err := e.value(n)
	if err != nil {
		return "", err
	}
	s, ok := asText(v)
	if !ok {
		return "", errorAt(n, "must be text")
	}
	return s, nil
}

func asText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return fmt.Sprint(v), true
	}
	return "", false
}

// list evaluates a node that must give a list.
func (e *Evaluation) list(n *yaml.Node) ([]any, error) {
	v, err := e.value(n)
	if err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if !ok {
		return nil, errorAt(n, "must be a list")
	}
	return list, nil
}

// encode writes an evaluated value as JSON, with <, > and & as they are.
func encode(v any) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "", err
	}
	return string(bytes.TrimSpace(b.Bytes())), nil
}
