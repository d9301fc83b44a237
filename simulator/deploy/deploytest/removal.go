// Package deploytest takes things out of templates, so that a test can say what is missed without each of them.
package deploytest

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"farvault/simulator/deploy/template"
)

// The kinds of thing that can be taken out of a template.
const (
	RuleKind        = "rule"         // an EventBridge rule; it is disabled, so that what names its ARN stays valid
	TargetKind      = "target"       // one target of a rule
	EventSourceKind = "event source" // an event of a function, an event source mapping, or a schedule, which is disabled
	PolicyKind      = "policy"       // a queue, topic or bus policy, or a function's permission
	StatementKind   = "statement"    // one Allow statement of a role's, a managed policy's or a key's policy
	TrustKind       = "trust"        // one Allow statement of a role's trust policy
)

// Removal is one thing that can be taken out of a template before it is deployed.
type Removal struct {
	Name string // "AccountQueuePolicy", "rule JobRule target job-queue", "role ProvisionRole statement ReadQueue"
	Kind string
	cut  func(top *yaml.Node)
}

// Removable lists what can be taken out of a template, in its order. Names are
// unique within a template. A text that is not a template has nothing.
func Removable(text []byte) []Removal {
	top, err := template.Root(text)
	if err != nil {
		return nil
	}
	resources := template.Find(top, "Resources")
	if resources == nil {
		return nil
	}
	var out []Removal
	for i := 0; i+1 < len(resources.Content); i += 2 {
		r := resource{id: resources.Content[i].Value, properties: template.Find(resources.Content[i+1], "Properties")}
		if kind := template.Find(resources.Content[i+1], "Type"); kind != nil {
			out = append(out, r.removals(kind.Value)...)
		}
	}
	return out
}

// resource is a resource that things can be taken out of.
type resource struct {
	id         string
	properties *yaml.Node
}

// Apply gives the template without the thing; the template must be the one that Removable was asked about.
func (r Removal) Apply(text []byte) []byte {
	top, err := template.Root(text)
	if err != nil {
		panic("deploytest: removal " + r.Name + ": " + err.Error())
	}
	r.cut(top)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(top); err != nil {
		panic("deploytest: removal " + r.Name + ": " + err.Error()) // it was YAML a moment ago
	}
	return out.Bytes()
}

func (r resource) removals(kind string) []Removal {
	switch kind {
	case "AWS::Events::Rule":
		return append([]Removal{{Name: "rule " + r.id, Kind: RuleKind, cut: disable(r.id)}}, r.targets()...)
	case "AWS::Scheduler::Schedule":
		return []Removal{{Name: "schedule " + r.id, Kind: EventSourceKind, cut: disable(r.id)}}
	case "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::Events::EventBusPolicy", "AWS::Lambda::Permission":
		return []Removal{{Name: r.id, Kind: PolicyKind, cut: drop("Resources", r.id)}}
	case "AWS::Lambda::EventSourceMapping":
		return []Removal{{Name: r.id, Kind: EventSourceKind, cut: drop("Resources", r.id)}}
	case "AWS::Serverless::Function":
		return r.events()
	case "AWS::IAM::Role":
		return append(
			r.statements("role", "PolicyDocument"),
			r.statements("trust of role", "AssumeRolePolicyDocument")...)
	case "AWS::IAM::ManagedPolicy":
		return r.statements("policy", "PolicyDocument")
	case "AWS::KMS::Key":
		return r.statements("key", "KeyPolicy")
	}
	return nil
}

// disable sets State to DISABLED.
func disable(id string) func(*yaml.Node) {
	return func(top *yaml.Node) {
		properties := template.Find(template.Find(template.Find(top, "Resources"), id), "Properties")
		if state := template.Find(properties, "State"); state != nil {
			state.Value = "DISABLED"
			return
		}
		scalar := func(value string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value} }
		properties.Content = append(properties.Content, scalar("State"), scalar("DISABLED"))
	}
}

// drop takes a member out of the mapping that the path leads to.
func drop(path ...string) func(*yaml.Node) {
	return func(top *yaml.Node) {
		n := top
		for _, name := range path[:len(path)-1] {
			n = template.Find(n, name)
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == path[len(path)-1] {
				n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
				return
			}
		}
	}
}

func (r resource) targets() []Removal {
	targets := template.Find(r.properties, "Targets")
	if targets == nil {
		return nil
	}
	var out []Removal
	for i, target := range targets.Content {
		name := fmt.Sprintf("%d", i+1)
		if id := template.Find(target, "Id"); id != nil {
			name = id.Value
		}
		out = append(
			out,
			Removal{Name: "rule " + r.id + " target " + name, Kind: TargetKind, cut: func(top *yaml.Node) {
				list := template.Find(
					template.Find(template.Find(template.Find(top, "Resources"), r.id), "Properties"),
					"Targets",
				)
				list.Content = append(list.Content[:i:i], list.Content[i+1:]...)
			}},
		)
	}
	return out
}

func (r resource) events() []Removal {
	events := template.Find(r.properties, "Events")
	if events == nil {
		return nil
	}
	var out []Removal
	for i := 0; i+1 < len(events.Content); i += 2 {
		name := events.Content[i].Value
		out = append(out, Removal{
			Name: "function " + r.id + " event " + name, Kind: EventSourceKind,
			cut: drop("Resources", r.id, "Properties", "Events", name),
		})
	}
	return out
}

// statements lists the Allow statements of every document that the resource has under a property name.
func (r resource) statements(what, property string) []Removal {
	kind := StatementKind
	if property == "AssumeRolePolicyDocument" {
		kind = TrustKind
	}
	var out []Removal
	for d, list := range documents(r.properties, property) {
		for i, statement := range list.Content {
			if effect := template.Find(statement, "Effect"); effect == nil || effect.Value != "Allow" {
				continue
			}
			name := fmt.Sprintf("%d.%d", d+1, i+1)
			if sid := template.Find(statement, "Sid"); sid != nil {
				name = sid.Value
			}
			out = append(
				out,
				Removal{Name: what + " " + r.id + " statement " + name, Kind: kind, cut: func(top *yaml.Node) {
					// A policy whose last statement this was says nothing then: IAM would not take it, the simulator
					// does.
					list := documents(template.Find(template.Find(template.Find(top, "Resources"), r.id), "Properties"), property)[d]
					list.Content = append(list.Content[:i:i], list.Content[i+1:]...)
				}},
			)
		}
	}
	return out
}

// documents are the Statement lists of the policy documents of that name below a node, in order.
func documents(n *yaml.Node, property string) []*yaml.Node {
	if n == nil {
		return nil
	}
	var out []*yaml.Node
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == property {
			statements := template.Find(child, "Statement")
			if statements != nil && statements.Kind == yaml.SequenceNode {
				out = append(out, statements)
			}
			continue
		}
		out = append(out, documents(child, property)...)
	}
	return out
}
