package message

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"farvault/shared/alert"
)

// Schema is the JSON Schema of a Message of this version, for what reads it from the bus or from a queue. Within a
// version properties may be added and none taken away, so a reader leaves alone what it does not know.
// events/farvault-alert/v2.schema.json holds it, and a test compares the two.
// https://json-schema.org/draft/2020-12/schema
func Schema() []byte {
	schema := schemaOf("", reflect.TypeFor[Message]())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "farvault Alert"
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		panic(err) // maps of words and numbers always encode
	}
	return text.Bytes()
}

// said is what the schema says of a property beside its type, by path.
var said = map[string]map[string]any{
	"version": {"const": MessageVersion},
	"groupKey": {
		"description": "The problem: every message about it has this key. One message may come twice: deduplicate by " +
			"groupKey, reason and at together. A pager, which keeps one incident a problem, goes by groupKey alone.",
	},
	"reason":              {"enum": words(maps.Keys(statuses)), "description": "Why it is sent now."},
	"at":                  {"description": "When it was written; of two messages of a group the later counts."},
	"color":               {"enum": []alert.Color{alert.Red, alert.Amber, alert.Green}},
	"title":               {"description": "What is at risk, in a sentence."},
	"headline":            {"description": "The cause, in fixed words."},
	"lead":                {"description": "Since when, how old the last good copy is, how long it lasted."},
	"sections[].paste":    {"description": "A policy statement or a command, as it is to be pasted."},
	"attributes":          {"description": "As the message attributes on the SNS topic."},
	"attributes.severity": {"enum": words(maps.Values(alert.Severities))},
	"attributes.status":   {"enum": words(maps.Values(statuses))},
	"attributes.category": {"description": "The kind of cause; storm, digest or test for a message about no cause."},
	"attributes.account":  {"pattern": "^([0-9]{12}|several|none)$"},
	"links":               {"description": "To the job, key or vault in AWS's console, and to AWS's page of the cause."},
	"links[].in":          {"description": "The account to be signed in to."},
	"mute":                {"description": "What keeps messages about it back, at a terminal."},
	"command":             {"description": "What checks it again, at a terminal."},
	"cause":               {"description": "The cause's id in farvault's catalog."},
	"accounts":            {"maxItems": accountsShown, "description": "The ids of the first of them."},
	"resources":           {"minimum": 0, "description": "How many resources it is about."},
	"receivers":           {"description": "The receivers of the settings that it is routed to."},
}

func words[T ~string](all func(func(T) bool)) []T { return slices.Compact(slices.Sorted(all)) }

func schemaOf(path string, t reflect.Type) map[string]any {
	schema := map[string]any{}
	switch {
	case t == reflect.TypeFor[time.Time]():
		schema["type"], schema["format"] = "string", "date-time"
	case t.Kind() == reflect.String:
		schema["type"] = "string"
	case t.Kind() == reflect.Slice:
		schema["type"], schema["items"] = "array", schemaOf(path+"[]", t.Elem())
	case t.Kind() == reflect.Struct:
		fields, required := map[string]any{}, []string{}
		for i := range t.NumField() {
			name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			fields[name] = schemaOf(strings.TrimPrefix(path+"."+name, "."), t.Field(i).Type)
			if options == "" {
				required = append(required, name)
			}
		}
		schema["type"], schema["properties"], schema["required"] = "object", fields, required
	default:
		schema["type"] = "integer"
	}
	maps.Copy(schema, said[path])
	return schema
}
