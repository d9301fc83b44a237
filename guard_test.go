package farvault_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// guarded is the one package that begins goroutines: what panics in one that recovers nothing ends the process.
const guarded = "shared/guard"

// unguarded lists where a file begins a goroutine by itself: a go statement, or the type whose method Go is one.
func unguarded(file *ast.File, at func(token.Pos) token.Position) (where []token.Position) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			where = append(where, at(n.Pos()))
		case *ast.SelectorExpr:
			if of, is := n.X.(*ast.Ident); is && (of.Name == "sync" && n.Sel.Name == "WaitGroup" || of.Name == "errgroup") {
				where = append(where, at(n.Pos()))
			}
		}
		return true
	})
	return where
}

func TestEveryGoroutineOfTheProductIsGuarded(t *testing.T) {
	t.Parallel()
	read := 0
	for _, folder := range []string{"shared", "functions", "cmd"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				filepath.ToSlash(filepath.Dir(path)) == guarded {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			read++
			for _, where := range unguarded(file, set.Position) {
				t.Errorf("%s: begins a goroutine whose panic would end the process; use guard.Group", where)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 100 {
		t.Errorf("only %d files were read", read)
	}
}

// The law is broken on purpose, in each way.
func TestAnUnguardedGoroutineIsFound(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"go work()", "go func() {}()", "var w sync.WaitGroup; w.Go(work)", "var g errgroup.Group; g.Go(work)"} {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, "x.go", "package x; func f() { "+body+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(unguarded(file, set.Position)) != 1 {
			t.Errorf("%q is not found", body)
		}
	}
}
