package trial

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Table is what each cell was seen to do: by "function call", by the name of the mishap.
type Table map[string]map[string]string

// together are names that stand for several where they all do the same.
var together = map[string][]string{
	"throttled": {"ThrottlingException", "Throttling", "TooManyRequests", "RequestLimitExceeded"},
	"5xx":       {"500", "503"},
	"refused":   {"access denied", "validation", "limit exceeded"},
	"broken":    {"malformed", "truncated"},
	"lost":      {"reset", "timeout after"},
}

// Set notes what a cell was seen to do.
func (t Table) Set(c Cell, word string) {
	row := c.Function + " " + c.Call
	if t[row] == nil {
		t[row] = map[string]string{}
	}
	t[row][c.Mishap.Name] = word
}

// Rows are the calls that the table has, as "function call".
func (t Table) Rows() []string { return slices.Sorted(maps.Keys(t)) }

// Keep takes out what is no row of the cells.
func (t Table) Keep(rows []string) {
	maps.DeleteFunc(t, func(row string, _ map[string]string) bool { return !slices.Contains(rows, row) })
}

// Word is what a cell does by the table; empty where it has no such cell.
func (t Table) Word(c Cell) string { return t[c.Function+" "+c.Call][c.Mishap.Name] }

// Markdown is the table as the document has it, a section for each function.
func (t Table) Markdown() string {
	var b strings.Builder
	function := ""
	for _, row := range slices.Sorted(maps.Keys(t)) {
		of, call, _ := strings.Cut(row, " ")
		if of != function {
			function = of
			fmt.Fprintf(&b, "\n## %s\n\n| Call | What the function does, and at which errors |\n|---|---|\n", function)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", call, line(t[row]))
	}
	return b.String()
}

// line is a row: each word, and the mishaps at which it is so, the most frequent word first.
func line(row map[string]string) string {
	by := map[string][]string{}
	for _, name := range names(row) {
		word := row[name]
		if all, several := together[name]; several {
			word = row[all[0]]
		}
		by[word] = append(by[word], name)
	}
	words := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(by[b]), len(by[a])), cmp.Compare(a, b))
	})
	var parts []string
	for _, w := range words {
		parts = append(parts, "**"+w+"**: "+strings.Join(by[w], ", "))
	}
	return strings.Join(parts, "; ")
}

// names are the mishaps of a row, several as one where they do the same.
func names(row map[string]string) (all []string) {
	merged := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(together)) {
		same := true
		for _, one := range together[name] {
			same = same && row[one] == row[together[name][0]] && row[one] != ""
		}
		if same {
			all = append(all, name)
			for _, one := range together[name] {
				merged[one] = true
			}
		}
	}
	for _, m := range Mishaps {
		if row[m.Name] != "" && !merged[m.Name] {
			all = append(all, m.Name)
		}
	}
	return all
}

// ReadTable reads what Markdown wrote.
func ReadTable(text string) Table {
	t, function := Table{}, ""
	for _, l := range strings.Split(text, "\n") {
		if of, is := strings.CutPrefix(l, "## "); is {
			function = of
		}
		call, words, is := strings.Cut(strings.TrimPrefix(l, "| `"), "` | ")
		if !strings.HasPrefix(l, "| `") || !is {
			continue
		}
		for _, part := range strings.Split(strings.TrimSuffix(words, " |"), "; ") {
			word, at, _ := strings.Cut(strings.TrimPrefix(part, "**"), "**: ")
			for _, name := range strings.Split(at, ", ") {
				all := together[name]
				if all == nil {
					all = []string{name}
				}
				for _, one := range all {
					t.Set(Cell{function, call, Mishap{Name: one}}, word)
				}
			}
		}
	}
	return t
}
