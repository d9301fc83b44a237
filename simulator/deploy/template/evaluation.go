package template

import (
	"fmt"

	"farvault/shared/org"
)

// Place is where a stack is deployed, which the pseudo parameters tell.
type Place struct{ Account, Region, StackName string }

// Made is a resource that exists: what Ref gives, and what GetAtt gives.
type Made struct {
	Ref        string
	Attributes map[string]string
}

// Evaluation is a template on its way to resources.
type Evaluation struct {
	template   *Template
	place      Place
	parameters map[string]any
	build      func(*Resource) (Made, error)
	conditions map[string]bool // those already judged
	made       map[string]Made // resources by logical id
	busy       map[string]bool // logical ids and conditions under way, to find circles
}

// Evaluate begins with the values of the parameters; build makes a resource when it is first needed.
func (t *Template) Evaluate(
	p Place,
	parameters map[string]string,
	build func(*Resource) (Made, error),
) (*Evaluation, error) {
	values, err := t.values(parameters)
	if err != nil {
		return nil, err
	}
	return &Evaluation{
		template: t, place: p, parameters: values, build: build,
		conditions: map[string]bool{}, made: map[string]Made{}, busy: map[string]bool{},
	}, nil
}

// Wanted judges a resource's Condition.
func (e *Evaluation) Wanted(r *Resource) (bool, error) {
	if r.condition == nil {
		return true, nil
	}
	return e.condition(r.condition.Value, r.condition)
}

// Make makes a resource, or finds that it has been made.
func (e *Evaluation) Make(r *Resource) (Made, error) {
	if m, ok := e.made[r.ID]; ok {
		return m, nil
	}
	if e.busy[r.ID] {
		return Made{}, errorAt(r.node, "circular dependency: %s refers to itself", r.ID)
	}
	e.busy[r.ID] = true
	m, err := e.build(r)
	if err != nil {
		return Made{}, fmt.Errorf("line %d: %s %s: %w", r.node.Line, r.Type, r.ID, err)
	}
	e.made[r.ID] = m
	return m, nil
}

// Properties reads a resource's properties into a struct whose fields bear their
// names; a property that the struct has not is an error.
func (e *Evaluation) Properties(r *Resource, into any) error { return e.decodeNode(r.properties, into) }

// Property is the value of one of a resource's properties; nil where it has none.
func (e *Evaluation) Property(r *Resource, name string) (any, error) {
	n := Find(r.properties, name)
	if n == nil {
		return nil, nil
	}
	return e.value(n)
}

// Globals reads the section that SAM merges into every function's properties, if there is one.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
func (e *Evaluation) Globals(into any) error { return e.decodeNode(e.template.globals, into) }

// Outputs evaluates the template's outputs whose condition holds.
func (e *Evaluation) Outputs() (map[string]string, error) {
	out := map[string]string{}
	for _, o := range e.template.outputs {
		if c := Find(o.value, "Condition"); c != nil {
			held, err := e.condition(c.Value, c)
			if err != nil {
				return nil, err
			}
			if !held {
				continue
			}
		}
		value := Find(o.value, "Value")
		if value == nil {
			return nil, errorAt(o.key, "output %s has no Value", o.key.Value)
		}
		text, err := e.text(value)
		if err != nil {
			return nil, err
		}
		out[o.key.Value] = text
	}
	return out, nil
}

// pseudo gives a pseudo parameter's value.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
func (p Place) pseudo(name string) (value any, ok bool) {
	switch name {
	case "AWS::AccountId":
		return p.Account, true
	case "AWS::Region":
		return p.Region, true
	case "AWS::Partition":
		return org.Partition(p.Region), true
	case "AWS::StackName":
		return p.StackName, true
	case "AWS::StackId":
		arn := org.ARN{
			Partition: org.Partition(p.Region),
			Service:   "cloudformation",
			Region:    p.Region,
			Account:   p.Account,
			Resource:  "stack/" + p.StackName + "/simulated",
		}
		return arn.String(), true
	case "AWS::URLSuffix":
		if org.Partition(p.Region) == "aws-cn" {
			return "amazonaws.com.cn", true
		}
		return "amazonaws.com", true
	case "AWS::NoValue":
		return noValue{}, true
	}
	return nil, false
}
