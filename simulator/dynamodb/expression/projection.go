package expression

// Projection is the paths that are to be returned; none means everything.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
type Projection []path

// ParseProjection reads a projection expression; an empty one projects everything.
func ParseProjection(text string, p *Placeholders) (Projection, error) {
	if text == "" {
		return nil, nil
	}
	parser, err := newParser("ProjectionExpression", text, p)
	if err != nil {
		return nil, err
	}
	var out Projection
	for {
		path, err := parser.path()
		if err != nil {
			return nil, err
		}
		out = append(out, path)
		if !parser.mark(",") {
			return out, parser.end()
		}
	}
}

// Of is the projected copy of an item. A list position gives a list of the one element.
func (p Projection) Of(item Item) Item {
	if p == nil {
		return item.Clone()
	}
	out := Item{}
	for _, path := range p {
		if v, ok := path.get(item); ok {
			out[path[0].name] = path[1:].wrap(out[path[0].name], v.Clone())
		}
	}
	return out
}

// wrap puts a value back at the end of its path, beside what an earlier path put there.
func (p path) wrap(beside, v Value) Value {
	switch {
	case len(p) == 0:
		return v
	case p[0].name == "":
		return Value{Type: "L", List: append(beside.List, p[1:].wrap(Value{}, v))}
	}
	if beside.Map == nil {
		beside = Value{Type: "M", Map: map[string]Value{}}
	}
	beside.Map[p[0].name] = p[1:].wrap(beside.Map[p[0].name], v)
	return beside
}
