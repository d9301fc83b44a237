package farvault_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// How many files a committed corpus has: enough to begin everywhere, few enough for each `go test`.
const fewestInputs, mostInputs = 3, 12

var fuzzTarget = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzzTargets are the folders of all corpora that there must be.
func fuzzTargets(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != "." {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, name := range fuzzTarget.FindAllSubmatch(text, -1) {
			all[filepath.Join(filepath.Dir(path), "testdata", "fuzz", string(name[1]))] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What was found once is tried by each `go test`, and fuzzing begins where the hostile inputs end.
func TestEveryFuzzTargetHasItsCorpus(t *testing.T) {
	t.Parallel()
	targets := fuzzTargets(t)
	if len(targets) < 40 {
		t.Fatalf("only %d fuzz targets seen", len(targets))
	}
	for folder := range targets {
		inputs, err := os.ReadDir(folder)
		if err != nil || len(inputs) < fewestInputs || len(inputs) > mostInputs {
			t.Errorf("%s has %d inputs, want %d to %d (%v)", folder, len(inputs), fewestInputs, mostInputs, err)
		}
	}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != "." {
			return filepath.SkipDir
		}
		folder := filepath.Dir(path)
		if err != nil || d.IsDir() || filepath.Base(filepath.Dir(folder)) != "fuzz" {
			return err
		}
		if !targets[folder] {
			t.Errorf("%s is of no fuzz target", path)
		}
		text, err := os.ReadFile(path)
		if !strings.HasPrefix(string(text), "go test fuzz v1\n") {
			t.Errorf("%s is no corpus file", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
