package message

import (
	"bytes"
	"encoding/json"
	"strings"
)

// layOut is a JSON object over as few lines as the width lets it have, the members in their order; nil for what is
// none. What is too long for a line and has no parts keeps its line.
func layOut(text string, width int) []string {
	raw := json.RawMessage(strings.TrimSpace(text))
	if !bytes.HasPrefix(raw, []byte("{")) || !json.Valid(raw) {
		return nil
	}
	return layOutValue("", raw, width)
}

// layOutValue lays out one value behind its key.
func layOutValue(key string, raw json.RawMessage, width int) []string {
	line := key + compact(raw)
	members := membersOf(raw)
	if len(members) == 0 || len(line) <= width {
		return []string{line}
	}
	lines := []string{key + string(raw[0])}
	for i, m := range members {
		inner := layOutValue(m.key, m.value, width-len("  ,"))
		for _, l := range inner {
			lines = append(lines, "  "+l)
		}
		if i < len(members)-1 {
			lines[len(lines)-1] += ","
		}
	}
	return append(lines, string(raw[len(raw)-1]))
}

// member is a part of an object or list; of a list it has no key.
type member struct {
	key   string
	value json.RawMessage
}

// membersOf are the parts of an object or list, in their order; none of any other value.
func membersOf(raw json.RawMessage) (members []member) {
	if raw[0] != '{' && raw[0] != '[' {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	_, _ = d.Token() // layOut has seen that all of it is valid
	for d.More() {
		var m member
		if raw[0] == '{' {
			key, _ := d.Token()
			m.key = keyText(key) + ": "
		}
		_ = d.Decode(&m.value)
		members = append(members, m)
	}
	return members
}

// compact is a value on one line, with a blank behind each colon and comma.
func compact(raw json.RawMessage) string {
	members := membersOf(raw)
	if len(members) == 0 {
		var b bytes.Buffer
		_ = json.Compact(&b, raw)
		return b.String()
	}
	parts := make([]string, len(members))
	for i, m := range members {
		parts[i] = m.key + compact(m.value)
	}
	return string(raw[0]) + strings.Join(parts, ", ") + string(raw[len(raw)-1])
}

// keyText is an object's key as JSON has it; Go's own quotes are not JSON's.
func keyText(key json.Token) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(key) // a string is always written
	return strings.TrimSuffix(b.String(), "\n")
}
