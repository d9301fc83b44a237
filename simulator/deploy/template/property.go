package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Text is a property that CloudFormation takes as text: numbers and booleans too.
type Text string

// UnmarshalJSON takes any scalar.
func (t *Text) UnmarshalJSON(b []byte) error {
	v, err := scalarOf(b)
	*t = Text(v)
	return err
}

// Whole is a property that is a whole number, perhaps written as text.
type Whole int

// UnmarshalJSON takes 5 and "5".
func (w *Whole) UnmarshalJSON(b []byte) error {
	v, err := scalarOf(b)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v)
	*w = Whole(n)
	return err
}

// Flag is a property that is true or false, perhaps written as text.
type Flag bool

// UnmarshalJSON takes true and "true".
func (f *Flag) UnmarshalJSON(b []byte) error {
	v, err := scalarOf(b)
	if err != nil {
		return err
	}
	held, err := strconv.ParseBool(v)
	*f = Flag(held)
	return err
}

func scalarOf(b []byte) (string, error) {
	if len(b) > 0 && (b[0] == '{' || b[0] == '[') {
		return "", fmt.Errorf("%s is not a scalar", b)
	}
	var s string
	if json.Unmarshal(b, &s) == nil {
		return s, nil
	}
	return string(b), nil
}

// Inert is a property that changes nothing in the simulator.
type Inert struct{}

// UnmarshalJSON takes anything.
func (*Inert) UnmarshalJSON([]byte) error { return nil }

// Document is a property that holds JSON of its own: a policy, an event pattern.
type Document string

// UnmarshalJSON keeps the JSON as it is.
func (d *Document) UnmarshalJSON(b []byte) error {
	var out bytes.Buffer
	err := json.Compact(&out, b)
	*d = Document(out.String())
	return err
}

// TagList is the Tags property of most resources.
type TagList []struct{ Key, Value Text }

// ByKey is the tags as a map.
func (l TagList) ByKey() map[string]string {
	out := map[string]string{}
	for _, t := range l {
		out[string(t.Key)] = string(t.Value)
	}
	return out
}

// decodeNode reads a mapping, or nothing, into a struct whose fields bear its names.
func (e *Evaluation) decodeNode(n *yaml.Node, into any) error {
	if n == nil {
		return nil
	}
	value, err := e.value(n)
	if err != nil {
		return err
	}
	return atProperty(n, decode(value, into))
}

// decode puts an evaluated value into a struct, and refuses what the struct has not.
func decode(value, into any) error {
	encoded, err := encode(value)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(encoded)))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

var unknownField = regexp.MustCompile(`unknown field "([^"]+)"`)

// atProperty gives the error of an unknown property its line.
func atProperty(n *yaml.Node, err error) error {
	if err == nil {
		return nil
	}
	m := unknownField.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	line := ""
	if key := findKey(n, m[1]); key != nil {
		line = fmt.Sprintf("line %d: ", key.Line)
	}
	return fmt.Errorf("%sproperty %s is not known to the simulator", line, m[1])
}

// findKey is the first key of that name, however deep.
func findKey(n *yaml.Node, name string) *yaml.Node {
	if n == nil {
		return nil
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Value == name {
			return child
		}
		if key := findKey(child, name); key != nil {
			return key
		}
	}
	return nil
}
