package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// maxPolicyLine bounds one JSON line with policies in it: the largest of each kind, at five levels, fit many times
// over.
const maxPolicyLine = 4 << 20

// misread answers a line that cannot be read.
type misread struct {
	Line  int             `json:"line"`
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// answerLines answers each line of standard input with one JSON object on a line, at
// once; empty lines have no answer, and one that is too long has an error for one. answer is given the line's
// number, from 1, and says whether the line was good. It returns how many were not.
func answerLines(s Streams, answer func(n int, line []byte) (any, bool)) (bad int, err error) {
	in := bufio.NewReaderSize(s.In, 64<<10)
	for n := 1; ; n++ {
		line, long, end := readLine(in)
		if end != nil && end != io.EOF {
			return bad, end
		}
		if len(bytes.TrimSpace(line)) > 0 {
			answered, good := any(
				misread{Line: n, Error: fmt.Sprintf("the line is longer than %d bytes", maxPolicyLine)},
			), false
			if !long {
				answered, good = answer(n, line)
			}
			if !good {
				bad++
			}
			if err := writeJSON(s.Out, answered); err != nil {
				return bad, err
			}
		}
		if end == io.EOF {
			return bad, nil
		}
	}
}

// readLine reads a line whatever its length, and keeps no more of it than a line may have.
func readLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) > maxPolicyLine {
			long = true
		} else {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, long, err
		}
	}
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
