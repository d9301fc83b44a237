package failure

import (
	"fmt"
	"strings"
)

// Table is the catalogue as a Markdown table, a row a cause in the order of precedence.
func Table() string {
	var b strings.Builder
	b.WriteString("| Category | Cause | What it is | Who acts | What to do |\n|---|---|---|---|---|\n")
	for _, c := range causes {
		fmt.Fprintf(&b, "| %s | [`%s`](%s) | %s | %s | %s |\n", c.Category, c.ID, c.Source, cell(c.Title), c.actor(), cell(c.Remedy))
	}
	return b.String()
}

// actor is who puts it right, in a word or two.
func (c Cause) actor() string {
	switch {
	case c.Ours:
		return "farvault"
	case c.Benign:
		return "nobody"
	}
	return string(c.At)
}

// cell keeps a text inside its cell.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
