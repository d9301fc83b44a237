package alert_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
)

// program is the message as programs read it. The channels' tests lay the same messages out.
func program(t *testing.T, m alert.Message) string {
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
	now := noon.Add(6 * time.Minute)
	var quiet, open alert.Tally
	open.Add(many())
	open.Add(seen(ours))
	day := event.Digest{At: now, InScope: 312, Protected: 312, Copies: 4208}
	worse := event.Digest{At: now, InScope: 312, Protected: 311, Copies: 4196, CopiesBad: 13, Incomplete: []string{"copies in us-east-1: throttled"}}
	mutes := []alert.Mute{{Account: "333344445555", Why: "moved to another Region until Friday", Owner: "web team", Until: now.Add(72 * time.Hour)}}
	tests := map[string]alert.Message{
		"storm":        alert.ComposeStorm(open, alert.Pace{Storm: noon}, now),
		"digest":       alert.ComposeDigest(worse, open, mutes, now),
		"digest-quiet": alert.ComposeDigest(day, quiet, nil, now),
		"test":         alert.ComposeTest("platform-engineer", []string{"payments", "default"}, now),
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name+".txt", "Subject: "+alert.Subject(m)+"\n\n"+alert.Text(m))
			golden(t, name+".json", program(t, m))
		})
	}
}
