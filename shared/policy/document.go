// Package policy knows IAM policy documents: it parses, prints, builds and
// compares them, and evaluates a request against all that bear on it. It calls
// nobody and never guesses: what it does not know, a Verdict says. The proof of
// a failed copy and the simulator share the one evaluator.
package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Version is the version of the policy language. Documents without one are read as Version2008.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
type Version string

// The two versions. Policy variables work in Version2012 alone; in Version2008 "${" is plain text.
const (
	Version2012 Version = "2012-10-17"
	Version2008 Version = "2008-10-17"
)

// Document is a policy document of any kind: identity-based, key policy, vault
// access policy, role trust policy, SCP. Its Statement is never nil once parsed.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
type Document struct {
	Version   Version     `json:"Version,omitempty"`
	ID        string      `json:"Id,omitempty"`
	Statement []Statement `json:"Statement"`
}

// New makes a document of the present version.
func New(statements ...Statement) Document {
	return Document{Version: Version2012, Statement: statements}
}

// String is the document as JSON on one line, elements in the order of AWS's
// grammar, a list of one as a plain string, maps sorted: the same document gives
// the same text. Values keep the order they were written in; compare with Equal.
func (d Document) String() string { return text(d) }

// MarshalJSON gives what String gives, but that the enclosing encoder may escape <, > and &.
func (d Document) MarshalJSON() ([]byte, error) {
	type plain Document
	if d.Statement == nil {
		d.Statement = []Statement{}
	}
	return json.Marshal(plain(d))
}

// UnmarshalJSON is Parse.
func (d *Document) UnmarshalJSON(data []byte) error {
	parsed, err := Parse(string(data))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// text is v as JSON on one line with <, > and & as they are: people read it and paste it.
func text(v any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(fmt.Sprintf("policy: print document: %v", err)) // strings, lists and maps of strings always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
