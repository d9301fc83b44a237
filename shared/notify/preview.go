package notify

import (
	"strings"

	"farvault/shared/alert"
)

// Preview is the message as it goes to Slack: the texts of its blocks, one under the other, in Slack's markup.
func Preview(m alert.Message) string {
	var texts []string
	for _, b := range render(m).Blocks {
		if b.Text != nil {
			texts = append(texts, b.Text.Text)
		}
		for _, e := range b.Elements {
			texts = append(texts, e.Text)
		}
	}
	return strings.Join(texts, "\n")
}
