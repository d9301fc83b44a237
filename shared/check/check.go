// Package check reads what people write for AWS Backup before AWS does: CloudFormation
// and SAM templates, policy documents, Organizations backup policies and farvault's
// settings. It says what AWS would refuse, or accept and fail on later, each with its
// place and the corrected text. It judges texts alone and asks nobody: whether a vault or
// a role exists it does not know, and what only a deployment decides it leaves alone.
package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// File is one file to check. The files of one run know of each other: a vault that one
// of them declares is found by the plans of the others.
type File struct {
	Name string // for the findings alone; nothing is opened
	Text []byte
}

// Severity says whether a finding stops something.
type Severity string

// What AWS would refuse, now or when the time comes, is an Error; what it would
// accept and someone regret is a Warning; what was not looked at is a Note.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is one thing wrong in a file. Line and Column count from 1, in characters.
type Finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Rule     RuleID   `json:"rule"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Fix      string   `json:"fix"` // the corrected text, in the syntax of the place; empty where none can be told
}

// String is the finding as compilers print theirs, the fix indented below it.
func (f Finding) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s %s: %s", f.File, f.Line, f.Column, f.Severity, f.Rule, f.Message)
	if f.Fix != "" {
		s += "\n    " + strings.ReplaceAll(f.Fix, "\n", "\n    ")
	}
	return s
}

// Run checks the files together. Findings come in the order of the files, then of
// their lines; none means that nothing is known to be wrong.
func Run(files ...File) []Finding {
	documents := make([]*document, len(files))
	for i, f := range files {
		documents[i] = read(f)
	}
	around := survey(documents)
	var all []Finding
	for _, d := range documents {
		d.surroundings = around
		if d.kind == isTemplate {
			d.own = ownOf(d.resources(1))
		}
		d.check()
		all = append(all, d.sorted()...)
	}
	return all
}

// document is a file that has been read, with what was found in it so far.
type document struct {
	File
	surroundings
	root     *node
	kind     documentKind
	own      string // the account that it is for, where the file tells
	findings []Finding
}

// check judges the document by what it is.
func (d *document) check() {
	switch d.kind {
	case isTemplate:
		d.checkTemplate()
	case isPolicy:
		d.checkPolicyFile()
	case isBackupPolicy:
		d.checkBackupPolicy()
	case isSettings:
		d.checkSettings()
	case isTerraform:
		d.checkTerraform()
	}
}

// say adds a finding of a rule at a place.
func (d *document) say(rule RuleID, at place, fix, format string, args ...any) {
	d.add(rule, severityOf(rule), at, fix, fmt.Sprintf(format, args...))
}

// warn is say where AWS accepts what it refuses elsewhere.
func (d *document) warn(rule RuleID, at place, fix, format string, args ...any) {
	d.add(rule, Warning, at, fix, fmt.Sprintf(format, args...))
}

func (d *document) add(rule RuleID, severity Severity, at place, fix, message string) {
	d.findings = append(d.findings, Finding{d.Name, at.line, at.column, rule, severity, message, fix})
}

// sorted is the findings in the order of the file, each once: what is wrong whether a
// condition holds or not is found twice.
func (d *document) sorted() []Finding {
	slices.SortStableFunc(d.findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(d.findings, func(a, b Finding) bool {
		a.Fix, b.Fix = "", ""
		return a == b
	})
}
