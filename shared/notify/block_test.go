package notify

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"farvault/shared/alert"
	"farvault/shared/message"
)

// Whatever is in a message, its payload is within Slack's limits, is valid, and has no live mention or link.
func TestRenderIsSafe(t *testing.T) {
	t.Parallel()
	hostile := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"<!channel>", "<!here|x>", "<@U123>", "<https://evil|console>", "```", "`", "&", "&lt;", "<", ">", "*_~", ":skull:",
			"\u202e", "\u200b", "\n\n", "```\n<!everyone>\n```", strings.Repeat("&", 4000), strings.Repeat("<!channel>", 500), strings.Repeat("🔴", 3100), "\xff\xfe"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(hostile, 0, 8)
		m := message.Message{
			Color: rapid.SampledFrom([]alert.Color{alert.Red, alert.Amber, alert.Green, ""}).Draw(t, "colour"),
			Title: hostile.Draw(t, "title"), Footer: hostile.Draw(t, "footer"), Lead: lines.Draw(t, "lead"),
		}
		for range rapid.IntRange(0, 6).Draw(t, "facts") {
			m.Facts = append(m.Facts, message.Fact{Label: hostile.Draw(t, "label"), Value: hostile.Draw(t, "value")})
		}
		for range rapid.IntRange(0, 30).Draw(t, "sections") {
			m.Sections = append(m.Sections, message.Section{Heading: hostile.Draw(t, "heading"), Lines: lines.Draw(t, "lines"),
				Paste: hostile.Draw(t, "paste"), After: lines.Draw(t, "after")})
		}
		for range rapid.IntRange(0, 4).Draw(t, "links") {
			url := rapid.OneOf(hostile, rapid.Just("https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/1234"))
			m.Links = append(m.Links, message.Link{Label: hostile.Draw(t, "link"), URL: url.Draw(t, "url"), In: hostile.Draw(t, "in")})
		}
		m.Command, m.Mute = hostile.Draw(t, "command"), hostile.Draw(t, "mute")
		limits(t, render(m))
	})
}

// failer is a test of any kind.
type failer interface {
	Fatalf(format string, args ...any)
}

func limits(t failer, p payload) {
	body, err := json.Marshal(p)
	if err != nil || !utf8.Valid(body) {
		t.Fatalf("not a payload: %v", err)
	}
	if len(p.Blocks) > blocksMost {
		t.Fatalf("%d blocks", len(p.Blocks))
	}
	total := utf8.RuneCountInString(p.Text)
	for _, b := range p.Blocks {
		objects := b.Elements
		if b.Text != nil {
			objects = append(objects, *b.Text)
		}
		if len(b.Elements) > 10 || len(b.Fields) > fieldsMost || b.Type == "section" && b.Text == nil && len(b.Fields) == 0 {
			t.Fatalf("%s of %d elements and %d fields", b.Type, len(b.Elements), len(b.Fields))
		}
		for _, f := range b.Fields {
			if n := utf8.RuneCountInString(f.Text); n == 0 || n > fieldMost {
				t.Fatalf("a field of %d characters", n)
			}
			objects = append(objects, f)
		}
		for _, o := range objects {
			n := utf8.RuneCountInString(o.Text)
			total += n
			most := map[string]int{"header": headerMost, "section": sectionMost, "context": sectionMost}[b.Type]
			if n > most {
				t.Fatalf("%s of %d characters", b.Type, n)
			}
			if n == 0 {
				t.Fatalf("an empty %s, which Slack refuses", b.Type)
			}
			if o.Type == "mrkdwn" {
				harmless(t, o.Text)
			}
		}
	}
	if total > totalMost {
		t.Fatalf("%d characters in all", total)
	}
	harmless(t, p.Text)
}

// ours are links to AWS's console and pages.
var ours = regexp.MustCompile(`<https://(?:[a-z0-9-]+\.console\.aws\.amazon\.com|docs\.aws\.amazon\.com|repost\.aws)/[^<>|]*\|[^<>|]*>`)

// harmless: Slack's control sequences begin with <, so without one there is no mention and no link; and code ends where it was begun.
func harmless(t failer, text string) {
	text = ours.ReplaceAllString(text, "")
	if strings.ContainsAny(text, "<>") {
		t.Fatalf("%q is markup", text)
	}
	for i := strings.Index(text, "&"); i >= 0; i = strings.Index(text, "&") {
		text = text[i:]
		if !strings.HasPrefix(text, "&amp;") && !strings.HasPrefix(text, "&lt;") && !strings.HasPrefix(text, "&gt;") {
			t.Fatalf("%.20q is half an escape", text)
		}
		text = text[1:]
	}
}

// The parts of a message are laid out as blocks: header, facts, why, the remedy as code, footer.
func TestRender(t *testing.T) {
	t.Parallel()
	p := render(message.Message{Color: alert.Red, Title: "Copies <fail>", Lead: []string{"Since noon."},
		Facts:    []message.Fact{{Label: "Account", Value: "a & b"}},
		Sections: []message.Section{{Heading: "Do this", Paste: "{ \"a\": `1` }\n  < b >", After: []string{"Then wait."}}}, Footer: "kms/x", Command: "farvault `x`",
		Links: []message.Link{{Label: "Job", URL: "https://eu-west-1.console.aws.amazon.com/backup/home?region=eu-west-1#/jobs/copy/details/9A1B", In: "a|b"},
			{Label: "Evil", URL: "https://example.com/"}}})
	var got []string
	for _, b := range p.Blocks {
		text := b.Type + "|"
		if b.Text != nil {
			text += b.Text.Text
		}
		for _, f := range append(b.Fields, b.Elements...) {
			text += f.Text + ";"
		}
		got = append(got, text)
	}
	want := "header|🔴 Copies <fail>\n" +
		"section|Since noon.\n" +
		"section|*Account*\na &amp; b;\n" +
		"section|*Do this*\n" +
		"section|```\n{ \"a\": '1' }\n  &lt; b &gt;\n```\n" +
		"section|Then wait.\n" +
		"context|<https://eu-west-1.console.aws.amazon.com/backup/home?region=eu-west-1#/jobs/copy/details/9A1B|Job in a b>;" +
		"Again  `farvault 'x'`;kms/x;"
	if strings.Join(got, "\n") != want {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), want)
	}
}
