package settings_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"farvault/shared/settings"
)

var update = flag.Bool("update", false, "write the schema anew")

const schemaFile = "../../infra/settings.schema.json"

func TestPublishedSchemaIsTheCodes(t *testing.T) {
	t.Parallel()
	if *update {
		if err := os.WriteFile(schemaFile, settings.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(published), string(settings.Schema())); diff != "" {
		t.Errorf("infra/settings.schema.json is not what the code says; go test ./shared/settings -update (-file +code):\n%s", diff)
	}
}

// The shipped file and the tests' own obey the schema, and what the schema can see of mistakes it refuses.
func TestSchemaAgreesWithParse(t *testing.T) {
	t.Parallel()
	shipped, err := os.ReadFile("../../infra/settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		text string
		want string // what the schema objects to; empty: nothing
	}{
		"the shipped file":        {string(shipped), ""},
		"the least file":          {small, ""},
		"several tiers":           {tiers, ""},
		"no plans":                {"Regions: []\n", "BackupPlans is required"},
		"another property":        {edit(t, "TagKey: backup", "TagKey: backup\n      Colour: red"), "BackupPlans[0].Selection.Colour is no property"},
		"a bad Region":            {"Regions: [eu-west-1a]\n" + small, "Regions[0]"},
		"no days":                 {edit(t, "DeleteAfterDays: 35", "DeleteAfterDays: 0"), "BackupPlans[0].Rules[0].Lifecycle.DeleteAfterDays"},
		"a vault not farvault's":  {"CentralVault: {BackupVaultName: backups}\n" + small, "CentralVault.BackupVaultName"},
		"a type nobody knows":     {"ResourceTypeOptIn: [Floppy]\n" + small, "ResourceTypeOptIn[0]"},
		"a duration without unit": {"Alerts: {MaxCopyAge: '36'}\n" + small, "Alerts.MaxCopyAge"},
	}
	var schema map[string]any
	if err := json.Unmarshal(settings.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var value any
			if err := yaml.Unmarshal([]byte(tt.text), &value); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(objections("", schema, value), "; ")
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
				t.Errorf("the schema says %q, want %q", got, tt.want)
			}
			if _, err := settings.Parse("s.yaml", []byte(tt.text)); (err != nil) != (tt.want != "") {
				t.Errorf("Parse says %v", err)
			}
		})
	}
}

// objections judges a value by the keywords that the schema uses.
func objections(path string, schema map[string]any, value any) []string {
	var out []string
	object := func(format string, args ...any) { out = append(out, path+fmt.Sprintf(format, args...)) }
	switch v := value.(type) {
	case map[string]any:
		fields, _ := schema["properties"].(map[string]any)
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, there := v[name.(string)]; !there {
				object("%s is required", name)
			}
		}
		for name, field := range v {
			below, known := fields[name].(map[string]any)
			if !known {
				object(".%s is no property", name)
				continue
			}
			out = append(out, objections(strings.TrimPrefix(path+"."+name, "."), below, field)...)
		}
	case []any:
		if least, ok := schema["minItems"].(float64); ok && len(v) < int(least) {
			object(" has too few")
		}
		items, _ := schema["items"].(map[string]any)
		for i, item := range v {
			out = append(out, objections(fmt.Sprintf("%s[%d]", path, i), items, item)...)
		}
	case string:
		if pattern, ok := schema["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(v) {
			object(" does not match")
		}
		if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, any(v)) {
			object(" is no choice")
		}
	case int:
		least, _ := schema["minimum"].(float64)
		if most, ok := schema["maximum"].(float64); ok && float64(v) > most || float64(v) < least {
			object(" is out of bounds")
		}
	}
	return out
}
