package cli

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// screenWriter wraps the lines of a story to the terminal, further lines under the text of the first, and colors it.
type screenWriter struct {
	s    Streams
	rest []byte // of a line that has not ended
}

// begins is what stands before the text of a line: the gutter of a message, the time and who it was, the number of a
// scene, or how a check ended.
var begins = regexp.MustCompile(`^(?: *│ *| +[A-Z][a-z]{2} \d\d:\d\d:\d\d  .{12} |\d+\. |(?:PASS|BLOCKED|FAIL) +| *)`)

// onScreen is where a story is written: at a terminal to its width and in color, else as it is.
func onScreen(s Streams) io.Writer {
	if s.Screen.Width == 0 && !s.Screen.Colors {
		return s.Out
	}
	return &screenWriter{s: s}
}

// Write writes whole lines.
func (w *screenWriter) Write(text []byte) (int, error) {
	w.rest = append(w.rest, text...)
	for {
		line, rest, whole := bytes.Cut(w.rest, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		w.rest = rest
		if _, err := io.WriteString(w.s.Out, paint(w.s, hanging(string(line), w.s.Screen.Width))+"\n"); err != nil {
			return 0, err
		}
	}
}

// hanging is a line of at most that many columns, with further lines that hang under its text. The gutter of a message
// stands before each of them.
func hanging(line string, columns int) string {
	first := begins.FindString(line)
	indent := strings.Repeat(" ", utf8.RuneCountInString(first))
	if before, after, gutter := strings.Cut(first, "│"); gutter {
		indent = before + "│" + after
	}
	width := columns - utf8.RuneCountInString(first)
	if columns == 0 || width < narrowest {
		return line
	}
	text := first
	for i, part := range wrap(line[len(first):], width) {
		if i > 0 {
			text += "\n" + hang(indent, part, columns)
		}
		text += part
	}
	return text
}

// hang is the indent before a further line: less where the line is one long word, such as an ARN, that fits with less.
func hang(indent, part string, columns int) string {
	room := columns - utf8.RuneCountInString(part)
	if strings.Contains(indent, "│") || room >= len(indent) || room < 0 {
		return indent
	}
	return indent[:room]
}
