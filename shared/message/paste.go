package message

import (
	"bytes"
	"encoding/json"
	"strings"
)

// inline is how many elements a list may have to stay on one line.
const inline = 2

// LaidOut is a text to paste as people read it: a policy statement has a property on each line, and so has each
// element of a long list. A phone breaks a longer line in the middle of an action. Anything else stays as it is.
func LaidOut(paste string) string {
	var object bytes.Buffer
	if !strings.HasPrefix(paste, "{") || json.Compact(&object, []byte(paste)) != nil {
		return paste
	}
	decoder := json.NewDecoder(&object)
	if _, err := decoder.Token(); err != nil {
		return paste
	}
	var properties []string
	for decoder.More() {
		name, err := decoder.Token()
		var value json.RawMessage
		if err != nil || decoder.Decode(&value) != nil {
			return paste
		}
		properties = append(properties, "  "+keyText(name)+": "+laidOutValue(value))
	}
	return "{\n" + strings.Join(properties, ",\n") + "\n}"
}

func laidOutValue(value json.RawMessage) string {
	var elements []json.RawMessage
	if json.Unmarshal(value, &elements) != nil || len(elements) <= inline {
		return string(value)
	}
	lines := make([]string, len(elements))
	for i, e := range elements {
		lines[i] = "    " + string(e)
	}
	return "[\n" + strings.Join(lines, ",\n") + "\n  ]"
}
