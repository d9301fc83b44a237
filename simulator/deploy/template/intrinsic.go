package template

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// functions are the intrinsic functions by their long names.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
var functions map[string]func(*Evaluation, *yaml.Node) (any, error)

func init() { // the functions evaluate values, which looks them up here
	functions = map[string]func(*Evaluation, *yaml.Node) (any, error){
		"Ref":           (*Evaluation).ref,
		"Fn::FindInMap": (*Evaluation).findInMap,
		"Fn::GetAtt":    (*Evaluation).getAtt,
		"Fn::Sub":       (*Evaluation).sub,
		"Fn::If":        (*Evaluation).choose,
		"Fn::Join":      (*Evaluation).join,
		"Fn::Select":    (*Evaluation).pick,
		"Fn::Split":     (*Evaluation).split,
	}
}

// intrinsic recognizes a function in its short form, !Sub, or its long one, Fn::Sub, and gives its argument.
func intrinsic(n *yaml.Node) (name string, argument *yaml.Node, ok bool) {
	if short, found := strings.CutPrefix(n.Tag, "!"); found && !strings.HasPrefix(short, "!") && short != "" {
		plain := *n
		plain.Tag = ""
		if n.Kind == yaml.ScalarNode {
			plain.Tag = "!!str"
		}
		if short != "Ref" && short != "Condition" {
			short = "Fn::" + short
		}
		return short, &plain, true
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		if key := n.Content[0].Value; key == "Ref" || strings.HasPrefix(key, "Fn::") {
			return key, n.Content[1], true
		}
	}
	return "", nil, false
}

// ref gives a parameter's value, a pseudo parameter, or what Ref means for a resource.
func (e *Evaluation) ref(n *yaml.Node) (any, error) { return e.reference(n, n.Value) }

func (e *Evaluation) reference(n *yaml.Node, name string) (any, error) {
	if v, ok := e.place.pseudo(name); ok {
		return v, nil
	}
	if v, ok := e.parameters[name]; ok {
		return v, nil
	}
	m, err := e.referred(n, name)
	return m.Ref, err
}

// referred makes the resource that a reference needs. One whose condition is false is not there to be referred to.
func (e *Evaluation) referred(n *yaml.Node, name string) (Made, error) {
	r, ok := e.template.byID[name]
	if !ok {
		return Made{}, errorAt(n, "%s is no parameter and no resource", name)
	}
	wanted, err := e.Wanted(r)
	if err != nil {
		return Made{}, err
	}
	if !wanted {
		return Made{}, errorAt(n, "unresolved resource dependency: the condition of %s is false", name)
	}
	return e.Make(r)
}

// findInMap looks a value up by the map's name and two keys.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap.html
func (e *Evaluation) findInMap(n *yaml.Node) (any, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 3 {
		return nil, errorAt(n, "FindInMap needs a map and two keys")
	}
	found := e.template.mappings
	for _, key := range n.Content {
		text, err := e.text(key)
		if err != nil {
			return nil, err
		}
		if found = Find(found, text); found == nil {
			return nil, errorAt(key, "the mappings have no %s there", text)
		}
	}
	return e.value(found)
}

func (e *Evaluation) getAtt(n *yaml.Node) (any, error) {
	name, attribute, ok := strings.Cut(n.Value, ".")
	if n.Kind == yaml.SequenceNode && len(n.Content) == 2 {
		name, attribute, ok = n.Content[0].Value, n.Content[1].Value, true
	}
	if !ok {
		return nil, errorAt(n, "GetAtt needs a resource and an attribute")
	}
	return e.attribute(n, name, attribute)
}

func (e *Evaluation) attribute(n *yaml.Node, name, attribute string) (any, error) {
	m, err := e.referred(n, name)
	if err != nil {
		return nil, err
	}
	v, ok := m.Attributes[attribute]
	if !ok {
		return nil, errorAt(n, "attribute %s of %s is not known to the simulator", attribute, name)
	}
	return v, nil
}
