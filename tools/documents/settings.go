package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"farvault/shared/settings"
)

const settingsHead = `# Settings

Written by ` + "`make documents`" + ` from the settings' schema. [infra/settings.yaml](../infra/settings.yaml) is the
file that is deployed; its comments show examples. A change to it is a deployment: ` + "`sam deploy`" + `.

Check the file before you deploy it. The command names every mistake with its line, and what AWS Backup accepts but you
probably do not want:

` + "```console\nfarvault check infra/settings.yaml\n```" + `

Editors that know JSON Schema complete and check the file while you write: its first line names
[the schema](../infra/settings.schema.json). Durations are written such as ` + "`5m`, `36h` or `3d`" + `. Names of
properties are those of AWS's API.

` + "`Default` is the value where the file does not have the property; `shipped` is the value in the " +
	"file of the repository, where that differs."

// least is a file that leaves out all that can be left out.
const least = `BackupPlans:
  - BackupPlanName: p
    Rules: [{RuleName: r, Lifecycle: {DeleteAfterDays: 1}}]
    Selection: {TagKey: k, TagValue: v}
`

// A property as the schema has it.
type property struct {
	Description string
	Type        any
	Enum        []any
	Minimum     *int
	Maximum     *int
	MaxItems    *int
	Pattern     string
	Required    []string
	Items       *property
	Properties  map[string]property
}

// settingsPage is docs/settings.md.
func settingsPage(root string) ([]byte, error) {
	var schema property
	if err := json.Unmarshal(settings.Schema(), &schema); err != nil {
		return nil, err
	}
	usual, err := settings.Parse("", []byte(least))
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, "infra", "settings.yaml"))
	if err != nil {
		return nil, err
	}
	shipped, err := settings.Parse("infra/settings.yaml", text)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(rewrap(settingsHead) + "\n")
	w := writer{&b}
	w.properties("", reflect.ValueOf(usual), reflect.ValueOf(shipped), schema)
	return []byte(b.String()), nil
}

// A writer writes properties in the order in which the settings declare them.
type writer struct{ *strings.Builder }

func (w writer) properties(path string, usual, shipped reflect.Value, schema property) {
	for i := range usual.NumField() {
		name, _, _ := strings.Cut(usual.Type().Field(i).Tag.Get("yaml"), ",")
		below := strings.TrimPrefix(path+"."+name, ".")
		w.property(below, usual.Field(i), shipped.Field(i), schema.Properties[name], slices.Contains(schema.Required, name))
	}
}

func (w writer) property(path string, usual, shipped reflect.Value, schema property, required bool) {
	if !strings.Contains(path, ".") {
		w.WriteString("\n## " + path + "\n\n" + wrap(schema.Description, "") + "\n\n")
	}
	inner := schema
	if schema.Items != nil && schema.Items.Properties != nil {
		inner, path = *schema.Items, path+"[]"
	}
	if facts := schema.facts(usual, shipped, required); facts != "" || strings.Contains(path, ".") {
		text := schema.Description
		if !strings.Contains(strings.TrimSuffix(path, "[]"), ".") {
			text = ""
		}
		entry := "- `" + path + "` " + facts
		w.WriteString(wrap(strings.TrimSpace(entry)+" "+text, "  ") + "\n")
	}
	if inner.Properties != nil {
		w.properties(path, element(usual), element(shipped), inner)
	}
}

// element is what a pointer or the first of a list leads to; a zero value where there is nothing.
func element(v reflect.Value) reflect.Value {
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return reflect.Zero(v.Type().Elem())
	case v.Kind() == reflect.Pointer:
		return v.Elem()
	case v.Kind() == reflect.Slice && v.Len() == 0:
		return reflect.Zero(v.Type().Elem())
	case v.Kind() == reflect.Slice:
		return v.Index(0)
	}
	return v
}

// facts are what a value can be, and what it is where nobody says otherwise, in brackets.
func (p property) facts(usual, shipped reflect.Value, required bool) string {
	if p.Properties != nil {
		return ""
	}
	var facts []string
	kind := fmt.Sprint(p.Type)
	if p.Items != nil {
		kind = "list"
	}
	one := p
	if p.Items != nil {
		one = *p.Items
	}
	switch {
	case len(one.Enum) > 0:
		facts = append(facts, strings.TrimSpace(kindOf(kind)+" "+choices(one.Enum)))
	case p.Minimum != nil && p.Maximum != nil:
		facts = append(facts, fmt.Sprintf("%s, %d to %d", kindOf(kind), *p.Minimum, *p.Maximum))
	case p.Minimum != nil:
		facts = append(facts, fmt.Sprintf("%s, at least %d", kindOf(kind), *p.Minimum))
	default:
		facts = append(facts, kindOf(kind))
	}
	if p.MaxItems != nil {
		facts = append(facts, fmt.Sprintf("at most %d", *p.MaxItems))
	}
	if required {
		facts = append(facts, "required")
	} else if p.Items == nil || p.Items.Properties == nil {
		facts = append(facts, "default "+shown(usual))
		if s := shown(shipped); s != shown(usual) {
			facts = append(facts, "shipped "+s)
		}
	}
	return "(" + strings.Join(facts, "; ") + ")"
}

func kindOf(kind string) string {
	return map[string]string{"string": "text", "boolean": "true or false", "integer": "number", "list": "list"}[kind]
}

func choices(enum []any) string {
	var all []string
	for _, e := range enum {
		if e != "" {
			all = append(all, fmt.Sprintf("`%v`", e))
		}
	}
	return "of " + strings.Join(all, ", ")
}

// shown is a value as a person writes it.
func shown(v reflect.Value) string {
	if s, ok := v.Interface().(fmt.Stringer); ok && !v.IsZero() {
		return "`" + s.String() + "`"
	}
	switch v.Kind() {
	case reflect.Pointer:
		return shown(element(v))
	case reflect.Slice:
		var all []string
		for i := range v.Len() {
			all = append(all, fmt.Sprint(v.Index(i).Interface()))
		}
		if len(all) == 0 {
			return "none"
		}
		return "`[" + strings.Join(all, ", ") + "]`"
	case reflect.String:
		if v.Len() == 0 {
			return "none"
		}
	case reflect.Int, reflect.Int64:
		if v.IsZero() {
			return "none"
		}
	}
	return fmt.Sprintf("`%v`", v.Interface())
}

// rewrap breaks the paragraphs of a text that are not code.
func rewrap(text string) string {
	var out []string
	for _, p := range strings.Split(text, "\n\n") {
		if !strings.HasPrefix(p, "```") {
			p = wrap(p, "")
		}
		out = append(out, p)
	}
	return strings.Join(out, "\n\n")
}
