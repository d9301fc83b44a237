package event

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// members splits a JSON object into its fields without reading their values: an event has some thirty, of which a
// third is read. False: the bytes are no object. They must be valid JSON; of fields with one name the last counts, as
// in encoding/json.
func members(raw []byte) (map[string]json.RawMessage, bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '{' {
		return nil, false
	}
	fields := make(map[string]json.RawMessage, 16)
	for i := skip(raw, 1); raw[i] != '}'; {
		end := valueEnd(raw, i)
		name, ok := plainText(raw[i:end])
		if !ok {
			return nil, false
		}
		i = skip(raw, end)
		i = skip(raw, i+1) // the colon
		end = valueEnd(raw, i)
		fields[name] = raw[i:end:end]
		if i = skip(raw, end); raw[i] == ',' {
			i = skip(raw, i+1)
		}
	}
	return fields, true
}

// skip is where the next byte stands that is no white space.
func skip(raw []byte, i int) int {
	for raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\r' || raw[i] == '\t' {
		i++
	}
	return i
}

// valueEnd is where the value that begins at i ends.
func valueEnd(raw []byte, i int) int {
	switch raw[i] {
	case '"':
		return stringEnd(raw, i)
	case '{', '[':
		for open := 0; ; i++ {
			switch raw[i] {
			case '"':
				i = stringEnd(raw, i) - 1
			case '{', '[':
				open++
			case '}', ']':
				if open--; open == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(raw) && !bytes.ContainsRune([]byte(",}] \n\r\t"), rune(raw[i])) {
		i++
	}
	return i
}

func stringEnd(raw []byte, i int) int {
	for i++; raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// plainText is the text of a JSON string; false: it is none. Most have nothing escaped and are their own bytes.
func plainText(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner), true
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}
