package notify

import (
	"cmp"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"

	"farvault/shared/message"
	"farvault/shared/plain"
)

// customNotification is what Amazon Q Developer in chat applications (formerly AWS Chatbot) shows in Slack, Microsoft
// Teams or Chime when it finds it, as the whole message, on a topic that a chat channel's configuration names.
// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
type customNotification struct {
	Version  string      `json:"version"` // 1.0
	Source   string      `json:"source"`  // custom
	ID       string      `json:"id"`
	Content  chatContent `json:"content"`
	Metadata chatThread  `json:"metadata"`
}

type chatContent struct {
	TextType    string   `json:"textType"` // client-markdown: the chat's own
	Title       string   `json:"title"`
	Description string   `json:"description"`
	NextSteps   []string `json:"nextSteps,omitempty"`
	Keywords    []string `json:"keywords"`
}

// chatThread puts the messages of a group into one thread.
type chatThread struct {
	ThreadID          string            `json:"threadId"`
	Summary           string            `json:"summary"`
	EventType         string            `json:"eventType"`
	AdditionalContext map[string]string `json:"additionalContext"` // variables of custom actions
}

// chatEventType is what custom actions are attached to; they take letters, digits and hyphens.
// https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CustomActionAttachment.html
const chatEventType = "farvault-alert"

// The limits, in characters: of title and description the service's, of the rest lengths that are assumed to be taken.
const (
	chatIDMost          = 64
	chatThreadMost      = 48 // ours: room for a prefix, or for the seconds of a time
	chatTitleMost       = 250
	chatDescriptionMost = 8000
	chatStepMost        = 350
	chatKeywordMost     = 75
	chatContextMost     = 50
)

// chatNotification lays the message out for a chat that nothing is known of but that it reads markdown: what is at
// risk, why, what to do with the remedy as code; what follows is in the same thread.
func chatNotification(m message.Message) customNotification {
	title := cutTo(cmp.Or(strings.TrimSpace(marks[m.Color]+" "+chatText(m.Title)), "farvault"), chatTitleMost)
	thread := cutTo(chatText(m.GroupKey), chatThreadMost)
	n := customNotification{
		Version: "1.0",
		Source:  "custom",
		ID:      fmt.Sprintf("%s-%d", thread, m.At.Unix()),
		Content: chatContent{TextType: "client-markdown", Title: title, Description: chatDescription(m)},
		Metadata: chatThread{
			ThreadID:          "farvault-" + thread,
			Summary:           title,
			EventType:         chatEventType,
			AdditionalContext: map[string]string{},
		},
	}
	for _, c := range m.Commands() {
		n.Content.NextSteps = append(n.Content.NextSteps, cutTo(c.Label+": "+chatText(c.Value), chatStepMost))
	}
	for _, tag := range []struct{ name, value string }{
		{"severity", m.Tags.Severity},
		{"category", m.Tags.Category},
		{"cause", m.Cause},
		{"status", m.Tags.Status},
		{"account", m.Tags.Account},
	} {
		if value := strings.TrimSpace(chatText(tag.value)); value != "" {
			n.Content.Keywords = append(n.Content.Keywords, cutTo(value, chatKeywordMost))
			n.Metadata.AdditionalContext[tag.name] = cutTo(value, chatContextMost)
		}
	}
	return n
}

// chatDescription is the message's paragraphs as far as there is room for them, and a word where there is not.
func chatDescription(m message.Message) string {
	const rest = "_The rest is too long for a chat; the mail has it all._"
	var kept []string
	room := chatDescriptionMost - len(rest)
	for p := range chatParagraphs(m) {
		if room -= utf8.RuneCountInString(p) + len("\n\n"); room < 0 {
			kept = append(kept, rest)
			break
		}
		kept = append(kept, p)
	}
	return strings.Join(kept, "\n\n")
}

// chatParagraphs are the parts of a message, none empty, each cleaned when it is asked for.
func chatParagraphs(m message.Message) iter.Seq[string] {
	return func(yield func(string) bool) {
		put := func(lines ...string) bool {
			text := strings.TrimSpace(strings.Join(lines, "\n"))
			return text == "" || yield(text)
		}
		head := chatTexts(m.Lead)
		for _, f := range m.Facts {
			head = append(head, strings.TrimSpace(bold(chatText(f.Label))+"  "+chatText(f.Value)))
		}
		more := put(head...)
		for _, s := range m.Sections {
			more = more &&
				put(append([]string{bold(chatText(cutTo(s.Heading, headingMost)))}, chatTexts(s.Lines)...)...)
			more = more && (s.Paste == "" || put(fence, chatText(s.Paste), fence))
			more = more && put(chatTexts(s.After)...)
		}
		if more {
			put(cmp.Or(strings.TrimSpace(chatText(m.Footer)), "farvault")) // AWS asks for a description
		}
	}
}

func chatTexts(lines []string) (out []string) {
	for _, l := range lines {
		out = append(out, chatText(l))
	}
	return out
}

// controls are what Slack's or Teams' markdown acts on: entities, mentions of people and channels, emoji, and
// markdown's links. None of it can be escaped in a way that both understand, so each is broken by a look-alike or a
// blank.
// https://docs.slack.dev/messaging/formatting-message-text
// https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages
var controls = []struct {
	find *regexp.Regexp
	put  string
}{
	{regexp.MustCompile(`&([#0-9A-Za-z])`), "＆$1"},
	{regexp.MustCompile(`@([\pL\pN_!])`), "＠$1"},
	{regexp.MustCompile(`#([\pL\pN_!])`), "＃$1"},
	{regexp.MustCompile(`(^|[^0-9A-Za-z:"]):([0-9A-Za-z_+'-])`), "$1∶$2"}, // no colon of an ARN or of JSON
	{regexp.MustCompile(`\]([(:\[])`), "] $1"},
}

// angles begin and end Slack's control sequences and HTML; a back-tick may end the code that it stands in.
var angles = strings.NewReplacer("<", "‹", ">", "›", "`", "'")

// chatText is a text in which nothing mentions, links or ends code, in whatever chat it is read. Whether the chat makes
// links of what looks like one cannot be said here, as it can to Slack's webhook, so none is left to look like one.
func chatText(s string) string {
	s = angles.Replace(plain.CleanBlock(s, chatDescriptionMost))
	for _, c := range controls {
		s = c.find.ReplaceAllString(s, c.put)
	}
	return s
}
