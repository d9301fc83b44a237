package policy

import "encoding/json"

// Values is one or more values of an element. A single one prints as a string.
type Values []string

// MarshalJSON prints a list of one as a string, as AWS mostly writes its own documents.
func (v Values) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return json.Marshal(v[0])
	}
	return json.Marshal(append([]string{}, v...))
}

// str reads a string.
func (m member) str() (string, error) {
	s, ok := m.text()
	if !ok || m.kind() != '"' {
		return "", m.errorf("want a string, not %s", m.short())
	}
	return s, nil
}

// strings reads a string or a list of strings. An empty list is an absent element: neither matches anything.
func (m member) strings() (Values, error) {
	return m.list("a string or a list of strings", func(p part) (string, bool) {
		s, ok := p.text()
		return s, ok && p.kind() == '"'
	})
}

// scalars reads the values of a condition key, where true and 365 may stand without quotes.
func (m member) scalars() (Values, error) {
	return m.list("a string, boolean or number, or a list of them", part.text)
}

// list reads one value or a list of values with read, which says whether it could.
func (m member) list(want string, read func(part) (string, bool)) (Values, error) {
	parts := []part{m.part}
	if m.kind() == '[' {
		var err error
		if parts, err = m.elements(); err != nil {
			return nil, err
		}
	}
	var values Values
	for _, p := range parts {
		value, ok := read(p)
		if !ok {
			return nil, m.errorf("want %s, not %s", want, p.short())
		}
		values = append(values, value)
	}
	return values, nil
}

// text is a JSON scalar as AWS reads it: a string's content, true as "true", 365 as "365".
func (p part) text() (string, bool) {
	switch p.kind() {
	case '{', '[', 'n', 0:
		return "", false
	case '"':
		if p.sound && p.ordinary() {
			return string(p.raw[1 : len(p.raw)-1]), true
		}
		var s string
		return s, json.Unmarshal(p.raw, &s) == nil
	}
	return string(p.raw), true
}
