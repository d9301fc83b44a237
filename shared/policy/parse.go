package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Parse reads a policy document. It is as strict as IAM's grammar: an unknown or
// repeated element is an error, and element names are compared with case. What a
// single kind of policy demands (a Principal, a Resource) is not asked for here.
// An error is a *SyntaxError.
func Parse(text string) (Document, error) {
	whole := part{raw: []byte(strings.TrimLeft(text, " \t\r\n")), line: 1}
	whole.line += strings.Count(text[:len(text)-len(whole.raw)], "\n")
	whole.sound = json.Valid(whole.raw)
	return whole.document()
}

func (p part) document() (Document, error) {
	members, err := p.members()
	if err != nil {
		return Document{}, err
	}
	var d Document
	for _, m := range members {
		if err := d.set(m); err != nil {
			return Document{}, err
		}
	}
	if d.Statement == nil {
		return Document{}, &SyntaxError{Line: p.line, Element: "Statement", Problem: "is missing"}
	}
	return d, nil
}

// ParseEscaped reads a document as IAM's API returns it, percent-encoded by RFC 3986; plain JSON too.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
func ParseEscaped(text string) (Document, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return Parse(text)
	}
	plain, err := url.PathUnescape(text) // QueryUnescape would make a space of "+"
	if err != nil {
		return Document{}, fmt.Errorf("percent-encoded policy document: %w", err)
	}
	return Parse(plain)
}

// MustParse is Parse for documents written in the code: it panics on a mistake.
func MustParse(text string) Document {
	d, err := Parse(text)
	if err != nil {
		panic(fmt.Sprintf("policy.MustParse: %v", err))
	}
	return d
}

// set reads the element that m names.
func (d *Document) set(m member) (err error) {
	switch m.name {
	case "Version":
		d.Version, err = m.version()
	case "Id":
		d.ID, err = m.str()
	case "Statement":
		d.Statement, err = m.statements()
	default:
		err = m.errorf("is no element of a policy document")
	}
	return err
}

func (m member) version() (Version, error) {
	v, err := m.str()
	if err != nil {
		return "", err
	}
	switch Version(v) {
	case Version2012, Version2008:
		return Version(v), nil
	}
	return "", m.errorf("must be %s or %s, not %q", Version2012, Version2008, v)
}

// statements reads a statement or a list of them.
func (m member) statements() ([]Statement, error) {
	parts := []part{m.part}
	if m.kind() == '[' {
		var err error
		if parts, err = m.elements(); err != nil {
			return nil, err
		}
	}
	statements := make([]Statement, 0, len(parts))
	for i, p := range parts {
		s, err := parseStatement(p)
		if syntax := (*SyntaxError)(nil); errors.As(err, &syntax) {
			syntax.Statement = i + 1
		}
		if err != nil {
			return nil, err
		}
		statements = append(statements, s)
	}
	return statements, nil
}
