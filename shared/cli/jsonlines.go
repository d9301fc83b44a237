package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
)

// maxPolicyLine bounds one JSON line with policies in it: the largest of each kind, at five levels, fit many times over.
const maxPolicyLine = 4 << 20

// answerLines answers each line of standard input with one JSON object on a line, at
// once; empty lines have no answer. answer is given the line's number, from 1, and says
// whether the line was good. It returns how many were not.
func answerLines(s Streams, answer func(n int, line []byte) (any, bool)) (bad int, err error) {
	lines := bufio.NewScanner(s.In)
	lines.Buffer(nil, maxPolicyLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		answered, good := answer(n, lines.Bytes())
		if !good {
			bad++
		}
		if err := writeJSON(s.Out, answered); err != nil {
			return bad, err
		}
	}
	return bad, lines.Err()
}

// contextValue is the value of a condition key: a string, a list of strings, null for
// none, or a bare number or boolean, which AWS compares as its text.
type contextValue []string

// UnmarshalJSON takes one value or a list.
func (v *contextValue) UnmarshalJSON(data []byte) error {
	parts := []json.RawMessage{data}
	switch data[0] {
	case 'n':
		parts = nil
	case '[':
		if err := json.Unmarshal(data, &parts); err != nil {
			return err
		}
	}
	*v = contextValue{}
	for _, part := range parts {
		switch part[0] {
		case '{', '[', 'n':
			return fmt.Errorf("context: a value must be a string or a list of strings, not %s", part)
		case '"':
			var text string
			if err := json.Unmarshal(part, &text); err != nil {
				return err
			}
			*v = append(*v, text)
		default:
			*v = append(*v, string(part))
		}
	}
	return nil
}
