package expression

import "slices"

// ParseCondition reads a whole condition of a kind: ConditionExpression, FilterExpression, KeyConditionExpression.
func ParseCondition(kind, text string, p *Placeholders) (Condition, error) {
	parser, err := newParser(kind, text, p)
	if err != nil {
		return Condition{}, err
	}
	c, err := parser.or()
	if err != nil {
		return Condition{}, err
	}
	return c, parser.end()
}

func (p *parser) or() (Condition, error)  { return p.join("OR", p.and) }
func (p *parser) and() (Condition, error) { return p.join("AND", p.not) }

// join reads one or more parts with a keyword between them; AND binds more tightly than OR, NOT than both.
func (p *parser) join(keyword string, part func() (Condition, error)) (Condition, error) {
	c, err := part()
	for err == nil && p.word(keyword) {
		var right Condition
		right, err = part()
		c = Condition{operator: keyword, parts: []Condition{c, right}}
	}
	return c, err
}

// maxDepth bounds nesting; DynamoDB takes up to 300 operators and functions.
const maxDepth = 300

func (p *parser) not() (Condition, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return Condition{}, invalid("Invalid %s: The expression contains too many operators;", p.kind)
	}
	if p.word("NOT") {
		c, err := p.not()
		return Condition{operator: "NOT", parts: []Condition{c}}, err
	}
	if p.mark("(") {
		c, err := p.or()
		if err != nil {
			return Condition{}, err
		}
		return c, p.expect(")")
	}
	return p.comparison()
}

// functions and how many operands they take.
var functions = map[string]int{
	"attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2,
}

func (p *parser) isCall() bool {
	return p.peek().kind == 'a' && p.at+1 < len(p.tokens) && p.tokens[p.at+1].text == "("
}

func (p *parser) comparison() (Condition, error) {
	if count, known := functions[p.peek().text]; known && p.isCall() {
		return p.function(count)
	}
	left, err := p.operand()
	if err != nil {
		return Condition{}, err
	}
	operator := p.peek()
	switch {
	case operator.kind == 'p' && slices.Contains([]string{"=", "<>", "<", "<=", ">", ">="}, operator.text):
		p.at++
		right, err := p.operand()
		return Condition{operator: operator.text, operands: []operand{left, right}}, err
	case p.word("BETWEEN"):
		return p.between(left)
	case p.word("IN"):
		if err := p.expect("("); err != nil {
			return Condition{}, err
		}
		list, err := p.list()
		return Condition{operator: "IN", operands: append([]operand{left}, list...)}, err
	}
	return Condition{}, p.syntax()
}

func (p *parser) between(left operand) (Condition, error) {
	low, err := p.operand()
	if err != nil {
		return Condition{}, err
	}
	if !p.word("AND") {
		return Condition{}, p.syntax()
	}
	high, err := p.operand()
	return Condition{operator: "BETWEEN", operands: []operand{left, low, high}}, err
}

func (p *parser) function(count int) (Condition, error) {
	name := p.next().text
	p.at++ // the parenthesis, which isCall saw
	operands, err := p.list()
	if err != nil {
		return Condition{}, err
	}
	if len(operands) != count {
		return Condition{}, invalid(
			"Invalid %s: Incorrect number of operands for operator or function; operator "+
				"or function: %s, number of operands: %d",
			p.kind,
			name,
			len(operands),
		)
	}
	if operands[0].path == nil {
		return Condition{}, invalid(
			"Invalid %s: Operator or function requires a document path; operator or function: %s",
			p.kind,
			name,
		)
	}
	return Condition{operator: name, operands: operands}, nil
}

// list reads operands up to the closing parenthesis.
func (p *parser) list() ([]operand, error) {
	var out []operand
	for {
		o, err := p.operand()
		if err != nil {
			return nil, err
		}
		out = append(out, o)
		if !p.mark(",") {
			return out, p.expect(")")
		}
	}
}

func (p *parser) operand() (operand, error) {
	if p.peek().kind == ':' {
		v, err := p.value()
		return operand{value: v}, err
	}
	if p.isCall() {
		if p.peek().text != "size" {
			return operand{}, invalid("Invalid %s: Invalid function name; function: %s", p.kind, p.peek().text)
		}
		p.at += 2
		path, err := p.path()
		if err != nil {
			return operand{}, err
		}
		return operand{path: path, size: true}, p.expect(")")
	}
	path, err := p.path()
	return operand{path: path}, err
}
