package main

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"farvault/shared/message"
	"farvault/shared/notify"
)

// pictured is the message of the picture: the product made it of a real diagnosis, and a test holds the file to that.
const pictured = "shared/message/testdata/first-someone-elses-key.json"

// The measures of the picture, in pixels.
const (
	pictureWidth = 760
	bodyLeft     = 64
	bodyWidth    = pictureWidth - bodyLeft - 24
)

const pictureStyle = `<style>
svg { --back: #ffffff; --text: #1d1c1d; --soft: #616061; --code: #f8f8f8; --edge: #dddddd; --blue: #1264a3 }
@media (prefers-color-scheme: dark) {
svg { --back: #1a1d21; --text: #d1d2d3; --soft: #9a9b9d; --code: #222529; --edge: #42454a; --blue: #1d9bd1 }
}
text { fill: var(--text); font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif;
 white-space: pre }
.b { font-weight: bold } .soft { fill: var(--soft) } .link { fill: var(--blue) }
.code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace }
</style>
`

// A payload is what of Slack's message the picture shows.
type payload struct {
	Blocks []struct {
		Type     string
		Text     *slackText
		Fields   []slackText
		Elements []slackText
	}
}

type slackText struct{ Text string }

// slackPicture is docs/slack.svg: the message as Slack shows it.
func slackPicture(root string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(pictured)))
	if err != nil {
		return nil, err
	}
	m, err := message.Read(text)
	if err != nil {
		return nil, err
	}
	sent, err := notify.Payload(m)
	if err != nil {
		return nil, err
	}
	var p payload
	if err := json.Unmarshal(sent, &p); err != nil {
		return nil, err
	}
	d := &drawing{y: 30}
	d.line(bodyLeft, []run{{"farvault", "b"}, {"  APP  " + m.At.Format("15:04"), "soft"}}, 15)
	for _, b := range p.Blocks {
		d.y += 8
		switch {
		case b.Type == "header":
			d.header(b.Text.Text)
		case b.Text != nil:
			d.markup(b.Text.Text, bodyLeft, bodyWidth, 15)
		}
		d.fields(b.Fields)
		for _, e := range b.Elements {
			d.markup(e.Text, bodyLeft, bodyWidth, 13)
		}
	}
	return d.svg(m.Title), nil
}

// colors are those of the marks at the head of a message; not every reader's fonts have them.
var colors = map[string]string{"🔴": "#d92525", "🟠": "#e8830c", "🟢": "#1f8a4c"}

// header is the title, with its mark as a disk.
func (d *drawing) header(text string) {
	x := bodyLeft
	if mark, rest, ok := strings.Cut(text, " "); ok && colors[mark] != "" {
		disk := `<circle cx="%d" cy="%d" r="8" fill="%s"/>` + "\n"
		d.parts = append(d.parts, fmt.Sprintf(disk, x+8, d.y-6, colors[mark]))
		x, text = x+26, rest
	}
	d.flow([]run{{text, "b"}}, x, bodyWidth-x+bodyLeft, 18)
}

// fields are facts side by side, two in a row.
func (d *drawing) fields(fields []slackText) {
	for i := 0; i < len(fields); i += 2 {
		top, lowest := d.y, d.y
		for j, f := range fields[i:min(i+2, len(fields))] {
			d.y = top
			d.markup(f.Text, bodyLeft+j*bodyWidth/2, bodyWidth/2-12, 15)
			lowest = max(lowest, d.y)
		}
		d.y = lowest + 4
	}
}

// svg is the picture of all that was drawn.
func (d *drawing) svg(title string) []byte {
	height := d.y + 18
	return fmt.Appendf(
		nil,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
<title>%s</title>
%s<rect width="100%%" height="100%%" rx="8" fill="var(--back)" stroke="var(--edge)"/>
<rect x="16" y="16" width="36" height="36" rx="6" fill="#24425c"/>
<path d="M26 26h16v4H30v4h9v4h-9v6h-4z" fill="#ffffff"/>
%s</svg>
`,
		pictureWidth,
		height,
		pictureWidth,
		height,
		html.EscapeString(title),
		pictureStyle,
		strings.Join(d.parts, ""),
	)
}
