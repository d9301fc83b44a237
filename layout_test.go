package farvault_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pure packages decide; they may not reach outside.
var pure = []string{"org", "policy", "event", "settings", "failure", "chain", "alert", "check"}

// laws say who may not import whom, and why: from is a folder below shared/ with
// all that is in it; never is a package, or with a slash at its end everything below.
var laws = []struct {
	from, never []string
	why         string
}{
	{pure, []string{"github.com/aws/", "os", "os/", "net", "net/http", "net/http/", "log", "log/"},
		"the pure core takes values and returns values: what reads the world cannot be replayed"},
	{pure, []string{"farvault/shared/cloud", "farvault/shared/notify", "farvault/shared/ledger", "farvault/shared/config", "farvault/shared/handler", "farvault/shared/cli", "farvault/simulator", "farvault/simulator/"},
		"the pure core is at the bottom"},
	{[]string{"cloud"}, []string{"farvault/shared/notify", "farvault/shared/ledger", "farvault/shared/handler"}, "each effect knows one outside thing"},
	{[]string{"notify"}, []string{"farvault/shared/cloud", "farvault/shared/ledger", "farvault/shared/handler"}, "each effect knows one outside thing"},
	{[]string{"ledger"}, []string{"farvault/shared/cloud", "farvault/shared/notify", "farvault/shared/handler"}, "each effect knows one outside thing"},
	{[]string{"handler"}, []string{"farvault/shared/cloud", "farvault/shared/notify", "farvault/shared/ledger", "github.com/aws/aws-sdk-go-v2/"},
		"a handler tells the story in interfaces of its own; functions wire the effects in"},
}

// oracle is all of farvault that the simulator may import, beside its own packages.
var oracle = []string{"farvault/shared/org", "farvault/shared/policy", "farvault/simulator"}

func TestEveryImportObeysTheLayout(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		seen++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			for _, why := range broken(filepath.ToSlash(filepath.Dir(path)), imported) {
				t.Errorf("%s imports %s: %s", path, imported, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Fatalf("only %d files looked at: the walk has gone wrong", seen)
	}
}

// broken lists the laws that a folder breaks by an import.
func broken(folder, imported string) []string {
	top, _, _ := strings.Cut(strings.TrimPrefix(folder, "shared/"), "/")
	var why []string
	ours := strings.HasPrefix(imported, "farvault/") && !strings.HasPrefix(imported, "farvault/simulator/")
	if top == "simulator" && ours && !slices.Contains(oracle, imported) {
		why = append(why, "an oracle that reads the answer sheet proves nothing")
	}
	for _, law := range laws {
		if !slices.Contains(law.from, top) {
			continue
		}
		for _, never := range law.never {
			if imported == never || strings.HasSuffix(never, "/") && strings.HasPrefix(imported, never) {
				why = append(why, law.why)
			}
		}
	}
	return why
}

func TestTheLayoutsLawsCanBeBroken(t *testing.T) {
	t.Parallel()
	for folder, imported := range map[string]string{
		"chain":            "github.com/aws/aws-sdk-go-v2/service/kms",
		"alert":            "os",
		"simulator/backup": "farvault/shared/catalog",
		"simulator/kms":    "farvault/demo/stage",
		"handler":          "farvault/shared/cloud",
		"cloud":            "farvault/shared/ledger",
	} {
		if len(broken(folder, imported)) == 0 {
			t.Errorf("%s may import %s", folder, imported)
		}
	}
}
