package settings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Mistake is one thing wrong in the file, where it stands. Line and Column count from 1.
type Mistake struct {
	File         string
	Line, Column int
	Text         string // names the property and its value
}

// String is the mistake as editors and compilers print it: "infra/settings.yaml:12:5: ...".
func (m Mistake) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.Text)
}

// Mistakes is everything wrong in a file, in the order of the file. Parse returns no other error.
type Mistakes []Mistake

// Error is one line a mistake.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// sorted is the mistakes in the order of the file; those of one place keep the order they were found in.
func (ms Mistakes) sorted() Mistakes {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return ms
}
