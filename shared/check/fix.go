package check

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// field is a named value of a fix: a text, a number, fields or a list of them; of texts, a
// list of one is the text itself, as in policies.
type field struct {
	name  string
	value any
}

// assign writes fields as they would stand at a place of that syntax.
func assign(s syntax, fields ...field) string {
	if s == yamlSyntax {
		return strings.Join(yamlLines(fields), "\n")
	}
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = fmt.Sprintf("%s: %s", jsonValue(s, f.name), jsonValue(s, f.value))
	}
	return strings.Join(parts, ",\n")
}

// key is a name alone, for what is only named wrongly.
func key(s syntax, name string) string {
	if s == yamlSyntax {
		return name + ":"
	}
	return jsonValue(policyJSON, name) + ":"
}

func yamlLines(fields []field) []string {
	var lines []string
	for _, f := range fields {
		switch v := f.value.(type) {
		case []field:
			lines = append(lines, f.name+":")
			lines = append(lines, indented("  ", "  ", yamlLines(v))...)
		case [][]field:
			lines = append(lines, f.name+":")
			for _, item := range v {
				lines = append(lines, indented("  - ", "    ", yamlLines(item))...)
			}
		case []string:
			if len(v) == 1 {
				lines = append(lines, f.name+": "+yamlScalar(v[0]))
				continue
			}
			lines = append(lines, f.name+":")
			for _, item := range v {
				lines = append(lines, "  - "+yamlScalar(item))
			}
		default:
			lines = append(lines, f.name+": "+yamlScalar(v))
		}
	}
	return lines
}

func indented(first, next string, lines []string) []string {
	for i, line := range lines {
		if i == 0 {
			lines[i] = first + line
			continue
		}
		lines[i] = next + line
	}
	return lines
}

var (
	oneAttribute = regexp.MustCompile(`^\$\{([A-Za-z0-9]+)\.([A-Za-z0-9.]+)\}$`)
	oneVariable  = regexp.MustCompile(`^\$\{([A-Za-z0-9:]+)\}$`)
	yamlPlain    = regexp.MustCompile(`^[A-Za-z0-9/.][A-Za-z0-9/._:()*? ,+-]*$`)
)

// yamlScalar writes a value so that YAML reads the same, and its variables as functions.
func yamlScalar(v any) string {
	s, isText := v.(string)
	if !isText {
		return fmt.Sprint(v)
	}
	if m := oneVariable.FindStringSubmatch(s); m != nil {
		return "!Ref " + m[1]
	}
	if m := oneAttribute.FindStringSubmatch(s); m != nil {
		return "!GetAtt " + m[1] + "." + m[2]
	}
	quoted := jsonText(s)
	if strings.Contains(s, "${") {
		return "!Sub " + quoted
	}
	if yamlPlain.MatchString(s) && !strings.Contains(s, ": ") {
		return s
	}
	return quoted
}

// jsonValue writes a value; in a template its variables are functions.
func jsonValue(s syntax, v any) string {
	switch v := v.(type) {
	case string:
		if m := oneVariable.FindStringSubmatch(v); m != nil && s == jsonSyntax {
			return `{"Ref": ` + jsonText(m[1]) + `}`
		}
		if m := oneAttribute.FindStringSubmatch(v); m != nil && s == jsonSyntax {
			return `{"Fn::GetAtt": [` + jsonText(m[1]) + `, ` + jsonText(m[2]) + `]}`
		}
		if strings.Contains(v, "${") && s == jsonSyntax {
			return `{"Fn::Sub": ` + jsonText(v) + `}`
		}
		return jsonText(v)
	case []string:
		if len(v) == 1 {
			return jsonValue(s, v[0])
		}
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = jsonValue(s, item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case []field:
		return "{" + strings.ReplaceAll(assign(s, v...), ",\n", ", ") + "}"
	case [][]field:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = jsonValue(s, item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// jsonText is a string in quotes, with <, > and & as they are.
func jsonText(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(fmt.Sprintf("check: encode a string: %v", err)) // strings always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// value writes a value alone.
func value(s syntax, v any) string {
	if s == yamlSyntax {
		return yamlScalar(v)
	}
	return jsonValue(s, v)
}
