package check

import (
	"regexp"
	"slices"
	"strings"
)

// functions evaluates CloudFormation's intrinsic functions as far as the template alone
// decides. The rest stays as "${Name}" or becomes unknown.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
type functions struct {
	defaults map[string]string // of parameters
	lists    map[string]bool   // parameters whose value is a list
	branch   int               // which value of every Fn::If is taken: 1 if its condition holds, 2 if not
}

// functionsOf knows the template's parameters.
func functionsOf(template *node, branch int) functions {
	f := functions{defaults: map[string]string{}, lists: map[string]bool{}, branch: branch}
	if parameters := template.get("Parameters"); parameters != nil {
		for _, p := range parameters.members {
			kind, _ := p.value.get("Type").literal()
			f.lists[p.name] = strings.Contains(kind, "List")
			if value, ok := p.value.get("Default").
				literal(); ok && !strings.HasPrefix(kind, "AWS::SSM") &&
				value != "" {
				f.defaults[p.name] = value
			}
		}
	}
	return f
}

// resolve is the node with its functions evaluated; nil where it is AWS::NoValue.
func (f functions) resolve(n *node) *node {
	if n == nil {
		return nil
	}
	if n.kind == object && len(n.members) == 1 && isFunction(n.members[0].name) {
		return f.call(n, n.members[0].name, n.members[0].value)
	}
	made := *n
	made.members, made.items = nil, nil
	for _, m := range n.members {
		if value := f.resolve(m.value); value != nil {
			made.members = append(made.members, member{m.name, m.at, value})
		}
	}
	for _, item := range n.items {
		if value := f.resolve(item); value != nil {
			made.items = append(made.items, value)
		}
	}
	return &made
}

func isFunction(name string) bool { return name == "Ref" || strings.HasPrefix(name, "Fn::") }

func (f functions) call(n *node, name string, argument *node) *node {
	made := &node{kind: unknown, syntax: n.syntax, at: n.at}
	switch name {
	case "Ref":
		return f.ref(made, argument)
	case "Fn::GetAtt":
		made.kind, made.text = text, "${"+strings.Join(texts(argument), ".")+"}"
	case "Fn::Sub":
		return f.sub(made, argument)
	case "Fn::ToJsonString":
		return f.resolve(argument)
	case "Fn::Join":
		return f.join(made, argument)
	case "Fn::If":
		if argument.is(list) && len(argument.items) == 3 {
			return f.resolve(argument.items[f.branch])
		}
	}
	return made
}

func (f functions) ref(made, argument *node) *node {
	if !argument.is(text) || argument.text == "AWS::NoValue" {
		return nil
	}
	if f.lists[argument.text] {
		return made
	}
	made.kind, made.text = text, f.variable(argument.text)
	return made
}

// variable is the value of a parameter that has a default, else the name in "${}".
func (f functions) variable(name string) string {
	if value, ok := f.defaults[name]; ok {
		return value
	}
	return "${" + name + "}"
}

var substitution = regexp.MustCompile(`\$\{[^}]*\}`)

// sub fills a template string, which may come with variables of its own.
func (f functions) sub(made, argument *node) *node {
	own := map[string]string{}
	template := argument
	if argument.is(list) && len(argument.items) == 2 {
		template = argument.items[0]
		for _, m := range argument.items[1].members {
			if value := f.resolve(m.value); value.is(text) {
				own[m.name] = value.text
			}
		}
	}
	if !template.is(text) {
		return made
	}
	made.kind, made.body, made.at = text, template.body, template.at
	made.text = substitution.ReplaceAllStringFunc(template.text, func(s string) string {
		name := strings.TrimSpace(s[2 : len(s)-1])
		if value, ok := own[name]; ok {
			return value
		}
		if strings.HasPrefix(name, "!") {
			return s
		}
		return f.variable(name)
	})
	return made
}

func (f functions) join(made, argument *node) *node {
	if !argument.is(list) || len(argument.items) != 2 || !argument.items[0].is(text) {
		return made
	}
	parts := f.resolve(argument.items[1])
	if !parts.is(list) || slices.ContainsFunc(parts.items, func(p *node) bool { return !p.is(text) }) {
		return made
	}
	made.kind, made.text = text, strings.Join(texts(parts), argument.items[0].text)
	return made
}

// texts are the texts in a list, or the one that is there.
func texts(n *node) []string {
	var all []string
	for _, item := range n.list() {
		if item.is(text) {
			all = append(all, item.text)
		}
	}
	return all
}
