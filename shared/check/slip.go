package check

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// slip is something that people write into JSON and JSON does not have.
type slip struct {
	at      place
	problem string
	fix     string // the line without it
}

// maxSlips is how many are told of one text.
const maxSlips = 100

// withoutSlips puts spaces in the place of comments and of commas before a closing
// bracket, so that the rest can be read and stands where it stood.
func withoutSlips(text string, start place) (string, []slip) {
	clean := []byte(text)
	places := &jsonReader{text: text, at: start}
	var slips []slip
	comma := -1 // the offset of the last comma, if nothing has followed it
	for i := 0; i < len(text); {
		end := commentEnd(text, i)
		switch c := text[i]; {
		case end > i:
			blank(clean, i, end)
			if len(slips) < maxSlips {
				slips = append(
					slips,
					slip{
						places.place(i),
						"JSON has no comments, and AWS reads no policy with one: " + short(text[i:end]),
						lineWithout(text, i, end),
					},
				)
			}
			i = end
			continue
		case c == '"':
			i, comma = stringEnd(text, i), -1
			continue
		case c == ',':
			comma = i
		case (c == '}' || c == ']') && comma >= 0:
			blank(clean, comma, comma+1)
			if len(slips) < maxSlips {
				at := (&jsonReader{text: text, at: start}).place(comma)
				slips = append(
					slips,
					slip{
						at,
						fmt.Sprintf("JSON has no comma before a closing %c", c),
						lineWithout(text, comma, comma+1),
					},
				)
			}
			comma = -1
		case !strings.ContainsRune(" \t\r\n", rune(c)):
			comma = -1
		}
		i++
	}
	return string(clean), slips
}

// beginsWithBrace reports whether a text is a JSON object, perhaps below comments.
func beginsWithBrace(text string) bool {
	text = strings.TrimSpace(text)
	for end := commentEnd(text, 0); end > 0; end = commentEnd(text, 0) {
		text = strings.TrimSpace(text[end:])
	}
	return strings.HasPrefix(text, "{")
}

// commentEnd is where the comment that begins at i ends; i when none begins there.
func commentEnd(text string, i int) int {
	rest := text[i:]
	switch {
	case strings.HasPrefix(rest, "#"), strings.HasPrefix(rest, "//"):
		line, _, _ := strings.Cut(rest, "\n")
		return i + len(strings.TrimRight(line, "\r"))
	case strings.HasPrefix(rest, "/*"):
		if end := strings.Index(rest, "*/"); end >= 0 {
			return i + end + 2
		}
	}
	return i
}

// stringEnd is where the string that begins at i ends.
func stringEnd(text string, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"', '\n':
			return i + 1
		}
	}
	return len(text)
}

// blank writes a space over every byte that is no line end.
func blank(text []byte, from, to int) {
	for i := from; i < to; i++ {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
}

// lineWithout is the line in which something stands, without it.
func lineWithout(text string, from, to int) string {
	begin := strings.LastIndexByte(text[:from], '\n') + 1
	end := len(text)
	if i := strings.IndexByte(text[to:], '\n'); i >= 0 {
		end = to + i
	}
	return strings.TrimSpace(text[begin:from] + text[to:end])
}

// short is a text on one line, at most 60 characters of it.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= 60 {
		return text
	}
	return string([]rune(text)[:60]) + "…"
}
