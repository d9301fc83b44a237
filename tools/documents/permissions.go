package main

import (
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

const permissionsHead = `# Permissions

Written by ` + "`make documents`" + ` from the three templates: every statement that they create, by the name
(Sid) that it has there. The comments in the templates say more, with AWS's pages. [security.md](security.md)
says what each role is for; [SECURITY.md](../SECURITY.md) says what IAM cannot judge. A test
removes each statement in turn and expects the demo to fail, or a documented reason why the demo does not need it.

` + "`${AccountId}` and the like are those of the stack. `Also` marks what a parameter adds."

// A source is a template and the account that it is for.
type source struct{ file, account string }

var sources = []source{
	{"template.yaml", "the central account"},
	{"infra/member.yaml", "each member account"},
	{"infra/management.yaml", "the management account"},
}

// permissionsPage is docs/permissions.md.
func permissionsPage(root string) ([]byte, error) {
	var b strings.Builder
	b.WriteString(rewrap(permissionsHead) + "\n")
	for _, s := range sources {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(s.file)))
		if err != nil {
			return nil, err
		}
		var tree yaml.Node
		if err := yaml.Unmarshal(text, &tree); err != nil {
			return nil, err
		}
		b.WriteString("\n## " + s.file + ", in " + s.account + "\n")
		resources := member(tree.Content[0], "Resources")
		for i := 0; i+1 < len(resources.Content); i += 2 {
			holder(&b, resources.Content[i].Value, resources.Content[i+1])
		}
	}
	return []byte(b.String()), nil
}

// holder writes the statements of a resource, if it has some.
func holder(b *strings.Builder, name string, resource *yaml.Node) {
	found := statements(resource, "")
	if len(found) == 0 {
		return
	}
	title := name
	for _, called := range []string{"RoleName", "ManagedPolicyName", "QueueName", "TopicName"} {
		if n := member(member(resource, "Properties"), called); n != nil {
			title = called[:len(called)-len("Name")] + " `" + n.Value + "`"
			break
		}
	}
	b.WriteString("\n### " + title + "\n\n")
	for _, s := range found {
		b.WriteString(wrap(s.text(), "  ") + "\n")
	}
}

// A statement is one of a policy, and the condition of the template under which it is there.
type statement struct {
	node *yaml.Node
	only string
}

// statements are those below a node, in order.
func statements(n *yaml.Node, only string) (found []statement) {
	if n.Kind == yaml.MappingNode && member(n, "Sid") != nil && member(n, "Effect") != nil {
		return []statement{{n, only}}
	}
	if n.Tag == "!If" && len(n.Content) == 3 {
		only = n.Content[0].Value
	}
	for _, below := range n.Content {
		found = append(found, statements(below, only)...)
	}
	return found
}

func (s statement) text() string {
	line := "- **" + member(s.node, "Sid").Value + "** "
	if s.only != "" {
		line += "(also, if " + s.only + ") "
	}
	line += strings.ToLower(member(s.node, "Effect").Value) + "s "
	if member(s.node, "Effect").Value == "Deny" {
		line = strings.TrimSuffix(line, "denys ") + "denies "
	}
	for _, one := range []struct{ key, lead string }{{"Action", ""}, {"NotAction", "all but "}} {
		if n := member(s.node, one.key); n != nil {
			line += one.lead + list(n)
		}
	}
	for _, one := range []struct{ key, lead string }{
		{"Principal", " to "}, {"NotPrincipal", " to all but "}, {"Resource", " on "}, {"NotResource", " on all but "},
	} {
		if n := member(s.node, one.key); n != nil && !all(n) {
			line += one.lead + list(n)
		}
	}
	if n := member(s.node, "Condition"); n != nil {
		line += ", if " + condition(n)
	}
	return line + "."
}

// all reports whether a node is the star, which needs no words.
func all(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Value == "*" }

// condition is a statement's conditions as one line: operator, key and values of each.
func condition(n *yaml.Node) string {
	var parts []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		for j := 0; j+1 < len(n.Content[i+1].Content); j += 2 {
			pair := n.Content[i+1].Content
			parts = append(parts, "`"+pair[j].Value+"` "+n.Content[i].Value+" "+list(pair[j+1]))
		}
	}
	sort.Strings(parts)
	return strings.Join(parts, " and ")
}

// list is every scalar below a node, each in code marks; of an intrinsic function what it refers to.
func list(n *yaml.Node) string {
	var values []string
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		switch {
		case n.Kind == yaml.ScalarNode:
			values = append(values, "`"+brief.Replace(n.Value)+"`")
		case n.Kind == yaml.MappingNode:
			for i := 1; i < len(n.Content); i += 2 {
				walk(n.Content[i])
			}
		case n.Tag == "!If":
			for _, below := range n.Content[1:] {
				walk(below)
			}
		default:
			for _, below := range n.Content {
				walk(below)
			}
		}
	}
	walk(n)
	return strings.Join(values, ", ")
}

// brief leaves out of ARNs what is the same in all of them.
var brief = strings.NewReplacer("${AWS::Partition}", "aws", "AWS::", "")

// member is the value of a mapping's key; nil where it has none.
func member(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
