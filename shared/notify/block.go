package notify

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"farvault/shared/alert"
	"farvault/shared/message"
)

// payload is what an incoming webhook takes.
// https://docs.slack.dev/reference/block-kit/blocks
type payload struct {
	Text        string  `json:"text"`  // what a notification shows
	Parse       string  `json:"parse"` // none: nothing in the texts becomes a link or a mention by itself
	LinkNames   bool    `json:"link_names"`
	UnfurlLinks bool    `json:"unfurl_links"`
	UnfurlMedia bool    `json:"unfurl_media"`
	Blocks      []block `json:"blocks,omitempty"`
}

type block struct {
	Type     string   `json:"type"` // header, section, context
	Text     *object  `json:"text,omitempty"`
	Fields   []object `json:"fields,omitempty"` // side by side, two in a row
	Elements []object `json:"elements,omitempty"`
}

// object is a text. Verbatim keeps Slack from making links of what looks like one; Emoji off keeps :words: as they are.
type object struct {
	Type     string `json:"type"` // plain_text, mrkdwn
	Text     string `json:"text"`
	Verbatim *bool  `json:"verbatim,omitempty"`
	Emoji    *bool  `json:"emoji,omitempty"`
}

// Slack's limits, in characters. The total is not documented: messages of about 13,000
// characters were refused with msg_blocks_too_long (https://github.com/slackapi/bolt-js/issues/2509).
const (
	headerMost  = 150
	headingMost = 300 // ours, as the next
	footerMost  = 300
	fieldMost   = 2000
	fieldsMost  = 10
	linkMost    = 150 // of what is shown; ours, as the next
	linksMost   = 3
	sectionMost = 3000
	blocksMost  = 50
	totalMost   = 10000
)

var marks = map[alert.Color]string{alert.Red: "🔴", alert.Amber: "🟠", alert.Green: "🟢"}

// render lays the message out in blocks: title, lead and facts, why, what to do with the remedy as code, footer.
func render(m message.Message) payload {
	title := cmp.Or(strings.TrimSpace(marks[m.Color]+" "+m.Title), "farvault") // Slack refuses an empty text
	p := payload{Text: escape(cutTo(title, headerMost)), Parse: "none"}
	head := []block{{Type: "header", Text: plainText(cutTo(title, headerMost))}}

	body := append(texts("", escapeAll(m.Lead), sectionMost), fields(m.Facts)...)
	for _, s := range m.Sections {
		body = append(body, texts(bold(escape(cutTo(s.Heading, headingMost))), escapeAll(s.Lines), sectionMost)...)
		body = append(body, code(s.Paste)...)
		body = append(body, texts("", escapeAll(s.After), sectionMost)...)
	}
	p.Blocks = append(head, within(body)...)
	if foot := footer(m); len(foot) > 0 {
		p.Blocks = append(p.Blocks, block{Type: "context", Elements: foot})
	}
	return p
}

// fields are the facts side by side. A fact without a label belongs to the one before it.
// https://docs.slack.dev/reference/block-kit/blocks/section-block
func fields(facts []message.Fact) (all []block) {
	var texts []string
	for _, f := range facts {
		value := escape(cutTo(f.Value, fieldMost/5-headingMost))
		switch n := len(texts); {
		case strings.TrimSpace(f.Label+f.Value) == "":
		case f.Label != "" || n == 0:
			texts = append(texts, strings.TrimSpace(bold(escape(cutTo(f.Label, headingMost)))+"\n"+value))
		case utf8.RuneCountInString(texts[n-1]+value) < fieldMost:
			texts[n-1] += "\n" + value
		}
	}
	for some := range slices.Chunk(texts, fieldsMost) {
		b := block{Type: "section"}
		for _, t := range some {
			b.Fields = append(b.Fields, *mrkdwn(t))
		}
		all = append(all, b)
	}
	return all
}

// footer is where to go on, and what the message is about: links, commands as code, cause and group.
func footer(m message.Message) (all []object) {
	put := func(text string) {
		if text != "" {
			all = append(all, *mrkdwn(text))
		}
	}
	var links []string
	for _, l := range m.Links[:min(len(m.Links), linksMost)] {
		if !l.Known() {
			continue
		}
		shown := l.Label
		if l.In != "" {
			shown += " in " + l.In
		}
		links = append(links, "<"+escape(l.URL)+"|"+escape(cutTo(strings.ReplaceAll(shown, "|", " "), linkMost))+">")
	}
	put(strings.Join(links, " · "))
	for _, c := range m.Commands() {
		put(c.Label + "  `" + escape(cutTo(strings.ReplaceAll(c.Value, "`", "'"), footerMost)) + "`")
	}
	put(escape(cutTo(m.Footer, footerMost)))
	return all
}

// brief is the message as one line, for a Slack that does not take it as blocks.
func brief(m message.Message) payload {
	p := render(m)
	p.Text, p.Blocks = p.Text+"\nSlack did not accept the details; the mail has them.", nil
	return p
}

// within keeps the blocks that the limits leave room for, and says so when some are left out.
func within(body []block) []block {
	// an escaped character is up to five
	room := totalMost - 6*headerMost - 3*5*footerMost - linksMost*(5*linkMost+300)
	for i, b := range body {
		room -= b.runes()
		if room < 0 || i == blocksMost-3 {
			return append(body[:i:i], section("_The rest is too long for Slack; the mail has it all._"))
		}
	}
	return body
}

// runes is how many characters the texts of a block have.
func (b block) runes() (n int) {
	if b.Text != nil {
		n = utf8.RuneCountInString(b.Text.Text)
	}
	for _, f := range b.Fields {
		n += utf8.RuneCountInString(f.Text)
	}
	return n
}

// texts is a heading and lines as sections of at most that many characters. All are escaped already.
func texts(heading string, lines []string, most int) []block {
	var blocks []block
	text, long := heading, utf8.RuneCountInString(heading) // counted as it grows: a paste may have thousands of lines
	for _, l := range lines {
		l = cutTo(l, sectionMost/2)
		n := utf8.RuneCountInString(l) + len("\n")
		switch {
		case text != "" && long+n > most:
			blocks, text, long = append(blocks, section(text)), l, n-len("\n")
		case text == "":
			text, long = l, n-len("\n")
		default:
			text, long = text+"\n"+l, long+n
		}
	}
	if text == "" {
		return blocks
	}
	return append(blocks, section(text))
}

// bold is a text in bold, in Slack's markup as in the chats'. A fact that goes on on a further line has no label.
func bold(s string) string {
	if s == "" {
		return ""
	}
	return "*" + s + "*"
}

// fence is what code stands between. Three back-ticks inside would end it.
const fence = "```"

// code is a text to paste, in as many code blocks as it needs; it may be broken between lines only.
func code(paste string) []block {
	if paste == "" {
		return nil
	}
	var lines []string
	for _, l := range strings.Split(strings.ReplaceAll(paste, "`", "'"), "\n") {
		lines = append(lines, escape(l))
	}
	blocks := texts("", lines, sectionMost-2*len(fence)-2)
	for i := range blocks {
		blocks[i] = section(fence + "\n" + blocks[i].Text.Text + "\n" + fence)
	}
	return blocks
}

func section(text string) block { return block{Type: "section", Text: mrkdwn(text)} }

func mrkdwn(text string) *object {
	yes := true
	return &object{Type: "mrkdwn", Text: text, Verbatim: &yes}
}

func plainText(text string) *object {
	no := false
	return &object{Type: "plain_text", Text: text, Emoji: &no}
}

// escape takes the three characters that control Slack's markup out of a text: no mention and no link survives.
// https://docs.slack.dev/messaging/formatting-message-text#escaping
func escape(s string) string { return escapes.Replace(s) }

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escapeAll(lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, escape(l))
	}
	return out
}

// cutTo cuts visibly, between runes, and never inside an escape: half of one would show as something else.
func cutTo(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	s = string([]rune(s)[:most-1])
	if i := strings.LastIndex(s, "&"); i >= 0 && !strings.Contains(s[i:], ";") {
		s = s[:i]
	}
	return s + "…"
}
