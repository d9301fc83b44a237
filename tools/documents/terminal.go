package main

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The measures of a terminal's picture, in pixels. A character's width holds in any reader's font, for each line says
// how wide it is.
const (
	cellWidth, cellHeight = 8, 18
	letterSize            = 13
	frame                 = 16
)

const terminalStyle = `<style>
svg { --back: #ffffff; --text: #1f2328; --edge: #d0d7de; --red: #b3261e; --amber: #8a5a00; --green: #1a6b32 }
@media (prefers-color-scheme: dark) {
svg { --back: #0d1117; --text: #d1d7e0; --edge: #3d444d; --red: #ff7b72; --amber: #e3b341; --green: #56d364 }
}
text { fill: var(--text); font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
 white-space: pre }
.red { fill: var(--red); font-weight: bold } .amber { fill: var(--amber); font-weight: bold }
.green { fill: var(--green); font-weight: bold }
</style>
`

// inks are the escape sequences that farvault writes. Another one is an error: the picture would not show it.
// https://man7.org/linux/man-pages/man4/console_codes.4.html
var inks = map[string]string{"\x1b[31m": "red", "\x1b[33m": "amber", "\x1b[32m": "green", "\x1b[0m": ""}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// terminal is what a terminal of so many columns shows: it goes on in the next row where a line is longer.
func terminal(columns int, text string) ([]byte, error) {
	var lines []string
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		line = strings.TrimSuffix(line, "\n")
		if strings.Contains(line, "\x1b") {
			lines = append(lines, line) // farvault colors short lines alone
			continue
		}
		lines = append(lines, chop(line, columns)...)
	}
	width, height := columns*cellWidth+2*frame, len(lines)*cellHeight+2*frame
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">`+"\n",
		width, height, width, height)
	b.WriteString(terminalStyle)
	fmt.Fprintf(&b, `<rect x="0.5" y="0.5" width="%d" height="%d" rx="6" fill="var(--back)" stroke="var(--edge)"/>`+"\n",
		width-1, height-1)
	for i, line := range lines {
		if err := terminalLine(&b, frame+i*cellHeight+letterSize, line); err != nil {
			return nil, err
		}
	}
	b.WriteString("</svg>\n")
	return []byte(b.String()), nil
}

// terminalLine draws a line; each piece of one color begins at its column.
func terminalLine(b *strings.Builder, y int, line string) error {
	style, column := "", 0
	for line != "" {
		at := escape.FindStringIndex(line)
		if at == nil {
			at = []int{len(line), len(line)}
		}
		if text := line[:at[0]]; strings.TrimSpace(text) != "" {
			blank := len(text) - len(strings.TrimLeft(text, " "))
			shown := strings.TrimRight(text[blank:], " ")
			class := ""
			if style != "" {
				class = ` class="` + style + `"`
			}
			fmt.Fprintf(b, `<text x="%d" y="%d" textLength="%d"%s>%s</text>`+"\n", frame+(column+blank)*cellWidth, y,
				utf8.RuneCountInString(shown)*cellWidth, class, html.EscapeString(shown))
		}
		column += utf8.RuneCountInString(line[:at[0]])
		if code := line[at[0]:at[1]]; code != "" {
			known := false
			if style, known = inks[code]; !known {
				return fmt.Errorf("the picture of a terminal knows no %q", code)
			}
		}
		line = line[at[1]:]
	}
	return nil
}
