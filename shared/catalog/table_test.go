package catalog_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"farvault/shared/catalog"
)

var update = flag.Bool("update", false, "write the documents' tables of causes anew")

// tables are what READMEs have of the catalogue, between two comments.
var tables = map[string]struct{ begin, end, table string }{
	"CAUSES.md":            {"<!-- causes: go test ./shared/catalog -update -->\n", "<!-- /causes -->\n", catalog.Table()},
	"../../docs/alerts.md": {"<!-- categories: go test ./shared/catalog -update -->\n", "<!-- /categories -->\n", catalog.CategoryTable()},
}

// TestTheREADMEsHaveTheCatalogue holds the tables to the rows.
func TestTheREADMEsHaveTheCatalogue(t *testing.T) {
	t.Parallel()
	for name, want := range tables {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, found := strings.Cut(string(raw), want.begin)
		had, after, closed := strings.Cut(rest, want.end)
		switch {
		case !found || !closed:
			t.Fatalf("%s has no %q", name, want.begin)
		case *update:
			if err := os.WriteFile(name, []byte(before+want.begin+want.table+want.end+after), 0o644); err != nil {
				t.Fatal(err)
			}
		case had != want.table:
			t.Errorf("the table in %s is not the catalogue's: go test ./shared/catalog -update", name)
		}
	}
}

// TestEveryCategoryHasWords: a category without a row is no category, and one without words is told by nothing.
func TestEveryCategoryHasWords(t *testing.T) {
	t.Parallel()
	if strings.Contains(catalog.CategoryTable(), "|  |") || strings.Count(catalog.CategoryTable(), "\n") != 2+len(precedence) {
		t.Errorf("a category lacks its words or its rows:\n%s", catalog.CategoryTable())
	}
}
