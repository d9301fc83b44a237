package failure_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"farvault/shared/failure"
)

var update = flag.Bool("update", false, "write the README's table of causes anew")

const begin, end = "<!-- causes: go test ./shared/failure -update -->\n", "<!-- /causes -->\n"

// TestTheREADMEHasTheCatalogue holds the README's table to the rows.
func TestTheREADMEHasTheCatalogue(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(raw), begin)
	had, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("README.md has no %q", begin)
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(before+begin+failure.Table()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if had != failure.Table() {
		t.Error("the table is not the catalogue's: go test ./shared/failure -update")
	}
}
