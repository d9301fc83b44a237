package message_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// claims are the constants by which farvault says that something is well, by their package.
var claims = map[string][]string{
	"alert":   {"Green", "Resolved", "AllResolved", "ChannelTakes"},
	"account": {"Protected"},
	"proof":   {"Pass"},
	"catalog": {"Pass"},
}

// Green is a claim and needs evidence: every file that uses such a constant, or says "nothing open", has a row in
// CLAIMS.md with what was read to say so; and every row has its file.
func TestEveryClaimHasItsEvidence(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("CLAIMS.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) > 3 && strings.HasPrefix(cells[1], " `") {
			rows[strings.Trim(cells[1], " `")] = strings.TrimSpace(cells[3])
		}
	}
	var used []string
	for _, root := range []string{"../../shared", "../../functions", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			if claimsIn(t, path) {
				used = append(used, strings.TrimPrefix(filepath.ToSlash(path), "../../"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(used) < 10 {
		t.Fatalf("the walk finds %d files: it looks in the wrong place", len(used))
	}
	for _, file := range used {
		if rows[file] == "" {
			t.Errorf("%s says that something is well, and CLAIMS.md has no evidence for it", file)
		}
	}
	for file := range rows {
		if !slices.Contains(used, file) {
			t.Errorf("CLAIMS.md has a row for %s, which claims nothing", file)
		}
	}
}

// claimsIn reports whether a file uses a constant that claims, or says in words that nothing is open.
func claimsIn(t *testing.T, path string) (found bool) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if of, is := n.X.(*ast.Ident); is && slices.Contains(claims[of.Name], n.Sel.Name) {
				found = true
			}
			return false
		case *ast.KeyValueExpr: // the key of a literal is a field
			ast.Inspect(n.Value, func(v ast.Node) bool { found = found || isClaim(file.Name.Name, v); return true })
			return false
		}
		found = found || isClaim(file.Name.Name, n)
		return true
	})
	return found
}

func isClaim(pkg string, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Ident:
		return slices.Contains(claims[pkg], n.Name)
	case *ast.SelectorExpr:
		of, is := n.X.(*ast.Ident)
		return is && slices.Contains(claims[of.Name], n.Sel.Name)
	case *ast.BasicLit:
		return strings.Contains(n.Value, "nothing open") || strings.Contains(n.Value, "nothing is open")
	}
	return false
}
