package check

import "strings"

// renderer writes nodes as JSON, each in its own line of the file.
type renderer struct {
	strings.Builder
	line    int
	unknown bool // something is known only to the deployment
}

func (n *node) lineOr(line int) int {
	if n == nil {
		return line
	}
	return n.at.line
}

// until goes on to a line.
func (w *renderer) until(line int) {
	for ; w.line < line; w.line++ {
		w.WriteByte('\n')
	}
}

func (w *renderer) value(n *node) {
	if n == nil {
		w.WriteString("null")
		return
	}
	w.until(n.at.line)
	switch n.kind {
	case object:
		w.WriteByte('{')
		for i, m := range n.members {
			w.comma(i)
			w.until(m.at.line)
			w.WriteString(jsonText(m.name) + ":")
			w.value(m.value)
		}
		w.WriteByte('}')
	case list:
		w.WriteByte('[')
		for i, item := range n.items {
			w.comma(i)
			w.value(item)
		}
		w.WriteByte(']')
	case text:
		w.WriteString(jsonText(n.text))
	default:
		w.unknown = true
		w.WriteString("null")
	}
}

func (w *renderer) comma(i int) {
	if i > 0 {
		w.WriteByte(',')
	}
}
