package policy

import "bytes"

// stroll is walk through text that is known to be JSON: nothing can be wrong with it, so that it is neither read again
// nor copied for each level of a document.
func (p part) stroll(visit func(name string, value part) error) error {
	line, counted := p.line, 0 // the line at this offset
	for at := p.next(1); p.raw[at] != '}' && p.raw[at] != ']'; at = p.next(at) {
		name := ""
		if p.kind() == '{' {
			end := p.end(at)
			name, _ = part{raw: p.raw[at:end], sound: true}.text()
			at = p.next(end)
		}
		end := p.end(at)
		line += bytes.Count(p.raw[counted:at], []byte("\n"))
		counted = at
		if err := visit(name, part{raw: p.raw[at:end:end], line: line, sound: true}); err != nil {
			return err
		}
		at = end
	}
	return nil
}

// next is where the next value, name or bracket begins.
func (p part) next(at int) int {
	for {
		switch p.raw[at] {
		case ' ', '\t', '\r', '\n', ',', ':':
			at++
		default:
			return at
		}
	}
}

// end is where the value ends that begins here.
func (p part) end(at int) int {
	depth := 0
	for {
		switch p.raw[at] {
		case '"':
			at = p.closing(at)
			if depth == 0 {
				return at
			}
		case '{', '[':
			depth++
			at++
		case '}', ']':
			if depth--; depth <= 0 {
				return at + 1 + min(depth, 0) // behind its own bracket, or before that of what it is in
			}
			at++
		case ' ', '\t', '\r', '\n', ',':
			if depth == 0 {
				return at
			}
			at++
		default:
			at++
		}
	}
}

// closing is behind the string that begins here.
func (p part) closing(at int) int {
	for at++; p.raw[at] != '"'; at++ {
		if p.raw[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// ordinary reports whether a string says what stands between its quotes: no escape, no character but those of ASCII.
func (p part) ordinary() bool {
	for _, b := range p.raw {
		if b == '\\' || b >= 0x80 {
			return false
		}
	}
	return true
}
