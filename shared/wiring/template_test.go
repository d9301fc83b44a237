package wiring_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// templateFiles are what gets deployed, from the repository's root.
var templateFiles = []string{"template.yaml", "infra/management.yaml", "infra/member.yaml"}

// template is a CloudFormation template with every short intrinsic (!Ref) written as its long form ({"Ref": ...}).
type template map[string]any

// readTemplate reads a template by its path from the repository's root.
func readTemplate(t *testing.T, file string) template {
	t.Helper()
	text, err := os.ReadFile("../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return plain(document.Content[0]).(map[string]any)
}

func plain(node *yaml.Node) any {
	var value any
	switch node.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(node.Content); i += 2 {
			m[node.Content[i].Value] = plain(node.Content[i+1])
		}
		value = m
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range node.Content {
			list = append(list, plain(item))
		}
		value = list
	default:
		value = node.Value
	}
	if name, short := strings.CutPrefix(node.Tag, "!"); short && !strings.HasPrefix(name, "!") {
		if name != "Ref" {
			name = "Fn::" + name
		}
		return map[string]any{name: value}
	}
	return value
}

// section is a top-level section, its logical ids in order.
func (t template) section(name string) (map[string]map[string]any, []string) {
	found := map[string]map[string]any{}
	raw, _ := t[name].(map[string]any)
	for id, v := range raw {
		found[id], _ = v.(map[string]any)
	}
	return found, slices.Sorted(maps.Keys(found))
}

// resource is one resource of a template.
type resource struct {
	id, kind   string
	attributes map[string]any // DeletionPolicy, Condition, ...
	properties map[string]any
}

// resources are those of a type, or of every type for "".
func (t template) resources(kind string) []resource {
	found, ids := t.section("Resources")
	var out []resource
	for _, id := range ids {
		r := resource{id: id, kind: fmt.Sprint(found[id]["Type"]), attributes: found[id]}
		r.properties, _ = found[id]["Properties"].(map[string]any)
		if kind == "" || kind == r.kind {
			out = append(out, r)
		}
	}
	return out
}

// statement is one statement of a policy, with where it stands.
type statement struct {
	in     string // "template.yaml ProvisionRole run"
	kind   string // identity, trust, boundary, resource
	fields map[string]any
}

// actions are the statement's actions; one or a list.
func (s statement) actions() []string {
	switch a := s.fields["Action"].(type) {
	case string:
		return []string{a}
	case []any:
		var out []string
		for _, v := range a {
			out = append(out, fmt.Sprint(v))
		}
		return out
	}
	return nil
}

// statements are all statements of all policies of a template. One that Fn::If leaves out is there too.
func statements(t *testing.T, file string) []statement {
	t.Helper()
	var out []statement
	for _, r := range readTemplate(t, file).resources("") {
		in := file + " " + r.id
		add := func(kind, in string, document any) {
			for _, s := range list(mapping(document)["Statement"]) {
				if choice := list(mapping(s)["Fn::If"]); choice != nil {
					s = choice[1]
				}
				out = append(out, statement{in, kind, mapping(s)})
			}
		}
		switch r.kind {
		case "AWS::IAM::Role":
			add("trust", in+" trust", r.properties["AssumeRolePolicyDocument"])
			for _, p := range list(r.properties["Policies"]) {
				add("identity", in+" "+fmt.Sprint(mapping(p)["PolicyName"]), mapping(p)["PolicyDocument"])
			}
		case "AWS::IAM::ManagedPolicy":
			add("boundary", in, r.properties["PolicyDocument"])
		case "AWS::KMS::Key":
			add("resource", in, r.properties["KeyPolicy"])
		case "AWS::Events::EventBusPolicy":
			out = append(out, statement{in, "resource", mapping(r.properties["Statement"])})
		default:
			add("resource", in, r.properties["PolicyDocument"])
		}
	}
	return out
}

func mapping(v any) map[string]any { m, _ := v.(map[string]any); return m }

func list(v any) []any { l, _ := v.([]any); return l }

// target is what a Ref or a GetAtt points at: the logical id. Empty for anything else.
func target(v any) string {
	if ref, ok := mapping(v)["Ref"].(string); ok {
		return ref
	}
	attribute, _ := mapping(v)["Fn::GetAtt"].(string)
	id, _, _ := strings.Cut(attribute, ".")
	return id
}

// each runs a law on every template.
func each(t *testing.T, law func(t *testing.T, file string)) {
	for _, file := range templateFiles {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			law(t, file)
		})
	}
}
