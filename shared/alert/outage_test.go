package alert_test

import (
	"fmt"
	"testing"
	"time"

	"farvault/shared/alert"
)

var removed = alert.Refusal{Kind: "no_service", Said: "no_service", Why: "the webhook was removed or disabled",
	Remedy: "Make a new incoming webhook in Slack and put its URL into the secret."}

// People hear of a refusal when it begins, when its reason changes and once a day; and of its end once.
func TestARefusalIsToldOncePerKindAndDay(t *testing.T) {
	t.Parallel()
	archived := removed
	archived.Kind = "channel_is_archived"
	var o alert.Outage
	for i, step := range []struct {
		minutes int
		r       alert.Refusal
		told    bool
	}{
		{0, removed, true}, {1, removed, false}, {24*60 - 1, removed, false}, {24 * 60, removed, true}, {24*60 + 5, removed, false},
		{24*60 + 6, archived, true}, {24*60 + 7, archived, false}, {24*60 + 8, removed, true},
	} {
		next, told := o.Refused(step.r, at(step.minutes))
		if told != step.told {
			t.Errorf("step %d: told is %v", i, told)
		}
		if o = next; !o.Since.Equal(noon) {
			t.Errorf("step %d: since %s", i, o.Since)
		}
	}
	o.Version = 7
	o, over := o.Taken()
	if !over || !o.Since.IsZero() || o.Version != 7 {
		t.Errorf("over %v: %+v", over, o)
	}
	if _, again := o.Taken(); again {
		t.Error("its end is told twice")
	}
}

// What the operators read. Read the golden files.
func TestOutageMessages(t *testing.T) {
	t.Parallel()
	first, _ := alert.Outage{}.Refused(removed, noon)
	short := first
	short.Refusal = alert.Refusal{Kind: "invalid_blocks", Said: "invalid_blocks", Why: "Slack does not take the blocks of the message", Remedy: "Report it.", Short: true}
	for name, m := range map[string]alert.Message{
		"slack-refuses":         alert.ComposeRefused(first, noon),
		"slack-still-refuses":   alert.ComposeRefused(first, noon.Add(24*time.Hour)),
		"slack-refuses-details": alert.ComposeRefused(short, noon),
		"slack-takes":           alert.ComposeTaken(first, noon.Add(6*time.Hour)),
	} {
		golden(t, name+".txt", mail(m))
		safe(t, m, name)
	}
}

// A message that comes late says so, and how old it is; one in time says nothing of it.
func TestALateMessageSaysSo(t *testing.T) {
	t.Parallel()
	m := alert.Message{At: noon, Lead: []string{"Since noon."}}
	for minutes, want := range map[int]string{0: "Since noon.", 14: "Since noon.", 15: "This comes late: it says how things stood at 12:04 UTC, 15 min ago.",
		360: "This comes late: it says how things stood at 12:04 UTC, 6 h ago."} {
		if late := m.Late(at(minutes)); late.Lead[0] != want || len(m.Lead) != 1 {
			t.Errorf("after %d minutes: %q", minutes, late.Lead)
		}
	}
}

// mail is a message as the golden files have it.
func mail(m alert.Message) string {
	return "Subject: " + alert.Subject(m) + "\n" +
		fmt.Sprintf("Attributes: %s %s %s %s\n\n", m.Tags.Category, m.Tags.Severity, m.Tags.Account, m.Tags.Status) + alert.Text(m)
}
