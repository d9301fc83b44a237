package expression

import "slices"

// Update is a parsed update expression.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
type Update struct{ actions []action }

// action changes what one path leads to.
type action struct {
	clause string // SET, REMOVE, ADD, DELETE
	path   path
	set    term  // SET
	value  Value // ADD, DELETE
}

// term is the right side of SET: an operand, or two with + or - between them.
type term struct {
	operator    string
	left, right argument
}

// argument is a path, a value, if_not_exists(path, argument) or list_append(argument, argument).
type argument struct {
	operand  operand
	function string
	path     path
	nested   []argument
}

// ParseUpdate reads an update expression.
func ParseUpdate(text string, p *Placeholders) (Update, error) {
	parser, err := newParser("UpdateExpression", text, p)
	if err != nil {
		return Update{}, err
	}
	var u Update
	seen := map[string]bool{}
	for parser.peek().kind != 'e' {
		clause := ""
		for _, keyword := range []string{"SET", "REMOVE", "ADD", "DELETE"} {
			if parser.word(keyword) {
				clause = keyword
			}
		}
		if clause == "" {
			return Update{}, parser.syntax()
		}
		if seen[clause] {
			return Update{}, invalid(
				"Invalid UpdateExpression: The %q section can only be used once in an update expression;",
				clause,
			)
		}
		seen[clause] = true
		if err := parser.clause(clause, &u); err != nil {
			return Update{}, err
		}
	}
	return u, u.overlap()
}

func (p *parser) clause(clause string, u *Update) error {
	for {
		a, err := p.action(clause)
		if err != nil {
			return err
		}
		u.actions = append(u.actions, a)
		if !p.mark(",") {
			return nil
		}
	}
}

func (p *parser) action(clause string) (action, error) {
	path, err := p.path()
	if err != nil {
		return action{}, err
	}
	a := action{clause: clause, path: path}
	switch clause {
	case "SET":
		if err := p.expect("="); err != nil {
			return action{}, err
		}
		a.set, err = p.term()
	case "ADD", "DELETE":
		a.value, err = p.value()
	}
	return a, err
}

func (p *parser) term() (term, error) {
	left, err := p.argument()
	if err != nil {
		return term{}, err
	}
	t := term{left: left}
	for _, operator := range []string{"+", "-"} {
		if p.mark(operator) {
			t.operator = operator
			t.right, err = p.argument()
			return t, err
		}
	}
	return t, nil
}

func (p *parser) argument() (argument, error) {
	if !p.isCall() {
		o, err := p.operand()
		return argument{operand: o}, err
	}
	a := argument{function: p.next().text}
	p.at++ // the parenthesis, which isCall saw
	var err error
	switch a.function {
	case "if_not_exists":
		a.path, err = p.path()
	case "list_append":
		var first argument
		first, err = p.argument()
		a.nested = append(a.nested, first)
	default:
		return argument{}, invalid("Invalid UpdateExpression: Invalid function name; function: %s", a.function)
	}
	if err != nil {
		return argument{}, err
	}
	if err := p.expect(","); err != nil {
		return argument{}, err
	}
	last, err := p.argument()
	if err != nil {
		return argument{}, err
	}
	a.nested = append(a.nested, last)
	return a, p.expect(")")
}

// overlap refuses two actions of which one's path begins the other's.
func (u Update) overlap() error {
	for i, a := range u.actions {
		for _, b := range u.actions[i+1:] {
			n := min(len(a.path), len(b.path))
			if slices.Equal(a.path[:n], b.path[:n]) {
				return invalid(
					"Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these "+
						"paths; path one: [%s], path two: [%s]",
					a.path,
					b.path,
				)
			}
		}
	}
	return nil
}

// Attributes are the names of the top-level attributes that the update is about.
func (u Update) Attributes() []string {
	var names []string
	for _, a := range u.actions {
		names = append(names, a.path[0].name)
	}
	return names
}
