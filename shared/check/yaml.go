package check

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"farvault/shared/settings"
)

// maxRepeated bounds the nodes that aliases may repeat: a few lines could ask for millions.
const maxRepeated = 20_000

// yamlReader makes nodes of YAML. CloudFormation's short functions become long ones:
// !Sub x is {Fn::Sub: x}.
type yamlReader struct {
	lines    []string
	repeated int // nodes made so far inside aliases
	alias    int // how many aliases the present node is inside of
}

// readYAML reads one YAML document; nil when there is none.
func (d *document) readYAML() *node {
	decoder := yaml.NewDecoder(strings.NewReader(string(d.Text)))
	var first, second yaml.Node
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		line, problem := settings.YAMLError(err)
		d.say(Malformed, place{line, 1}, "", "%s", problem)
		return nil
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		d.say(
			Malformed,
			place{second.Line, max(second.Column, 1)},
			"",
			"a second YAML document begins here, which AWS does not read",
		)
	case !errors.Is(err, io.EOF):
		line, problem := settings.YAMLError(err)
		d.say(Malformed, place{line, 1}, "", "%s", problem)
	}
	r := &yamlReader{lines: strings.Split(string(d.Text), "\n")}
	return r.node(first.Content[0])
}

// node is a YAML node with its function, if it carries one; nil for null.
func (r *yamlReader) node(y *yaml.Node) *node {
	if r.alias > 0 {
		r.repeated++
	}
	if r.repeated > maxRepeated {
		return &node{kind: unknown, at: placeOf(y)}
	}
	if y.Kind == yaml.AliasNode {
		r.alias++
		defer func() { r.alias-- }()
		return r.node(y.Alias)
	}
	n := r.plain(y)
	name, short := strings.CutPrefix(y.Tag, "!")
	if !short || name == "" || strings.HasPrefix(name, "!") || n == nil {
		return n
	}
	if name != "Ref" && name != "Condition" {
		name = "Fn::" + name
	}
	return &node{kind: object, at: n.at, members: []member{{name, n.at, n}}}
}

// plain is a YAML node without its function.
func (r *yamlReader) plain(y *yaml.Node) *node {
	n := &node{at: placeOf(y)}
	switch y.Kind {
	case yaml.MappingNode:
		n.kind = object
		for i := 0; i+1 < len(y.Content); i += 2 {
			key := y.Content[i]
			n.members = append(n.members, member{key.Value, placeOf(key), r.node(y.Content[i+1])})
		}
	case yaml.SequenceNode:
		n.kind = list
		for _, item := range y.Content {
			if value := r.node(item); value != nil {
				n.items = append(n.items, value)
			}
		}
	case yaml.ScalarNode:
		if y.Tag == "!!null" {
			return nil
		}
		n.kind, n.text, n.body = text, y.Value, r.body(y)
	default:
		n.kind = unknown
	}
	return n
}

func placeOf(y *yaml.Node) place { return place{max(y.Line, 1), max(y.Column, 1)} }

// body is how a scalar with a policy in it stands in the file; nil for any other, and
// where escapes or folded lines keep the one from being found in the other.
func (r *yamlReader) body(y *yaml.Node) *body {
	if !beginsWithBrace(y.Value) || y.Line < 1 || y.Line > len(r.lines) {
		return nil
	}
	if y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return r.block(y)
	}
	line := []rune(r.lines[y.Line-1])
	from := min(max(y.Column, 1)-1, len(line))
	before, _, found := strings.Cut(string(line[from:]), y.Value)
	if !found {
		return nil
	}
	return &body{y.Value, place{y.Line, 1 + from + utf8.RuneCountInString(before)}}
}

// block is the lines of a block scalar, which begin below its indicator.
func (r *yamlReader) block(y *yaml.Node) *body {
	lines := r.lines[y.Line:]
	value := strings.TrimLeft(y.Value, "\n")
	indent := -1
	end := 0
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if indent < 0 {
			indent = leading(line) - leading(value)
		}
		if leading(line) < indent {
			break
		}
		end = i + 1
	}
	return &body{strings.Join(lines[:end], "\n"), place{y.Line + 1, 1}}
}

func leading(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
