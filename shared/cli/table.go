package cli

import (
	"strings"
	"unicode/utf8"
)

// table is rows under a heading, printed in columns. At a terminal the last column is wrapped to its width, and stays a
// column; where the others leave it no room, the
// cells that do not fit stand below their rows.
type table [][]string

// gap is what stands between two columns.
const gap = "  "

// narrowest is how narrow the last column gets at most.
const narrowest = 24

// below is what begins a cell that stands below its row.
const below = "    "

// text is the table for a terminal of that many columns; zero: lines are as long as they are.
func (t table) text(columns int) string {
	widths := map[int]int{}
	for _, row := range t {
		for i, cell := range row[:len(row)-1] {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	start := 0
	for _, w := range widths {
		start += w + len(gap)
	}
	beside := columns == 0 || columns-start >= narrowest && t.longest() <= columns-start
	var b strings.Builder
	for _, row := range t {
		line, last := "", len(row)-1
		for i, cell := range row[:last] {
			line += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)) + gap
		}
		cell := lastCell(row[last], start, columns, beside)
		if cell == "" || cell[0] == '\n' {
			line = strings.TrimRight(line, " ")
		}
		b.WriteString(line + cell + "\n")
	}
	return b.String()
}

// longest is the longest word of the last column.
func (t table) longest() (n int) {
	for _, row := range t {
		n = max(n, longest(row[len(row)-1]))
	}
	return n
}

// lastCell is a row's last cell, which begins at a column, or stands below the row where it does not fit.
func lastCell(cell string, start, columns int, beside bool) string {
	switch width := columns - start; {
	case cell == "" || columns == 0 || utf8.RuneCountInString(cell) <= width:
		return cell
	case beside:
		return strings.Join(wrap(cell, width), "\n"+strings.Repeat(" ", start))
	}
	return "\n" + below + strings.Join(wrap(cell, columns-len(below)), "\n"+below)
}

// longest is the length of a text's longest word.
func longest(text string) (n int) {
	for word := range strings.FieldsSeq(text) {
		n = max(n, utf8.RuneCountInString(word))
	}
	return n
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
