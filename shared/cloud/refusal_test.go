package cloud

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

func TestEveryRefusalSaysWhatAndWhence(t *testing.T) {
	t.Parallel()
	for i, row := range refusals {
		if row.code == "" || !strings.HasPrefix(row.source, "https://docs.aws.amazon.com/") && !strings.HasPrefix(row.source, "https://github.com/") {
			t.Errorf("row %d has no code or no page: %+v", i, row)
		}
		if row.verdict == waits && (row.why == "" || len(row.operations) == 0) {
			t.Errorf("row %d waits, and says not for what or in which calls: %+v", i, row)
		}
		for _, operation := range row.operations {
			if operation != assumeRole && !slices.Contains(writes, operation) {
				t.Errorf("row %d is about %s, which writes nothing", i, operation)
			}
		}
	}
}

// listed are the writes with the error codes that AWS's models list for them, by "package operation".
func listed(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/writes.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 2 && words[0] != "#" {
			all[words[0]+" "+words[1]] = words[2:]
		}
	}
	return all
}

// called are the writes of this package: what its files make the inputs of.
func called(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	look := func(n ast.Node) bool {
		literal, is := n.(*ast.CompositeLit)
		if !is {
			return true
		}
		selector, is := literal.Type.(*ast.SelectorExpr)
		if !is {
			return true
		}
		service, operation := selector.X.(*ast.Ident).Name, strings.TrimSuffix(selector.Sel.Name, "Input")
		reads := slices.ContainsFunc([]string{"Get", "List", "Describe", "Lookup", assumeRole}, func(verb string) bool { return strings.HasPrefix(operation, verb) })
		if operation != selector.Sel.Name && !reads && service != "types" && service != "sqs" {
			all = append(all, service+" "+operation)
		}
		return true
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, look)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Every write has a row for every error that AWS lists for it, and no write is without its list.
func TestEveryErrorOfEveryWriteIsDecided(t *testing.T) {
	t.Parallel()
	all := listed(t)
	var names, operations []string
	for name, codes := range all {
		_, operation, _ := strings.Cut(name, " ")
		names, operations = append(names, name), append(operations, operation)
		for _, code := range codes {
			if row := refusalOf(operation, &smithy.GenericAPIError{Code: code, Fault: smithy.FaultClient}); row.code == "" {
				t.Errorf("%s: no row says what to do about %s", name, code)
			}
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, called(t)); diff != "" {
		t.Errorf("the writes listed and those called (-listed +called):\n%s", diff)
	}
	slices.Sort(operations)
	if diff := cmp.Diff(slices.Compact(operations), slices.Sorted(slices.Values(writes))); diff != "" {
		t.Errorf("the writes listed and those in the table (-listed +table):\n%s", diff)
	}
}
