package message

import (
	"strings"
	"unicode/utf8"
)

// labelWidth is the column in which a fact's value begins.
const labelWidth = 11

// Text is the message as a plain text that reads well on a phone: what is at
// risk, why, whether that is proven, who must do what, what farvault did, and where to go on.
func Text(m Message) string { return laid(m, unbounded) }

// Mail is Text in lines of at most 72 columns, but for what must stay whole: links, commands, ids and what is pasted.
func Mail(m Message) string { return laid(m, mailWidth) }

func laid(m Message, width int) string {
	b := page{width: width}
	head := string(m.Color) + "  "
	b.lines(wrapped(head, m.Title, strings.Repeat(" ", len(head)), width)...)
	if len(m.Lead)+len(m.Facts) > 0 {
		b.WriteString("\n")
	}
	b.flow(m.Lead)
	for _, f := range m.Facts {
		b.lines(wrapped(labeled(f.Label), f.Value, strings.Repeat(" ", labelWidth), width)...)
	}
	for _, s := range m.Sections {
		b.WriteString("\n")
		b.flow(append([]string{s.Heading}, s.Lines...))
		if s.Paste != "" {
			for _, l := range strings.Split(s.Paste, "\n") {
				b.lines("  " + l)
			}
		}
		b.flow(s.After)
	}
	b.WriteString("\n")
	for _, way := range m.Ways() {
		b.lines(labeled(way.Label) + way.Value) // whole, to be clicked or pasted
	}
	b.lines(wrapped("", m.Footer, "", width)...)
	return b.String()
}

// Ways are where to go on: links, the command that checks again, and the one that mutes.
func (m Message) Ways() (ways []Fact) {
	for _, l := range m.Links {
		if !l.Known() {
			continue
		}
		text := l.URL
		if l.In != "" {
			text += " (in " + l.In + ")"
		}
		ways = append(ways, Fact{l.Label, text})
	}
	return append(ways, m.Commands()...)
}

// Commands are what to type: to check again, and to mute.
func (m Message) Commands() (all []Fact) {
	for _, c := range []Fact{{"Again", m.Command}, {"Mute", m.Mute}} {
		if c.Value != "" {
			all = append(all, c)
		}
	}
	return all
}

func labeled(label string) string {
	return label + strings.Repeat(" ", max(1, labelWidth-utf8.RuneCountInString(label)))
}

// A page is a text that grows line by line.
type page struct {
	strings.Builder
	width int
}

// lines writes lines as they are.
func (p *page) lines(all ...string) {
	for _, l := range all {
		p.WriteString(strings.TrimRight(l, " ") + "\n")
	}
}

// flow writes lines within the width, each with its own indent.
func (p *page) flow(all []string) {
	for _, l := range all {
		indent := l[:len(l)-len(strings.TrimLeft(l, " "))]
		below := indent
		if indent != "" {
			below += "    "
		}
		p.lines(wrapped(indent, l[len(indent):], below, p.width)...)
	}
}
