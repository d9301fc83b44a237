package check

import (
	"errors"
	"strings"

	"farvault/shared/policy"
)

// policyKind is what a policy document is for; each has laws of its own.
type policyKind int

const (
	otherPolicy policyKind = iota
	vaultPolicy
	keyPolicy
)

// policyDocument is a policy with what is known of whose it is.
type policyDocument struct {
	kind  policyKind
	node  *node
	owner string // the account of the vault or key; empty where nothing tells
}

// policyProperties are where templates keep policy documents, and nothing but.
var policyProperties = map[string]policyKind{
	"AccessPolicy":             otherPolicy,
	"AssumeRolePolicyDocument": otherPolicy,
	"KeyPolicy":                keyPolicy,
	"PolicyDocument":           otherPolicy,
	"ResourcePolicy":           otherPolicy,
}

// checkPolicies checks every policy in a resource, be it an object or JSON in a string.
func (d *document) checkPolicies(r resource, properties *node) {
	isVault := strings.HasPrefix(r.kind, "AWS::Backup::")
	name, _ := properties.get("BackupVaultName").literal()
	properties.walk("", func(property string, n *node) {
		kind, isDocument := policyProperties[property]
		p := policyDocument{kind: kind, node: n}
		if isVault {
			p.kind = vaultPolicy
			p.owner, _ = whereIs(properties, name)
		}
		switch {
		case isDocument && n.is(text) && beginsWithBrace(n.text):
			p.node = d.embedded(n)
			d.checkPolicy(p)
		case isDocument && n.is(object):
			d.checkGrammar(render(n), n.at.line)
			d.checkPolicy(p)
		case n.is(object) && n.member("Statement") != nil && !isDocument:
			d.checkPolicy(p)
		}
	})
}

// checkPolicyFile checks a file that is a policy document.
func (d *document) checkPolicyFile() {
	p := policyDocument{node: d.root}
	for _, s := range d.root.get("Statement").list() {
		for _, action := range texts(s.get("Action")) {
			switch {
			case s.get("Principal") == nil && s.get("NotPrincipal") == nil:
			case isBackup(action):
				p.kind = vaultPolicy
			case strings.HasPrefix(action, "kms:"):
				p.kind = keyPolicy
			}
		}
	}
	if p.kind == vaultPolicy {
		p.owner, _ = whereIs(&node{kind: object, members: []member{{"AccessPolicy", d.root.at, d.root}}}, "")
	}
	d.checkGrammar(render(d.root), d.root.at.line)
	d.checkPolicy(p)
}

// embedded reads a policy that stands in a string; nil when it cannot be read.
func (d *document) embedded(n *node) *node {
	source := n.body
	if source == nil {
		source = &body{n.text, n.at}
	}
	clean, slips := withoutSlips(source.text, source.at)
	for _, s := range slips {
		d.say(MalformedPolicy, s.at, s.fix, "%s", s.problem)
	}
	root, wrong := parseJSON(clean, source.at)
	if wrong != nil {
		d.say(MalformedPolicy, wrong.at, "", "%s", wrong.problem)
		return nil
	}
	for part := range root.all() {
		part.syntax = policyJSON
		if n.body == nil {
			part.at = n.at
		}
	}
	if n.body == nil {
		for part := range root.all() {
			for i := range part.members {
				part.members[i].at = n.at
			}
		}
	}
	for _, m := range twice(root) {
		d.say(MalformedPolicy, m.at, "", "%s is written twice in one object", m.name)
	}
	d.checkGrammar(render(root), root.at.line)
	return root
}

// checkGrammar asks the policy language what it has against a document that begins in a
// line. A document that is not all known cannot be asked.
func (d *document) checkGrammar(document string, line int) {
	if document == "" {
		return
	}
	_, err := policy.Parse(document)
	wrong := (*policy.SyntaxError)(nil)
	if !errors.As(err, &wrong) || strings.Contains(wrong.Problem, "given twice") {
		return
	}
	at := place{line + wrong.Line - 1, 1}
	if lines := strings.Split(string(d.Text), "\n"); at.line <= len(lines) {
		at.column += leading(strings.ReplaceAll(lines[at.line-1], "\t", " "))
	}
	problem := wrong.Problem
	if wrong.Element != "" {
		problem = wrong.Element + " " + problem
	}
	d.say(MalformedPolicy, at, "", "%s", problem)
}

// render writes a policy as JSON that has each of its parts in the line, counted from the
// policy's first, in which it stands in the file; empty if only the deployment knows all of it.
func render(n *node) string {
	w := &renderer{line: n.lineOr(1)}
	w.value(n)
	if w.unknown {
		return ""
	}
	return w.String()
}
