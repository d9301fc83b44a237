package expression

import (
	"maps"
	"slices"
	"strings"

	"farvault/simulator/kernel"
)

// Placeholders are the names and values of one request, and which of them its expressions used.
type Placeholders struct {
	names                map[string]string
	values               map[string]Value
	usedNames, usedValue map[string]bool
}

// NewPlaceholders are those of a request.
func NewPlaceholders(names map[string]string, values map[string]Value) *Placeholders {
	return &Placeholders{names: names, values: values, usedNames: map[string]bool{}, usedValue: map[string]bool{}}
}

// Unused refuses placeholders that no expression used, as DynamoDB does.
func (p *Placeholders) Unused() error {
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if !p.usedValue[name] {
			return invalid("Value provided in ExpressionAttributeValues unused in expressions: keys: {%s}", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.names)) {
		if !p.usedNames[name] {
			return invalid("Value provided in ExpressionAttributeNames unused in expressions: keys: {%s}", name)
		}
	}
	return nil
}

// parser reads one expression by recursive descent.
type parser struct {
	kind   string // ConditionExpression, UpdateExpression, ...
	tokens []token
	at     int
	depth  int
	p      *Placeholders
}

func newParser(kind, text string, p *Placeholders) (*parser, error) {
	tokens, bad := tokenize(text)
	if bad != "" {
		return nil, invalid("Invalid %s: Syntax error; token: %q, near: %q", kind, bad, bad)
	}
	if len(tokens) == 1 {
		return nil, invalid("Invalid %s: The expression can not be empty;", kind)
	}
	return &parser{kind: kind, tokens: tokens, p: p}, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != 'e' {
		p.at++
	}
	return t
}

// word takes the keyword, whatever its case, if it comes next.
func (p *parser) word(keyword string) bool {
	if t := p.peek(); t.kind == 'a' && strings.EqualFold(t.text, keyword) {
		p.at++
		return true
	}
	return false
}

// mark takes the punctuation if it comes next.
func (p *parser) mark(text string) bool {
	if t := p.peek(); t.kind == 'p' && t.text == text {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(text string) error {
	if !p.mark(text) {
		return p.syntax()
	}
	return nil
}

// syntax is the error at the token that comes next.
func (p *parser) syntax() error {
	near := []string{}
	for _, t := range p.tokens[max(0, p.at-1):min(len(p.tokens), p.at+2)] {
		if t.kind != 'e' {
			near = append(near, t.text)
		}
	}
	return invalid("Invalid %s: Syntax error; token: %q, near: %q", p.kind, p.peek().text, strings.Join(near, " "))
}

func (p *parser) end() error {
	if p.peek().kind != 'e' {
		return p.syntax()
	}
	return nil
}

// name is an attribute name, written out or as a placeholder.
func (p *parser) name() (string, error) {
	t := p.peek()
	switch t.kind {
	case 'a':
		if slices.Contains(reserved, strings.ToUpper(t.text)) {
			return "", invalid("Invalid %s: Attribute name is a reserved keyword; reserved keyword: %s", p.kind, t.text)
		}
		p.at++
		return t.text, nil
	case '#':
		name, ok := p.p.names[t.text]
		if !ok {
			return "", invalid(
				"Invalid %s: An expression attribute name used in the document path is not defined; attribute name: %s",
				p.kind,
				t.text,
			)
		}
		p.p.usedNames[t.text] = true
		p.at++
		return name, nil
	}
	return "", p.syntax()
}

func (p *parser) value() (Value, error) {
	t := p.peek()
	if t.kind != ':' {
		return Value{}, p.syntax()
	}
	v, ok := p.p.values[t.text]
	if !ok {
		return Value{}, invalid(
			"Invalid %s: An expression attribute value used in expression is not defined; attribute value: %s",
			p.kind,
			t.text,
		)
	}
	p.p.usedValue[t.text] = true
	p.at++
	return v, nil
}

// invalid is DynamoDB's way to refuse a request.
func invalid(format string, args ...any) error {
	return kernel.Fail("ValidationException", format, args...)
}
