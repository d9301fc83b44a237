package message_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/message"
)

const schemaFile = "../../events/farvault-alert/v2.schema.json"

func TestThePublishedSchemaIsTheCodes(t *testing.T) {
	t.Parallel()
	if *update {
		if err := os.WriteFile(schemaFile, message.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(published), string(message.Schema())); diff != "" {
		t.Errorf("%s is not what the code says; go test ./shared/message -update (-file +code):\n%s", schemaFile, diff)
	}
}

// Every form that a message has, and those with hostile texts, obey the schema.
func TestMessagesObeyTheSchema(t *testing.T) {
	t.Parallel()
	var schema map[string]any
	if err := json.Unmarshal(message.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	obeys := func(name string, text []byte) {
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if wrong := objections("", schema, value); len(wrong) > 0 {
			t.Errorf("%s: %s", name, strings.Join(wrong, "; "))
		}
	}
	forms, err := filepath.Glob("testdata/*.json")
	if err != nil || len(forms) < 20 {
		t.Fatalf("%d forms, %v", len(forms), err)
	}
	for _, form := range forms {
		text, err := os.ReadFile(form)
		if err != nil {
			t.Fatal(err)
		}
		obeys(form, text)
	}
	for _, kind := range kinds {
		m := kind("<!channel>\u202e")
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		obeys(string(m.Reason), text)
	}
}

// What a reader must be able to rely on, the schema insists on.
func TestTheSchemaObjects(t *testing.T) {
	t.Parallel()
	var schema map[string]any
	if err := json.Unmarshal(message.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	right, err := os.ReadFile("testdata/first-someone-elses-key.json")
	if err != nil {
		t.Fatal(err)
	}
	for wrong, want := range map[[2]string]string{
		{`"version": 2`, `"version": 3`}:                       "version is not 2",
		{`"groupKey"`, `"group"`}:                              "groupKey is missing",
		{`"reason": "first-notification"`, `"reason": "mood"`}: "reason is mood",
		{`"at": "2026-03-02T12:10:00Z"`, `"at": "noon"`}:       "at is no time",
		{`"severity": "critical"`, `"severity": "fatal"`}:      "attributes.severity is fatal",
		{`"account": "222233334444"`, `"account": "2222"`}:     "attributes.account is 2222",
		{`"resources": 1`, `"resources": "one"`}:               "resources is no integer",
		{`"222233334444"` + "\n  ]", "7\n  ]"}:                 "accounts[0] is no string",
	} {
		var value any
		if err := json.Unmarshal([]byte(strings.Replace(string(right), wrong[0], wrong[1], 1)), &value); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(objections("", schema, value), "; "); got != want {
			t.Errorf("%s: the schema says %q, want %q", wrong[1], got, want)
		}
	}
}

// objections judges a value by the keywords that the schema uses.
func objections(path string, schema map[string]any, value any) (out []string) {
	object := func(format string, args ...any) {
		out = append(out, strings.TrimPrefix(path, ".")+fmt.Sprintf(format, args...))
	}
	if fixed, ok := schema["const"]; ok && fixed != value {
		object(" is not %v", fixed)
	}
	if choice, ok := schema["enum"].([]any); ok && !slices.Contains(choice, value) {
		object(" is %v", value)
	}
	switch schema["type"] {
	case "object":
		fields, ok := value.(map[string]any)
		if !ok {
			object(" is no object")
		}
		for _, name := range schema["required"].([]any) {
			if _, there := fields[name.(string)]; !there {
				object(".%s is missing", name)
				out[len(out)-1] = strings.TrimPrefix(out[len(out)-1], ".")
			}
		}
		for name, below := range schema["properties"].(map[string]any) {
			if field, there := fields[name]; there {
				out = append(out, objections(path+"."+name, below.(map[string]any), field)...)
			}
		}
	case "array":
		items, ok := value.([]any)
		if most, bounded := schema["maxItems"].(float64); !ok || bounded && len(items) > int(most) {
			object(" is no list of that length")
		}
		for i, item := range items {
			out = append(out, objections(fmt.Sprintf("%s[%d]", path, i), schema["items"].(map[string]any), item)...)
		}
	case "string":
		text, ok := value.(string)
		pattern, patterned := schema["pattern"].(string)
		_, noTime := time.Parse(time.RFC3339, text)
		switch {
		case !ok:
			object(" is no string")
		case patterned && !regexp.MustCompile(pattern).MatchString(text):
			object(" is %s", text)
		case schema["format"] == "date-time" && noTime != nil:
			object(" is no time")
		}
	case "integer":
		if n, ok := value.(float64); !ok || n != float64(int(n)) {
			object(" is no integer")
		}
	}
	return out
}
