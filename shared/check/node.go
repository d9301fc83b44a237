package check

import (
	"strconv"
	"strings"
)

// place is where something stands: line and column, counted from 1, in characters.
type place struct{ line, column int }

// kind is what a node is.
type kind int

// An unknown is the value of a function that only a deployment can evaluate.
const (
	object kind = iota
	list
	text
	unknown
)

// syntax is how a node is written, and so how its fix must be.
type syntax int

// policyJSON is JSON in which no CloudFormation function is evaluated: a policy in a
// file of its own or in a string.
const (
	yamlSyntax syntax = iota
	jsonSyntax
	policyJSON
)

// node is a piece of a file, whether YAML or JSON. A nil node is absent, and so are
// all parts of it.
type node struct {
	kind    kind
	syntax  syntax
	at      place
	text    string // of a text; "${...}" in it is filled by the deployment
	members []member
	items   []*node
	body    *body // of a text: how it stands in the file
}

// member is a named part of an object.
type member struct {
	name  string
	at    place // of the name
	value *node
}

// body is the text of a scalar as it stands in the file, indentation included, so
// that places in it are places in the file.
type body struct {
	text string
	at   place
}

// get is the member of that name.
func (n *node) get(name string) *node {
	if m := n.member(name); m != nil {
		return m.value
	}
	return nil
}

func (n *node) member(name string) *member {
	if n == nil {
		return nil
	}
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i]
		}
	}
	return nil
}

// list is the items of a list; anything else that is there counts as a list of one, as in policies.
func (n *node) list() []*node {
	switch {
	case n == nil || n.kind == unknown:
		return nil
	case n.kind == list:
		return n.items
	}
	return []*node{n}
}

func (n *node) is(k kind) bool { return n != nil && n.kind == k }

// open reports whether what is there is known only when it is deployed.
func (n *node) open() bool {
	return n.is(unknown) || n.is(text) && strings.Contains(n.text, "${")
}

// literal is the text as it will be; not ok when there is none or it is open.
func (n *node) literal() (string, bool) {
	if !n.is(text) || n.open() {
		return "", false
	}
	return n.text, true
}

// number is a whole number, nil where there is none.
func (n *node) number() *int64 {
	s, ok := n.literal()
	if !ok {
		return nil
	}
	i, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		return nil
	}
	return &i
}

func (n *node) isTrue() bool {
	s, ok := n.literal()
	return ok && strings.EqualFold(s, "true")
}

// walk visits a node and all that is in it, with the name each is known by.
func (n *node) walk(name string, visit func(name string, n *node)) {
	if n == nil {
		return
	}
	visit(name, n)
	for _, m := range n.members {
		m.value.walk(m.name, visit)
	}
	for _, item := range n.items {
		item.walk(name, visit)
	}
}
