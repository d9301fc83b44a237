package check

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// documentKind is what a file is, told by what stands at its top.
type documentKind int

const (
	isNothing documentKind = iota
	isTemplate
	isPolicy
	isBackupPolicy
	isSettings
	isTerraform
)

// read makes a document of a file. What keeps it from being read is a finding.
func read(f File) *document {
	d := &document{File: f}
	d.Text = bytes.TrimPrefix(d.Text, []byte("\ufeff"))
	if !utf8.Valid(d.Text) {
		d.say(Malformed, place{1, 1}, "", "is not UTF-8 text")
		return d
	}
	if strings.HasSuffix(d.Name, ".tf") {
		d.say(UnknownKind, place{1, 1}, "", howToCheckTerraform)
		return d
	}
	if d.looksLikeJSON() {
		d.readJSON()
	} else {
		d.root = d.readYAML()
	}
	if len(d.findings) > 0 && d.root == nil {
		return d
	}
	d.kind = kindOf(d.root)
	if d.kind == isNothing {
		at := place{1, 1}
		if d.root != nil {
			at = d.root.at
		}
		d.say(
			UnknownKind,
			at,
			"",
			"is not a CloudFormation template (Resources), policy document (Statement), Organizations backup policy (plans), "+
				"plan of terraform show -json (planned_values) or farvault settings (BackupPlans)",
		)
	}
	return d
}

func kindOf(root *node) documentKind {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return root.member(name) != nil })
	}
	switch {
	case has("Resources", "AWSTemplateFormatVersion", "Transform"):
		return isTemplate
	case has("Statement"):
		return isPolicy
	case has("planned_values") || has("terraform_version") && has("values"):
		return isTerraform
	case has("plans"):
		return isBackupPolicy
	case has("BackupPlans", "Scope", "Regions", "CentralVault", "LocalVault", "ResourceTypeOptIn", "Alerts", "Mend"):
		return isSettings
	}
	return isNothing
}

// readJSON reads what is JSON, or all but; what is no JSON at all may be YAML that begins with a brace.
func (d *document) readJSON() {
	start := place{1, 1}
	clean, slips := withoutSlips(string(d.Text), start)
	root, wrong := parseJSON(clean, start)
	if wrong != nil {
		d.root = (&document{File: d.File}).readYAML()
		if k := kindOf(d.root); d.isJSONFile() || k != isTemplate && k != isSettings {
			d.say(d.malformed(), wrong.at, "", "%s", wrong.problem)
		}
		return
	}
	d.root = root
	if kindOf(root) == isPolicy {
		for n := range root.all() {
			n.syntax = policyJSON
		}
	}
	for _, s := range slips {
		d.say(d.malformed(), s.at, s.fix, "%s", s.problem)
	}
	for _, m := range twice(root) {
		d.say(d.malformed(), m.at, "", "%s is written twice in one object", m.name)
	}
}

func (d *document) isJSONFile() bool { return strings.HasSuffix(d.Name, ".json") }

func (d *document) looksLikeJSON() bool {
	return d.isJSONFile() || beginsWithBrace(string(d.Text))
}

// malformed is the rule for what is no JSON: a policy's own, if it can be seen that it is one.
func (d *document) malformed() RuleID {
	if kindOf(d.root) == isPolicy || d.root == nil && bytes.Contains(d.Text, []byte(`"Statement"`)) {
		return MalformedPolicy
	}
	return Malformed
}
