package template

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var placeholder = regexp.MustCompile(`\$\{(!?)([^${}]*)\}`)

// sub replaces ${Name}, ${Resource.Attribute} and the names of its own mapping; ${!Name} stays as ${Name}.
func (e *Evaluation) sub(n *yaml.Node) (any, error) {
	text, own := n.Value, map[string]string{}
	if n.Kind == yaml.SequenceNode {
		if len(n.Content) != 2 {
			return nil, errorAt(n, "Sub needs a text and a mapping")
		}
		text = n.Content[0].Value
		members, err := entries(n.Content[1])
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if own[m.key.Value], err = e.text(m.value); err != nil {
				return nil, err
			}
		}
	}
	var failed error
	out := placeholder.ReplaceAllStringFunc(text, func(match string) string {
		parts := placeholder.FindStringSubmatch(match)
		if parts[1] == "!" {
			return "${" + parts[2] + "}"
		}
		if v, ok := own[parts[2]]; ok {
			return v
		}
		s, err := e.substitute(n, parts[2])
		if err != nil && failed == nil {
			failed = err
		}
		return s
	})
	return out, failed
}

func (e *Evaluation) substitute(n *yaml.Node, name string) (string, error) {
	var v any
	var err error
	if id, attribute, ok := strings.Cut(name, "."); ok {
		v, err = e.attribute(n, id, attribute)
	} else {
		v, err = e.reference(n, name)
	}
	if err != nil {
		return "", err
	}
	s, ok := asText(v)
	if !ok {
		return "", errorAt(n, "${%s} is not text", name)
	}
	return s, nil
}

func (e *Evaluation) join(n *yaml.Node) (any, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
		return nil, errorAt(n, "Join needs a delimiter and a list")
	}
	list, err := e.list(n.Content[1])
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, v := range list {
		s, ok := asText(v)
		if !ok {
			return nil, errorAt(n, "Join of what is not text")
		}
		texts = append(texts, s)
	}
	return strings.Join(texts, n.Content[0].Value), nil
}

func (e *Evaluation) split(n *yaml.Node) (any, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
		return nil, errorAt(n, "Split needs a delimiter and a text")
	}
	text, err := e.text(n.Content[1])
	if err != nil {
		return nil, err
	}
	var out []any
	for _, part := range strings.Split(text, n.Content[0].Value) {
		out = append(out, part)
	}
	return out, nil
}

func (e *Evaluation) pick(n *yaml.Node) (any, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
		return nil, errorAt(n, "Select needs an index and a list")
	}
	index, err := e.text(n.Content[0])
	if err != nil {
		return nil, err
	}
	list, err := e.list(n.Content[1])
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(list) {
		return nil, errorAt(n, "Select of %s from a list of %d", index, len(list))
	}
	return list[i], nil
}
