// Package template reads CloudFormation and SAM templates and evaluates them: parameters,
// conditions, intrinsic functions, properties. Whoever deploys says how a resource is made; this
// package sees to it that each is made before what refers to it. What it does not know is an error with its line.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
package template

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Template is a parsed template; values stay YAML nodes until they are needed.
type Template struct {
	Resources []*Resource // in the order of the file

	parameters []entry
	mappings   *yaml.Node
	conditions map[string]*yaml.Node
	globals    *yaml.Node // Globals.Function
	byID       map[string]*Resource
	outputs    []entry
}

// Resource is one resource of a template: its logical id and its type.
type Resource struct {
	ID, Type string
	Retained bool // its DeletionPolicy is Retain: an update that no longer has it leaves it

	node       *yaml.Node // the resource's name, for its line
	condition  *yaml.Node
	properties *yaml.Node // nil without any
}

// entry is a name and its value in a mapping.
type entry struct {
	key   *yaml.Node
	value *yaml.Node
}

// errorAt is an error with the line of a node.
func errorAt(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", n.Line, fmt.Errorf(format, args...))
}

// entries are the members of a mapping in order. Merge keys are not YAML that CloudFormation reads.
func entries(n *yaml.Node) ([]entry, error) {
	if n.Kind != yaml.MappingNode {
		return nil, errorAt(n, "must be a mapping")
	}
	var out []entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		out = append(out, entry{key: n.Content[i], value: n.Content[i+1]})
	}
	return out, nil
}

// Find is a member of a mapping, or nil.
func Find(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// Root is the top mapping of a template.
func Root(text []byte) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	if len(document.Content) != 1 {
		return nil, fmt.Errorf("template is empty")
	}
	return document.Content[0], nil
}

// Parse reads a template's sections.
func Parse(text []byte) (*Template, error) {
	top, err := Root(text)
	if err != nil {
		return nil, err
	}
	sections, err := entries(top)
	if err != nil {
		return nil, err
	}
	t := &Template{conditions: map[string]*yaml.Node{}, byID: map[string]*Resource{}}
	for _, s := range sections {
		if err := t.section(s); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Template) section(s entry) (err error) {
	switch s.key.Value {
	case "AWSTemplateFormatVersion", "Description", "Metadata":
	case "Transform":
		if s.value.Value != "AWS::Serverless-2016-10-31" {
			err = errorAt(s.value, "transform %s is not known to the simulator", s.value.Value)
		}
	case "Parameters":
		t.parameters, err = entries(s.value)
	case "Mappings":
		t.mappings = s.value
	case "Conditions":
		var conditions []entry
		conditions, err = entries(s.value)
		for _, c := range conditions {
			t.conditions[c.key.Value] = c.value
		}
	case "Globals":
		var kinds []entry
		kinds, err = entries(s.value)
		for _, k := range kinds {
			if k.key.Value != "Function" {
				return errorAt(k.key, "global %s is not known to the simulator", k.key.Value)
			}
			t.globals = k.value
		}
	case "Resources":
		err = t.readResources(s.value)
	case "Outputs":
		t.outputs, err = entries(s.value)
	default:
		err = errorAt(s.key, "section %s is not known to the simulator", s.key.Value)
	}
	return err
}

func (t *Template) readResources(n *yaml.Node) error {
	all, err := entries(n)
	if err != nil {
		return err
	}
	for _, e := range all {
		r := &Resource{ID: e.key.Value, node: e.key}
		attributes, err := entries(e.value)
		if err != nil {
			return err
		}
		for _, a := range attributes {
			switch a.key.Value {
			case "Type":
				r.Type = a.value.Value
			case "Properties":
				r.properties = a.value
			case "Condition":
				r.condition = a.value
			case "DeletionPolicy":
				r.Retained = a.value.Value == "Retain"
			case "DependsOn", "UpdateReplacePolicy", "Metadata": // order follows from references; nothing is replaced
			default:
				return errorAt(a.key, "attribute %s of %s is not known to the simulator", a.key.Value, r.ID)
			}
		}
		if r.Type == "" {
			return errorAt(e.key, "resource %s has no Type", r.ID)
		}
		if _, twice := t.byID[r.ID]; twice {
			return errorAt(e.key, "resource %s is there twice", r.ID)
		}
		t.Resources = append(t.Resources, r)
		t.byID[r.ID] = r
	}
	return nil
}
