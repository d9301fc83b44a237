package policy

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Effect is what a statement does to the requests that it matches.
type Effect string

// The two effects; AWS compares them with case.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// Statement is one statement, elements named as AWS names them. A nil element is
// absent. A statement without Action or Resource has no effect (KMS accepts such a
// statement and ignores it); a role trust policy needs no Resource.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
type Statement struct {
	Sid          string    `json:"Sid,omitempty"`
	Effect       Effect    `json:"Effect"`
	Principal    Principal `json:"Principal,omitempty"`
	NotPrincipal Principal `json:"NotPrincipal,omitempty"`
	Action       Values    `json:"Action,omitempty"`
	NotAction    Values    `json:"NotAction,omitempty"`
	Resource     Values    `json:"Resource,omitempty"`
	NotResource  Values    `json:"NotResource,omitempty"`
	Condition    Condition `json:"Condition,omitempty"`
}

// String is the statement as JSON on one line, ready to be pasted into a policy.
func (s Statement) String() string { return text(s) }

// UnmarshalJSON reads one statement by the rules of Parse.
func (s *Statement) UnmarshalJSON(data []byte) error {
	parsed, err := parseStatement(part{raw: bytes.TrimSpace(data), line: 1})
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

// parseStatement reads one statement. Its errors begin with the line and the element.
func parseStatement(p part) (Statement, error) {
	var s Statement
	members, err := p.members()
	if err != nil {
		return Statement{}, err
	}
	for _, m := range members {
		if err := s.set(m); err != nil {
			return Statement{}, err
		}
	}
	return s, s.check(p.line)
}

// set reads the element that m names.
func (s *Statement) set(m member) (err error) {
	switch m.name {
	case "Sid":
		s.Sid, err = m.str()
	case "Effect":
		var effect string
		effect, err = m.str()
		s.Effect = Effect(effect)
	case "Principal":
		s.Principal, err = m.principal()
	case "NotPrincipal":
		s.NotPrincipal, err = m.principal()
	case "Action":
		s.Action, err = m.strings()
	case "NotAction":
		s.NotAction, err = m.strings()
	case "Resource":
		s.Resource, err = m.strings()
	case "NotResource":
		s.NotResource, err = m.strings()
	case "Condition":
		s.Condition, err = m.condition()
	default:
		err = m.errorf("is no element of a statement")
	}
	return err
}

// check refuses what AWS's grammar refuses in every kind of policy.
func (s Statement) check(line int) error {
	pairs := []struct {
		element     string
		given, both bool
	}{
		{"Principal", s.Principal != nil, s.NotPrincipal != nil},
		{"Action", s.Action != nil, s.NotAction != nil},
		{"Resource", s.Resource != nil, s.NotResource != nil},
	}
	for _, p := range pairs {
		if p.given && p.both {
			return &SyntaxError{Line: line, Element: p.element, Problem: "is given beside Not" + p.element}
		}
	}
	if s.Effect == Allow || s.Effect == Deny {
		return nil
	}
	return &SyntaxError{
		Line:    line,
		Element: "Effect",
		Problem: fmt.Sprintf("must be Allow or Deny, not %q", string(s.Effect)),
	}
}

// by is the nth statement of a document, counted from 1, as what decided: its Sid, or else "statement 2".
func (s *Statement) by(n int) By {
	if strings.TrimSpace(s.Sid) != "" {
		return By{Statement: s.Sid}
	}
	return By{Statement: "statement " + strconv.Itoa(n), Number: n}
}

// of is what decided, with the kind of policy that it is in.
func (b By) of(kind Kind) By {
	b.Kind = kind
	return b
}
