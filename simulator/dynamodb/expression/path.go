package expression

import (
	"strconv"
	"strings"
)

// path is a document path: a name, then names and list positions.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html
type path []step

type step struct {
	name  string
	index int // when name is empty
}

func (p path) String() string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.name == "":
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case i > 0:
			b.WriteString("." + s.name)
		default:
			b.WriteString(s.name)
		}
	}
	return b.String()
}

func (p *parser) path() (path, error) {
	first, err := p.name()
	if err != nil {
		return nil, err
	}
	out := path{{name: first}}
	for {
		switch {
		case p.mark("."):
			name, err := p.name()
			if err != nil {
				return nil, err
			}
			out = append(out, step{name: name})
		case p.mark("["):
			t := p.next()
			n, err := strconv.Atoi(t.text)
			if t.kind != '0' || err != nil {
				return nil, p.syntax()
			}
			if err := p.expect("]"); err != nil {
				return nil, err
			}
			out = append(out, step{index: n})
		default:
			return out, nil
		}
	}
}

// get finds what a path leads to.
func (p path) get(item Item) (Value, bool) {
	v, ok := item[p[0].name]
	for _, s := range p[1:] {
		switch {
		case !ok:
			return Value{}, false
		case s.name != "":
			v, ok = v.Map[s.name]
		case s.index < len(v.List):
			v = v.List[s.index]
		default:
			return Value{}, false
		}
	}
	return v, ok
}
