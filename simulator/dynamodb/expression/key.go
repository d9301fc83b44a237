package expression

// Leading are the attributes that the condition wants equal to a value.
func (c Condition) Leading() Item {
	out := Item{}
	for _, part := range c.conjuncts() {
		if part.operator == "=" && len(part.operands[0].path) == 1 && part.operands[1].path == nil {
			out[part.operands[0].path[0].name] = part.operands[1].value
		}
	}
	return out
}

// conjuncts are the parts that AND joins.
func (c Condition) conjuncts() []Condition {
	if c.operator != "AND" {
		return []Condition{c}
	}
	return append(c.parts[0].conjuncts(), c.parts[1].conjuncts()...)
}

// CheckKey refuses what no key condition may be: the hash key must be equal to a
// value, and the range key, if there is one, may be compared once.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
func (c Condition) CheckKey(hash, rng string) error {
	found := map[string]bool{}
	for _, part := range c.conjuncts() {
		switch part.operator {
		case "=", "<", "<=", ">", ">=", "BETWEEN", "begins_with":
		default:
			return invalid("Invalid operator used in KeyConditionExpression: %s", part.operator)
		}
		subject := part.operands[0]
		if len(subject.path) != 1 || subject.size || found[subject.path[0].name] {
			return invalid("Query key condition not supported")
		}
		name := subject.path[0].name
		if name != rng && (name != hash || part.operator != "=") {
			return invalid("Query key condition not supported")
		}
		found[name] = true
	}
	if !found[hash] {
		return invalid("Query condition missed key schema element: %s", hash)
	}
	return nil
}
