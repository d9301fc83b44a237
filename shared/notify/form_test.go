package notify

import (
	"strings"
	"testing"

	"farvault/shared/message"
)

// shown are the forms of a message that shared/message/MESSAGES.md shows, and what it says of each.
var shown = []struct{ form, head, why string }{
	{"first-someone-elses-key", "First", "A problem begins and is reported at once. This one is proven, and the key is not farvault's."},
	{"first-our-vault-policy", "First, with a repair by farvault", "The cause is in farvault's own vault: it repairs the policy and restarts the copy."},
	{"first-suspected", "Suspected", "Something could not be read. The message says what, and what would confirm the cause."},
	{"first-unknown", "Unknown", "farvault does not know AWS's message: the message itself, the job's facts, where to start."},
	{"first-many-accounts", "One cause, many accounts", "One cause is one message, whatever it affects: the five oldest, and how many more."},
	{"new-alerts", "New members", "More of the same, reported after the group interval (5 minutes)."},
	{"reminder", "Reminder", "Nothing new for the repeat interval (24 hours), and it still fails."},
	{"mended", "Repaired", "What farvault repaired, which copies run again, what it did not change."},
	{"waits", "An account waits", "A new account is not at its chain after 15 minutes."},
	{"waits-for-its-roles", "An account waits for its roles", "The same, of an account that cannot be entered: with what to check."},
	{"retried", "Transient", "A copy with a transient cause is restarted, once."},
	{"changed", "Somebody changed the chain", "Who, when, with which call, and what farvault repaired."},
	{"changed-decide", "Somebody changed the chain, to decide", "The same, where a repair could do harm or was refused."},
	{"run-stopped", "A run stopped", "A run would have changed too many accounts at once: it asks."},
	{"departed-closed", "An account is closed", "What stays, until when, and what stops."},
	{"departed-left", "An account left the organization", "The same, of an account that was removed or has left."},
	{"departed-out-of-scope", "An account is left out", "The same, of one that the settings or its OU now exclude."},
	{"closed", "Closed", "The plan no longer copies there, so no good copy will ever end the alert."},
	{"resolved", "Resolved", "The last member works again: how long it lasted, and the longest gap it leaves."},
	{"silent-run", "Unreported failure", "Nothing failed, and nothing arrived: the hourly check found it."},
	{"storm", "Storm", "Many accounts fail, so each cause is one message."},
	{"digest", "Digest", "Once a day: what is open by age, what is muted, what could not be counted."},
	{"digest-quiet", "Digest, nothing open", "One line."},
	{"test", "Test", "`farvault alerts test`, to every receiver."},
}

const pageHead = `# The messages, as they are

Every message as mail and in Slack, made from real diagnoses by ` + "`go test ./shared/notify -update`" + ` and checked by the same test.
Slack's is its own markup, block by block. After hours without Slack the newest message of each problem is sent; it looks like any other.
Operators get a mail, and only a mail, when Slack refuses messages and when it accepts them again: [slack-refuses](testdata/slack-refuses.txt), [slack-takes](testdata/slack-takes.txt).
When a message is sent, and when not: [alert](../alert/README.md). As programs read them: ` + "`testdata/*.json`" + `, by [this schema](../../events/farvault-alert/v2.schema.json).
`

// page is MESSAGES.md.
func page(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(pageHead)
	block := func(text string) { b.WriteString("~~~~text\n" + strings.TrimRight(text, "\n") + "\n~~~~\n") }
	for _, s := range shown {
		m := form(t, s.form)
		b.WriteString("\n## " + s.head + "\n\n" + s.why + " Mail:\n\n")
		block("Subject: " + message.Subject(m) + "\n\n" + message.Mail(m))
		b.WriteString("\nSlack:\n\n")
		block(Preview(m))
	}
	b.WriteString("\n## In a chat of Amazon Q Developer\n\nBy setting (`Alerts.AmazonQDeveloper`), in a thread for each problem. The first again:\n\n")
	block(PreviewChat(form(t, shown[0].form)))
	b.WriteString("\nWhich is this custom notification:\n\n~~~~json\n" + indented(t, chatNotification(form(t, shown[0].form))) + "~~~~\n")
	return b.String()
}

func TestThePageOfMessagesIsTheCodes(t *testing.T) {
	t.Parallel()
	held(t, "../message/MESSAGES.md", page(t))
}

// Every form is within the limits of every channel, and shows no markup around nothing.
func TestEveryFormIsCarried(t *testing.T) {
	t.Parallel()
	for _, s := range shown {
		m := form(t, s.form)
		limits(t, render(m))
		chatSafe(t, chatNotification(m))
		if strings.Contains(Preview(m)+PreviewChat(m), "**") {
			t.Errorf("%s: bold marks without a text:\n%s", s.form, Preview(m))
		}
		if detail, err := detailOf(m); err != nil || len(detail) > largestDetail {
			t.Errorf("%s: an event of %d bytes, %v", s.form, len(detail), err)
		}
	}
}
