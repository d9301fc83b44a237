package message_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/event"
	"farvault/shared/message"
)

// program is the message as programs read it. The channels' tests lay the same messages out.
func program(t *testing.T, m message.Message) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The messages about everything. Read the golden files.
func TestMessagesAboutEverything(t *testing.T) {
	t.Parallel()
	now := alerttest.Noon.Add(6 * time.Minute)
	var quiet, open alert.Tally
	open.Add(alerttest.Many())
	open.Add(alerttest.Seen(ours))
	day0 := now.Truncate(24*time.Hour).AddDate(0, 0, -1)
	day := event.Digest{At: now, InScope: 312, Protected: 312, Copies: 4208, CopiesFrom: day0, CopiesUntil: day0.AddDate(0, 0, 1)}
	worse := event.Digest{At: now, InScope: 312, Protected: 311, Copies: 4196, CopiesFrom: day0, CopiesUntil: day0.AddDate(0, 0, 1), CopiesBad: 13, Incomplete: []string{"copies in us-east-1: throttled"}}
	mutes := []alert.Mute{{Account: "333344445555", Why: "moved to another Region until Friday", Owner: "web team", Until: now.Add(72 * time.Hour)}}
	tests := map[string]message.Message{
		"storm":        message.ComposeStorm(open, alert.Pace{Storm: alerttest.Noon}, now),
		"digest":       message.ComposeDigest(worse, open, mutes, now),
		"digest-quiet": message.ComposeDigest(day, quiet, nil, now),
		"test":         message.ComposeTest("platform-engineer", []string{"payments", "default"}, now),
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name+".txt", "Subject: "+message.Subject(m)+"\n\n"+message.Mail(m))
			golden(t, name+".json", program(t, m))
		})
	}
}
