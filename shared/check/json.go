package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// mistake is why a text cannot be read, and where.
type mistake struct {
	at      place
	problem string
}

// jsonReader makes nodes of JSON text. Unlike encoding/json it knows where they stand.
type jsonReader struct {
	text    string
	decoder *json.Decoder
	counted int   // offset up to which places have been counted
	at      place // the place of that offset
}

// parseJSON reads one JSON value that begins at a place of its file.
func parseJSON(text string, start place) (*node, *mistake) {
	r := &jsonReader{text: text, at: start}
	var whole json.RawMessage
	if err := json.Unmarshal([]byte(text), &whole); err != nil {
		offset := len(strings.TrimRight(text, " \t\r\n"))
		if s := (*json.SyntaxError)(nil); errors.As(err, &s) {
			offset = min(offset, int(s.Offset)-1)
		}
		return nil, &mistake{r.place(offset), "not JSON: " + err.Error()}
	}
	r.decoder = json.NewDecoder(strings.NewReader(text))
	r.decoder.UseNumber()
	return r.value(), nil
}

// value reads the next value, which Unmarshal has found to be one; nil for null.
func (r *jsonReader) value() *node {
	n := &node{kind: text, syntax: jsonSyntax}
	n.at = r.place(r.start())
	switch t := r.token().(type) {
	case nil:
		return nil
	case json.Delim:
		if t == '{' {
			r.object(n)
		} else {
			r.list(n)
		}
	default:
		n.text = fmt.Sprint(t)
	}
	return n
}

// token is the next one; after Unmarshal there always is one.
func (r *jsonReader) token() json.Token {
	token, err := r.decoder.Token()
	if err != nil {
		panic(fmt.Sprintf("check: JSON that was read once: %v", err))
	}
	return token
}

func (r *jsonReader) object(n *node) {
	n.kind = object
	for r.decoder.More() {
		m := member{at: r.place(r.start())}
		m.name = fmt.Sprint(r.token())
		m.value = r.value()
		n.members = append(n.members, m)
	}
	r.token()
}

func (r *jsonReader) list(n *node) {
	n.kind = list
	for r.decoder.More() {
		if item := r.value(); item != nil {
			n.items = append(n.items, item)
		}
	}
	r.token()
}

// start is the offset at which the next token begins.
func (r *jsonReader) start() int {
	offset := int(r.decoder.InputOffset())
	return offset + len(r.text[offset:]) - len(strings.TrimLeft(r.text[offset:], " \t\r\n,:"))
}

// place is where an offset lies; offsets must be asked for in their order.
func (r *jsonReader) place(offset int) place {
	for r.counted < min(offset, len(r.text)) {
		c, size := utf8.DecodeRuneInString(r.text[r.counted:])
		r.counted += size
		r.at.column++
		if c == '\n' {
			r.at = place{r.at.line + 1, 1}
		}
	}
	return r.at
}

// all yields a node and all that is in it.
func (n *node) all() func(yield func(*node) bool) {
	return func(yield func(*node) bool) {
		goOn := true
		n.walk("", func(_ string, n *node) { goOn = goOn && yield(n) })
	}
}

// twice finds the members whose name their object has already.
func twice(root *node) []member {
	var again []member
	for n := range root.all() {
		seen := map[string]bool{}
		for _, m := range n.members {
			if seen[m.name] {
				again = append(again, m)
			}
			seen[m.name] = true
		}
	}
	return again
}
