package cli

import (
	"strings"
	"unicode/utf8"
)

// table is rows under a heading, printed in columns. At a terminal the last column is wrapped to its width, and stays a
// column.
type table [][]string

// gap is what stands between two columns.
const gap = "  "

// narrowest is how narrow the last column gets at most: on a smaller terminal lines are as long as they are.
const narrowest = 24

// text is the table for a terminal of that many columns; zero: lines are as long as they are.
func (t table) text(columns int) string {
	widths := map[int]int{}
	for _, row := range t {
		for i, cell := range row[:len(row)-1] {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range t {
		line, last := "", len(row)-1
		for i, cell := range row[:last] {
			line += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)) + gap
		}
		start := utf8.RuneCountInString(line)
		width := columns - start
		if columns == 0 || width < narrowest {
			width = 0
		}
		cell := strings.Join(wrap(row[last], width), "\n"+strings.Repeat(" ", start))
		b.WriteString(strings.TrimRight(line+cell, " ") + "\n")
	}
	return b.String()
}

// wrap breaks a line at spaces into lines of at most that many columns; a word that is longer stays whole. Zero breaks
// nothing.
func wrap(line string, columns int) []string {
	if columns <= 0 || utf8.RuneCountInString(line) <= columns {
		return []string{line}
	}
	var lines []string
	at := ""
	for _, word := range strings.Split(line, " ") {
		switch {
		case at == "":
			at = word
		case utf8.RuneCountInString(at)+1+utf8.RuneCountInString(word) > columns:
			lines, at = append(lines, at), word
		default:
			at += " " + word
		}
	}
	return append(lines, at)
}
