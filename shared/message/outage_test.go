package message_test

import (
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/message"
)

// What the operators read. Read the golden files.
func TestOutageMessages(t *testing.T) {
	t.Parallel()
	first, _ := alert.Outage{}.Refused(alerttest.Removed, alerttest.Noon)
	short := first
	short.Refusal = alert.Refusal{Kind: "invalid_blocks", Answer: "invalid_blocks", Why: "Slack does not take the blocks of the message", Remedy: "Report it.", Short: true}
	for name, m := range map[string]message.Message{
		"slack-refuses":         message.ComposeRefused(first, alerttest.Noon),
		"slack-still-refuses":   message.ComposeRefused(first, alerttest.Noon.Add(24*time.Hour)),
		"slack-refuses-details": message.ComposeRefused(short, alerttest.Noon),
		"slack-takes":           message.ComposeAccepted(first, alerttest.Noon.Add(6*time.Hour)),
	} {
		golden(t, name+".txt", mail(m))
		safe(t, m, name)
	}
}

// A message that comes late says so, and how old it is; one in time says nothing of it.
func TestALateMessageSaysSo(t *testing.T) {
	t.Parallel()
	m := message.Message{At: alerttest.Noon, Lead: []string{"Since noon."}}
	for minutes, want := range map[int]string{0: "Since noon.", 14: "Since noon.", 15: "This message is late: it describes the state at 12:04 UTC, 15 min ago.",
		360: "This message is late: it describes the state at 12:04 UTC, 6 h ago."} {
		if late := m.Late(alerttest.At(minutes)); late.Lead[0] != want || len(m.Lead) != 1 {
			t.Errorf("after %d minutes: %q", minutes, late.Lead)
		}
	}
}
