package main

import (
	"fmt"
	"html"
	"strings"
)

// A drawing is text that grows downwards.
type drawing struct {
	y     int
	parts []string
}

// A run is a piece of a line in one style: b, code, soft, link or none.
type run struct{ text, style string }

// line draws runs beside each other and goes to the next line.
func (d *drawing) line(x int, runs []run, size int) {
	var b strings.Builder
	fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="%d">`, x, d.y, size)
	for _, r := range runs {
		fmt.Fprintf(&b, `<tspan class="%s">%s</tspan>`, r.style, html.EscapeString(r.text))
	}
	d.parts = append(d.parts, b.String()+"</text>\n")
	d.y += size * 3 / 2
}

// markup is a text in Slack's markup: lines, code blocks, bold, code and links.
func (d *drawing) markup(text string, x, most, size int) {
	for i, part := range strings.Split(text, "```") {
		part = strings.Trim(part, "\n")
		switch {
		case part == "":
		case i%2 == 1:
			d.block(strings.Split(plainText(part), "\n"), x, most)
		default:
			for _, line := range strings.Split(part, "\n") {
				d.flow(runs(line), x, most, size)
			}
		}
	}
}

// block is a block of code in its box.
func (d *drawing) block(lines []string, x, most int) {
	const size = 12
	var broken []string
	for _, l := range lines {
		broken = append(broken, chop(l, (most-20)*100/(size*61))...)
	}
	d.parts = append(d.parts, fmt.Sprintf(
		`<rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="var(--code)" stroke="var(--edge)"/>`+"\n",
		x, d.y-14, most, len(broken)*size*3/2+10,
	))
	d.y += 4
	for _, l := range broken {
		d.line(x+8, []run{{l, "code"}}, size)
	}
	d.y += 12
}

// chop cuts a line of code after so many characters, as Slack does.
func chop(line string, most int) []string {
	var all []string
	for r := []rune(line); ; r = r[most:] {
		if len(r) <= most {
			return append(all, string(r))
		}
		all = append(all, string(r[:most]))
	}
}

// runs are the pieces of a line in Slack's markup.
func runs(line string) []run {
	var all []run
	for line != "" {
		at := strings.IndexAny(line, "*`<_")
		if at < 0 {
			at = len(line)
		}
		if at > 0 {
			all = append(all, run{plainText(line[:at]), ""})
			line = line[at:]
			continue
		}
		end := map[byte]string{'*': "*", '`': "`", '<': ">", '_': "_"}[line[0]]
		n := strings.Index(line[1:], end)
		if n < 0 || line[0] == '_' {
			all, line = append(all, run{line[:1], ""}), line[1:]
			continue
		}
		inner := line[1 : n+1]
		switch line[0] {
		case '*':
			all = append(all, run{plainText(inner), "b"})
		case '`':
			all = append(all, run{plainText(inner), "code"})
		default:
			if _, shown, ok := strings.Cut(inner, "|"); ok {
				inner = shown
			}
			all = append(all, run{plainText(inner), "link"})
		}
		line = line[n+2:]
	}
	return all
}

// plainText takes Slack's escapes back.
func plainText(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// flow draws runs over as many lines as they need, broken between words.
func (d *drawing) flow(all []run, x, most, size int) {
	var current []run
	room := most * 100
	for _, r := range all {
		for _, word := range strings.SplitAfter(r.text, " ") {
			w := width(word, size, r.style)
			if w > room && len(current) > 0 {
				d.line(x, current, size)
				current, room = nil, most*100
			}
			room -= w
			if n := len(current); n > 0 && current[n-1].style == r.style {
				current[n-1].text += word
			} else {
				current = append(current, run{word, r.style})
			}
		}
	}
	if len(current) > 0 {
		d.line(x, current, size)
	}
}

// width is how wide a text is at most, in hundredths of a pixel: by the widths of Helvetica, and a tenth more, because
// the reader's font may be another.
func width(text string, size int, style string) int {
	sum := 0
	for _, r := range text {
		switch {
		case style == "code":
			sum += 610
		case strings.ContainsRune("iljt.,:;'| ()/-!f[]I", r):
			sum += 300
		case strings.ContainsRune("mwMW@%", r) || r > 0x2000:
			sum += 900
		case r >= 'A' && r <= 'Z':
			sum += 690
		default:
			sum += 550
		}
	}
	if style == "b" {
		sum = sum * 108 / 100
	}
	return sum * size / 10 * 110 / 100
}
