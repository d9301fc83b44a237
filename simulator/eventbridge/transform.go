package eventbridge

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// InputTransformer makes the body of a target out of parts of the event.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
type InputTransformer struct {
	InputPathsMap map[string]string `json:",omitempty"`
	InputTemplate string
}

// placeholder is where a value of the event stands in the template.
var placeholder = regexp.MustCompile(`<([A-Za-z0-9_.-]+)>`)

// transformed is what a target is sent: its input, its transformer's, or the event.
func (t Target) transformed(e Event) (string, error) {
	switch {
	case t.Input != "":
		return t.Input, nil
	case t.InputTransformer == nil:
		return string(e.text()), nil
	}
	var event any
	if err := json.Unmarshal(e.text(), &event); err != nil {
		return "", err
	}
	values := map[string]any{}
	for name, path := range t.InputTransformer.InputPathsMap {
		if value, there := follow(event, path); there {
			values[name] = value
		}
	}
	body := fill(t.InputTransformer.InputTemplate, values)
	if !json.Valid([]byte(body)) {
		return "", fmt.Errorf("the template gives no JSON: %s", body)
	}
	return body, nil
}

// follow is the value at a path such as $.detail.title; other forms of JSON paths are not simulated.
func follow(value any, path string) (any, bool) {
	for _, name := range strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "$"), "."), ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, ok = object[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

// fill puts the values into the template. Within quotation marks a text goes in as it is, escaped; elsewhere a value
// goes in as JSON. A variable that the event has not is left empty.
func fill(template string, values map[string]any) string {
	var b strings.Builder
	for at, quoted := 0, false; at < len(template); {
		found := placeholder.FindStringSubmatch(template[at:])
		if found != nil && strings.HasPrefix(template[at:], found[0]) {
			value, there := values[found[1]]
			text, _ := json.Marshal(value)
			switch {
			case quoted && !there:
				text = nil
			case quoted && text[0] == '"':
				text = text[1 : len(text)-1]
			}
			b.Write(text)
			at += len(found[0])
			continue
		}
		if template[at] == '\\' && at+1 < len(template) {
			b.WriteString(template[at : at+2])
			at += 2
			continue
		}
		quoted = quoted != (template[at] == '"')
		b.WriteByte(template[at])
		at++
	}
	return b.String()
}

// merged is a body that is a JSON object, with the members that a connection adds.
func merged(body string, more map[string]string) string {
	var object map[string]any
	if len(more) == 0 || json.Unmarshal([]byte(body), &object) != nil {
		return body
	}
	for name, value := range more {
		object[name] = value
	}
	text, _ := json.Marshal(object)
	return string(text)
}
