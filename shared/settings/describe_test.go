package settings

import (
	"encoding/json"
	"strings"
	"testing"
)

// Every property says what it is for, and no row describes what is not there.
func TestEveryPropertyIsDescribed(t *testing.T) {
	t.Parallel()
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var paths []string
	var walk func(string, map[string]any)
	walk = func(path string, node map[string]any) {
		if items, ok := node["items"].(map[string]any); ok {
			walk(path+"[]", items)
		}
		fields, _ := node["properties"].(map[string]any)
		for name, field := range fields {
			below := join(path, name)
			paths = append(paths, below)
			if field.(map[string]any)["description"] == nil {
				t.Errorf("%s has no row in descriptions", below)
			}
			walk(below, field.(map[string]any))
		}
	}
	walk("", schema)
	if len(paths) < 80 {
		t.Errorf("only %d properties were found", len(paths))
	}
	for row := range descriptions {
		used := false
		for _, path := range paths {
			used = used || strings.HasSuffix(path, row)
		}
		if !used {
			t.Errorf("descriptions has %s, and the settings have no such property", row)
		}
	}
}
