package check

import (
	"slices"
	"strings"

	"farvault/shared/settings"
)

// property is one entry of a table.
type property struct {
	name, table     string
	required, named bool // named: the names in it are the user's
}

// propertiesOf is a table taken apart.
func propertiesOf(table string) []property {
	var all []property
	for word := range strings.FieldsSeq(propertyTables[table]) {
		name, of, _ := strings.Cut(word, ":")
		p := property{table: strings.TrimPrefix(of, "*"), named: strings.HasPrefix(of, "*")}
		p.name, p.required = strings.CutSuffix(name, "!")
		all = append(all, p)
	}
	return all
}

// canonical checks the names in an object against their table and gives the object with
// the names that were meant, so that the rest can be judged.
func (d *document) canonical(table string, n *node) *node {
	if !n.is(object) {
		return n
	}
	properties := propertiesOf(table)
	made := *n
	made.members = nil
	for _, m := range n.members {
		p, ok := find(properties, m.name)
		if !ok && !isOperator(m.name) {
			p = d.unknownProperty(table, m, properties, n)
			m.name = p.name
		}
		m.value = d.within(p, m.value)
		made.members = append(made.members, m)
	}
	made.members = inside(made.members, properties)
	whole := !slices.ContainsFunc(n.members, func(m member) bool { return isOperator(m.name) })
	for _, p := range properties {
		if whole && p.required && made.member(p.name) == nil {
			d.say(MissingProperty, n.at, "", "%s is missing: every %s needs it", p.name, table)
		}
	}
	return &made
}

// inside moves what belongs in an object of the object there, so that the rest is judged as it was meant.
func inside(members []member, properties []property) []member {
	kept := members[:0:0]
	moved := map[string][]member{}
	for _, m := range members {
		if in := belongsIn(m.name, properties); in != "" {
			moved[in] = append(moved[in], m)
			continue
		}
		kept = append(kept, m)
	}
	for _, p := range properties {
		parts := moved[p.name]
		if len(parts) == 0 {
			continue
		}
		made := &node{kind: object, syntax: parts[0].value.syntax, at: parts[0].at}
		for i := range kept {
			if kept[i].name == p.name && kept[i].value.is(object) {
				*made = *kept[i].value
				kept = slices.Delete(kept, i, i+1)
				break
			}
		}
		made.members = append(slices.Clone(made.members), parts...)
		kept = append(kept, member{p.name, made.at, made})
	}
	return kept
}

// belongsIn is the property of an object whose own properties have that name, where the object itself has none.
func belongsIn(name string, properties []property) string {
	if _, own := find(properties, name); own {
		return ""
	}
	for _, p := range properties {
		if _, in := find(propertiesOf(p.table), name); in && p.table != "" && !p.named {
			return p.name
		}
	}
	return ""
}

// isOperator tells what may stand in any object: inheritance operators of Organizations
// policies, and functions such as Fn::ForEach and Fn::Transform, which add properties.
func isOperator(name string) bool {
	return strings.HasPrefix(name, "@@") || strings.HasPrefix(name, "Fn::")
}

// within goes on with the value of a property.
func (d *document) within(p property, n *node) *node {
	switch {
	case n == nil || p.table == "":
		return n
	case n.kind == list:
		made := *n
		made.items = nil
		for _, item := range n.items {
			made.items = append(made.items, d.canonical(p.table, item))
		}
		return &made
	case p.named && n.kind == object:
		made := *n
		made.members = nil
		for _, m := range n.members {
			if !isOperator(m.name) {
				m.value = d.canonical(p.table, m.value)
			}
			made.members = append(made.members, m)
		}
		return &made
	}
	return d.canonical(p.table, n)
}

func find(properties []property, name string) (property, bool) {
	for _, p := range properties {
		if p.name == name {
			return p, true
		}
	}
	return property{name: name}, false
}

// unknownProperty reports a name that is in no table and finds the property that was meant.
func (d *document) unknownProperty(table string, m member, properties []property, in *node) property {
	meant, ok := find(properties, synonyms[table][m.name])
	for _, p := range properties {
		if !ok && settings.Near(m.name, p.name) {
			meant, ok = p, true
		}
	}
	if of := belongsIn(m.name, properties); of != "" && !ok {
		d.say(UnknownProperty, m.at, assign(in.syntax, field{of, []field{{m.name, m.value.literalText()}}}),
			"%s is not a property of %s: it belongs in %s", m.name, table, of)
		return property{name: m.name}
	}
	if !ok || in.member(meant.name) != nil {
		d.say(
			UnknownProperty,
			m.at,
			"",
			"%s is not a property of %s: allowed here are %s",
			m.name,
			table,
			names(properties),
		)
		return property{name: m.name}
	}
	d.say(
		UnknownProperty,
		m.at,
		key(in.syntax, meant.name),
		"%s is not a property of %s: here the name is %s",
		m.name,
		table,
		meant.name,
	)
	return meant
}

func names(properties []property) string {
	all := make([]string, len(properties))
	for i, p := range properties {
		all[i] = p.name
	}
	return strings.Join(all, ", ")
}
