package cli

import (
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestEveryCommandHasAnExampleThatParses types each example's flags as far as the parser goes.
func TestEveryCommandHasAnExampleThatParses(t *testing.T) {
	t.Parallel()
	parser := func() *kong.Kong {
		k, err := kong.New(&commands{}, append(readings(), helps, kong.Vars{"version": ""}, kong.Name("farvault"),
			kong.Exit(func(int) {}), kong.Writers(io.Discard, io.Discard))...)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	known := map[string]bool{}
	for _, leaf := range parser().Model.Leaves(true) {
		path, _, _ := strings.Cut(strings.TrimPrefix(leaf.FullPath(), "farvault "), " <")
		known[path] = true
		if path != "selftest" && examples[path] == nil {
			t.Errorf("%s has no example", path)
		}
	}
	for path, lines := range examples {
		if !known[path] {
			t.Errorf("%s is no command", path)
		}
		for _, line := range lines {
			var args []string
			for i, part := range strings.Split(line, "'") {
				if i%2 == 1 {
					args = append(args, part)
				} else {
					args = append(args, strings.Fields(part)...)
				}
			}
			if i := strings.IndexAny(line, "<>"); i >= 0 {
				args = strings.Fields(line[:i])
			}
			if _, err := parser().Parse(args[1:]); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}
