package notify

import (
	"encoding/json"
	"strings"

	"farvault/shared/message"
)

// Preview is the message as it goes to Slack: the texts of its blocks, one under the other, in Slack's markup.
func Preview(m message.Message) string {
	var texts []string
	for _, b := range render(m).Blocks {
		if b.Text != nil {
			texts = append(texts, b.Text.Text)
		}
		for _, f := range b.Fields {
			texts = append(texts, strings.Replace(f.Text, "\n", "  ", 1))
		}
		for _, e := range b.Elements {
			texts = append(texts, e.Text)
		}
	}
	return strings.Join(texts, "\n")
}

// PreviewChat is the message as Amazon Q Developer shows it: title, description, next steps and keywords, in the chat's
// markup.
func PreviewChat(m message.Message) string {
	c := chatNotification(m).Content
	return strings.Join(
		append(append([]string{c.Title, "", c.Description}, c.NextSteps...), strings.Join(c.Keywords, " · ")),
		"\n",
	)
}

// Payload is the message as Slack's webhook gets it, for the picture in the documents.
func Payload(m message.Message) ([]byte, error) { return json.Marshal(render(m)) }
