package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// SyntaxError is why a text is no policy document, and where.
type SyntaxError struct {
	Line      int    // counted from 1
	Statement int    // counted from 1; 0 outside the statements
	Element   string // Effect, Action, ...; empty where the JSON itself is broken
	Problem   string // `must be Allow or Deny, not "allow"`
}

// Error reads "line 4: statement 2: Effect: must be Allow or Deny, not "allow"".
func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("line %d: ", e.Line)
	if e.Statement > 0 {
		s += fmt.Sprintf("statement %d: ", e.Statement)
	}
	if e.Element != "" {
		s += e.Element + ": "
	}
	return s + e.Problem
}

// part is a piece of JSON text, without space around it, and the line it begins on.
type part struct {
	raw   []byte
	line  int
	sound bool // it is known to be JSON
}

// member is a named value of a JSON object.
type member struct {
	part
	name string
}

func (m member) errorf(format string, args ...any) error {
	return &SyntaxError{Line: m.line, Element: m.name, Problem: fmt.Sprintf(format, args...)}
}

// within says that err, of a part of m, lies in m: "Condition.StringEquals.aws:SourceArn".
func (m member) within(err error) error {
	if syntax := (*SyntaxError)(nil); errors.As(err, &syntax) {
		syntax.Element = strings.TrimSuffix(m.name+"."+syntax.Element, ".")
	}
	return err
}

// kind is the first byte, which tells what JSON value the part is.
func (p part) kind() byte {
	if len(p.raw) == 0 {
		return 0
	}
	return p.raw[0]
}

// members takes a JSON object apart, in the order written. A name given twice is refused:
// whoever reads the one and whoever reads the other would see different policies.
func (p part) members() ([]member, error) {
	if p.kind() != '{' {
		return nil, &SyntaxError{Line: p.line, Problem: "want a JSON object, not " + p.short()}
	}
	var members []member
	seen := map[string]bool{}
	err := p.walk(func(name string, value part) error {
		m := member{part: value, name: name}
		if seen[name] {
			return m.errorf("is given twice")
		}
		seen[name] = true
		members = append(members, m)
		return nil
	})
	return members, err
}

// elements takes a JSON list apart.
func (p part) elements() ([]part, error) {
	var elements []part
	err := p.walk(func(_ string, value part) error {
		elements = append(elements, value)
		return nil
	})
	return elements, err
}

// walk calls visit for each value of an object or list.
func (p part) walk(visit func(name string, value part) error) error {
	if p.sound {
		return p.stroll(visit)
	}
	decoder := json.NewDecoder(bytes.NewReader(p.raw))
	line, counted := p.line, 0 // the line at this offset
	if _, err := decoder.Token(); err != nil {
		return p.broken(decoder, err)
	}
	for decoder.More() {
		name := ""
		if p.kind() == '{' {
			token, err := decoder.Token()
			if err != nil {
				return p.broken(decoder, err)
			}
			name, _ = token.(string) // the decoder lets nothing but a string be a name
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return p.broken(decoder, err)
		}
		start := int(decoder.InputOffset()) - len(raw)
		line += bytes.Count(p.raw[counted:start], []byte("\n"))
		counted = start
		if err := visit(name, part{raw: raw, line: line}); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return p.broken(decoder, err)
	}
	rest := bytes.TrimLeft(p.raw[decoder.InputOffset():], " \t\r\n")
	if len(rest) > 0 {
		tail := part{raw: rest, line: p.lineAt(len(p.raw) - len(rest))}
		return &SyntaxError{Line: tail.line, Problem: "text after the end of the document: " + tail.short()}
	}
	return nil
}

// broken places an error of the JSON decoder.
func (p part) broken(decoder *json.Decoder, err error) error {
	at := int(decoder.InputOffset())
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &SyntaxError{Line: p.lineAt(at), Problem: "not JSON: " + err.Error()}
}

func (p part) lineAt(offset int) int {
	return p.line + bytes.Count(p.raw[:min(max(offset, 0), len(p.raw))], []byte("\n"))
}

// short is the part as an error quotes it: on one line, at most 40 characters.
func (p part) short() string {
	if len(p.raw) == 0 {
		return "nothing"
	}
	runes := []rune(string(bytes.Join(bytes.Fields(p.raw), []byte(" "))))
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return string(runes)
}
