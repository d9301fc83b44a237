package expression

import "slices"

// Apply gives the item as the update makes it; every right side sees the item as it was. Key attributes cannot change.
func (u Update) Apply(before Item, keys []string) (Item, error) {
	after := before.Clone()
	for _, a := range u.actions {
		if slices.Contains(keys, a.path[0].name) {
			return nil, invalid(
				"One or more parameter values were invalid: Cannot update attribute %s. This attribute is part of the key",
				a.path[0].name,
			)
		}
		if err := a.apply(before, after); err != nil {
			return nil, err
		}
	}
	return after, nil
}

func (a action) apply(before, after Item) error {
	switch a.clause {
	case "SET":
		v, err := a.set.value(before)
		if err != nil {
			return err
		}
		return a.path.put(after, &v)
	case "REMOVE":
		if _, ok := a.path.get(after); !ok {
			return nil
		}
		return a.path.put(after, nil)
	}
	old, exists := a.path.get(before)
	v, err := a.merge(old, exists)
	if err != nil {
		return err
	}
	if v == nil && !exists {
		return nil
	}
	return a.path.put(after, v)
}

// merge is ADD, to a number or a set, and DELETE, from a set; nil takes the attribute away.
func (a action) merge(old Value, exists bool) (*Value, error) {
	add1, set := a.clause == "ADD", a.value.Set != nil
	switch {
	case add1 && !set && a.value.Type == "N" && !exists:
		return &a.value, nil
	case add1 && !set && a.value.Type == "N":
		sum, err := add(old, a.value, false)
		return &sum, err
	case !set || (exists && old.Type != a.value.Type):
		return nil, invalid(
			"Invalid UpdateExpression: Incorrect operand type for operator or function; operator: %s, operand type: %s",
			a.clause,
			a.value.Type,
		)
	}
	out := Value{Type: a.value.Type, Set: slices.Clone(old.Set)}
	for _, member := range a.value.Set {
		i, found := slices.BinarySearch(out.Set, member)
		switch {
		case add1 && !found:
			out.Set = slices.Insert(out.Set, i, member)
		case !add1 && found:
			out.Set = slices.Delete(out.Set, i, i+1)
		}
	}
	if len(out.Set) == 0 {
		return nil, nil
	}
	return &out, nil
}

func (t term) value(item Item) (Value, error) {
	left, err := t.left.value(item)
	if err != nil || t.operator == "" {
		return left, err
	}
	right, err := t.right.value(item)
	if err != nil {
		return Value{}, err
	}
	return add(left, right, t.operator == "-")
}

func (a argument) value(item Item) (Value, error) {
	switch a.function {
	case "if_not_exists":
		if v, ok := a.path.get(item); ok {
			return v, nil
		}
		return a.nested[0].value(item)
	case "list_append":
		first, err := a.nested[0].value(item)
		if err != nil {
			return Value{}, err
		}
		second, err := a.nested[1].value(item)
		if err != nil {
			return Value{}, err
		}
		if first.Type != "L" || second.Type != "L" {
			return Value{}, invalid("An operand in the update expression has an incorrect data type")
		}
		return Value{Type: "L", List: append(slices.Clone(first.List), second.List...)}, nil
	}
	v, ok := a.operand.get(item)
	if !ok {
		return Value{}, invalid("The provided expression refers to an attribute that does not exist in the item")
	}
	return v, nil
}

// put sets what the path leads to, or takes it away when v is nil. What leads there must exist.
func (p path) put(item Item, v *Value) error {
	if len(p) == 1 {
		if v == nil {
			delete(item, p[0].name)
		} else {
			item[p[0].name] = *v
		}
		return nil
	}
	holder, ok := p[:len(p)-1].get(item)
	last := p[len(p)-1]
	switch {
	case !ok, last.name != "" && holder.Type != "M", last.name == "" && holder.Type != "L":
		return invalid("The document path provided in the update expression is invalid for update")
	case last.name != "" && v == nil:
		delete(holder.Map, last.name)
		return nil
	case last.name != "":
		if holder.Map == nil {
			holder.Map = map[string]Value{}
		}
		holder.Map[last.name] = *v
	case v == nil:
		holder.List = slices.Delete(slices.Clone(holder.List), last.index, last.index+1)
	case last.index < len(holder.List):
		holder.List = slices.Clone(holder.List)
		holder.List[last.index] = *v
	default:
		holder.List = append(holder.List, *v)
	}
	return p[:len(p)-1].put(item, &holder)
}
