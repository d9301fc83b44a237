package farvault_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// configured is the one file that loads the SDK's configuration: there it is told to log nothing.
const configured = "shared/wiring/aws.go"

// The SDK logs to standard error unless it is told not to, so nobody loads its configuration but where it is told.
func TestTheSDKLogsNothing(t *testing.T) {
	t.Parallel()
	var loads []string
	for _, folder := range []string{"shared", "functions", "cmd", "demo", "simulator", "tools"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if d != nil && d.IsDir() && d.Name() == ".venv" {
				return filepath.SkipDir
			}
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if strings.Contains(string(text), "LoadDefaultConfig(") || strings.Contains(string(text), "NewStandardLogger(") {
				loads = append(loads, filepath.ToSlash(path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(loads, []string{configured}) {
		t.Errorf("the SDK's configuration is loaded in %v, want %s alone", loads, configured)
	}
}
