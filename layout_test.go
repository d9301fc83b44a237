package farvault_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path that every import of the project's own begins with.
const module = "farvault/"

// layout is the order of the packages: each may import those of the rows above its own, never its row's others and
// never those below. A folder counts with all that is in it, where no row names its parts.
var layout = [][]string{
	{"shared/org", "shared/plain", "shared/guard"},
	{"shared/policy"},
	{"shared/event"},
	{"shared/settings"},
	{"shared/chain"},
	{"shared/catalog"},
	{"shared/proof"},
	{"shared/unreported"},
	{"shared/account"},
	{"shared/coverage"},
	{"shared/alert"},
	{"shared/message"},
	{"shared/page"},
	{"shared/check", "shared/selftest"},
	{"shared/cloud", "shared/ledger", "shared/notify", "shared/config"},
	{"shared/handler/batch", "shared/handler/handlertest"},
	{"shared/handler/provision", "shared/handler/alert", "shared/handler/sweep", "shared/handler/slack"},
	{"shared/wiring"},
	{"functions"},
	{"simulator"},
	{"demo/bootstrap"},
	{"demo/stage"},
	{"demo/audit"},
	{"demo/trial"},
	{"demo/regress"},
	{"demo"},
	{"shared/cli"},
	{"cmd"},
	{"tools"},
}

// pure packages decide; what reads the world cannot be replayed.
var pure = rows("shared/org", "shared/check")

// outside is what pure packages may not import.
var outside = []string{"github.com/aws/", "os", "os/", "net", "net/http", "net/http/", "log", "log/"}

// apart are further laws: who may not import whom although its row is above, and why.
var apart = []struct {
	who   []string
	never []string
	why   string
}{
	{
		[]string{"shared/handler"},
		[]string{module + "shared/cloud", module + "shared/notify", module + "shared/ledger", module + "shared/config",
			"github.com/aws/aws-sdk-go-v2/"},
		"a handler tells its story in interfaces of its own; wiring joins the effects to it",
	},
	{
		[]string{"simulator"},
		[]string{module + "shared/", module + "functions", "farvault"},
		"an oracle that reads the answer sheet proves nothing; it may know accounts and policies alone",
	},
}

// oracle is what the simulator may import of the product.
var oracle = []string{"shared/org", "shared/policy"}

// rows are the packages from one to another, both included.
func rows(from, to string) (all []string) {
	for _, row := range layout[rowOf(from) : rowOf(to)+1] {
		all = append(all, row...)
	}
	return all
}

// rowOf is the row of a folder, by the longest name that it begins with; -1 where no row has it.
func rowOf(folder string) int {
	best, at := "", -1
	for i, row := range layout {
		for _, name := range row {
			if (folder == name || strings.HasPrefix(folder, name+"/")) && len(name) > len(best) {
				best, at = name, i
			}
		}
	}
	return at
}

// named is the name by which the layout knows a folder.
func named(folder string) string {
	i := rowOf(folder)
	if i < 0 {
		return ""
	}
	j := slices.IndexFunc(layout[i], func(name string) bool {
		return folder == name || strings.HasPrefix(folder, name+"/")
	})
	return layout[i][j]
}

// broken lists the laws that a folder breaks by an import.
func broken(folder, imported string) (why []string) {
	if slices.ContainsFunc(pure, func(p string) bool { return p == named(folder) }) && listed(imported, outside) {
		why = append(why, "the pure core takes values and returns values")
	}
	for _, law := range apart {
		within := slices.ContainsFunc(law.who, func(w string) bool {
			return folder == w || strings.HasPrefix(folder, w+"/")
		})
		of := strings.TrimPrefix(imported, module)
		if within && listed(imported, law.never) && !(law.who[0] == "simulator" && slices.Contains(oracle, of)) {
			why = append(why, law.why)
		}
	}
	if !strings.HasPrefix(imported, module) {
		return why
	}
	mine, theirs := rowOf(folder), rowOf(strings.TrimPrefix(imported, module))
	switch {
	case mine < 0:
		why = append(why, folder+" stands in no row of the layout")
	case theirs < 0:
		why = append(why, imported+" stands in no row of the layout")
	case named(folder) == named(strings.TrimPrefix(imported, module)):
	case theirs >= mine:
		why = append(why, "a package imports those above it alone")
	}
	return why
}

// listed reports whether a list has the import, by its whole name or, with a slash at the end, as a folder.
func listed(imported string, list []string) bool {
	return slices.ContainsFunc(list, func(l string) bool {
		return imported == l || strings.HasSuffix(l, "/") && strings.HasPrefix(imported, l)
	})
}

func TestEveryImportObeysTheLayout(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != "." {
			return filepath.SkipDir
		}
		product := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
		if err != nil || d.IsDir() || !product || filepath.Dir(path) == "." {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(path))
		seen[named(folder)] = true
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			for _, why := range broken(folder, imported) {
				t.Errorf("%s imports %s: %s", path, imported, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range layout {
		for _, name := range row {
			if !seen[name] {
				t.Errorf("the layout has %s, and the project has no such package", name)
			}
		}
	}
}

// Each law is broken on purpose.
func TestTheLayoutsLawsCanBeBroken(t *testing.T) {
	t.Parallel()
	for _, breach := range []struct{ folder, imported string }{
		{"shared/chain", "github.com/aws/aws-sdk-go-v2/service/kms"},
		{"shared/alert", "os"},
		{"shared/chain", module + "shared/catalog"},
		{"shared/settings", module + "shared/chain"},
		{"shared/event", module + "shared/settings"},
		{"shared/policy", module + "shared/alert"},
		{"shared/alert", module + "shared/message"},
		{"shared/chain", module + "shared/wiring"},
		{"shared/proof", module + "demo"},
		{"shared/config", module + "shared/cli"},
		{"shared/cloud", module + "shared/ledger"},
		{"shared/wiring", module + "simulator"},
		{"shared/cloud", module + "simulator"},
		{"shared/ledger", module + "simulator/dynamodb"},
		{"shared/handler/alert", module + "simulator"},
		{"shared/handler/alert", module + "shared/cloud"},
		{"shared/handler/alert", module + "shared/handler/provision"},
		{"shared/handler/slack", "github.com/aws/aws-sdk-go-v2/service/sns"},
		{"functions/alert", module + "shared/cli"},
		{"functions/alert", module + "demo/stage"},
		{"simulator/backup", module + "shared/proof"},
		{"simulator/kms", module + "demo/stage"},
		{"shared/nowhere", module + "shared/org"},
	} {
		if len(broken(breach.folder, breach.imported)) == 0 {
			t.Errorf("%s may import %s", breach.folder, breach.imported)
		}
	}
}

// foreign is what no Lambda function links: it is there to show and to try farvault, or for people at a terminal.
var foreign = []string{
	module + "simulator", module + "simulator/", module + "demo", module + "demo/", module + "shared/cli",
	"github.com/alecthomas/kong",
}

func TestTheFunctionsLinkTheProductAlone(t *testing.T) {
	t.Parallel()
	deps := func(of string) []string {
		out, err := exec.Command("go", "list", "-deps", of).Output()
		if err != nil {
			t.Fatalf("go list -deps %s: %v", of, err)
		}
		return strings.Fields(string(out))
	}
	for _, dep := range deps("./functions/...") {
		if listed(dep, foreign) {
			t.Errorf("a function links %s", dep)
		}
	}
	if !slices.ContainsFunc(deps("./cmd/farvault"), func(dep string) bool { return listed(dep, foreign) }) {
		t.Error("the command links the simulator, and the test does not see it")
	}
}
