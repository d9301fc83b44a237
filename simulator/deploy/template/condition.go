package template

import "go.yaml.in/yaml/v3"

// condition judges a condition of the template by its name.
func (e *Evaluation) condition(name string, n *yaml.Node) (bool, error) {
	if held, ok := e.conditions[name]; ok {
		return held, nil
	}
	definition, ok := e.template.conditions[name]
	if !ok {
		return false, errorAt(n, "condition %s is not defined", name)
	}
	if e.busy["condition "+name] {
		return false, errorAt(n, "circular dependency: condition %s refers to itself", name)
	}
	e.busy["condition "+name] = true
	held, err := e.holds(definition)
	if err != nil {
		return false, err
	}
	e.conditions[name] = held
	return held, nil
}

// holds judges a condition function, or the name of a condition.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
func (e *Evaluation) holds(n *yaml.Node) (bool, error) {
	name, argument, ok := intrinsic(n)
	if !ok {
		if named := Find(n, "Condition"); named != nil && len(n.Content) == 2 {
			return e.condition(named.Value, named)
		}
		return false, errorAt(n, "must be a condition")
	}
	if name == "Condition" {
		return e.condition(argument.Value, argument)
	}
	if argument.Kind != yaml.SequenceNode {
		return false, errorAt(n, "%s needs a list", name)
	}
	return e.combine(n, name, argument.Content)
}

// combine judges Equals, Not, And and Or over their arguments.
func (e *Evaluation) combine(n *yaml.Node, name string, arguments []*yaml.Node) (bool, error) {
	count := len(arguments)
	switch {
	case name == "Fn::Equals" && count == 2:
		left, err := e.text(arguments[0])
		if err != nil {
			return false, err
		}
		right, err := e.text(arguments[1])
		return left == right, err
	case name == "Fn::Not" && count == 1:
		held, err := e.holds(arguments[0])
		return !held, err
	case (name == "Fn::And" || name == "Fn::Or") && count >= 2 && count <= 10:
		all := name == "Fn::And"
		for _, a := range arguments {
			held, err := e.holds(a)
			if err != nil || held != all {
				return !all, err
			}
		}
		return all, nil
	}
	return false, errorAt(n, "%s with %d arguments is not a condition", name, count)
}

// choose is Fn::If: only the branch that is taken is looked at.
func (e *Evaluation) choose(n *yaml.Node) (any, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 3 {
		return nil, errorAt(n, "If needs a condition and two values")
	}
	held, err := e.condition(n.Content[0].Value, n.Content[0])
	if err != nil {
		return nil, err
	}
	if held {
		return e.value(n.Content[1])
	}
	return e.value(n.Content[2])
}
