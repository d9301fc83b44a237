package notify

import (
	"strings"
	"testing"

	"farvault/shared/message"
)

// shown are the forms of a message that shared/message/MESSAGES.md shows, and what it says of each.
var shown = []struct{ form, head, why string }{
	{"first-someone-elses-key", "First", "A problem begins; told at once. This one is proven, and its key is somebody else's."},
	{"first-our-vault-policy", "First, and farvault's own to mend", "What is at fault is farvault's own: it puts it right and starts the copy again."},
	{"first-suspected", "Suspected", "Something could not be looked at. The message says what, and what would confirm the cause."},
	{"first-unknown", "Unknown", "AWS said what farvault does not know: its words, the job's facts, where to look first."},
	{"first-many-accounts", "One cause, many accounts", "A place at fault is one message, whatever it strikes: the five worst off, and how many more."},
	{"new-alerts", "New members", "More of the same, told after the group interval (5 minutes)."},
	{"reminder", "Reminder", "Nothing new for the repeat interval (24 hours), and it still fails."},
	{"mended", "Mended", "What farvault put right, which copies run again, what it left."},
	{"waits", "An account waits", "A new account is not at its chain after 15 minutes."},
	{"waits-for-its-roles", "An account waits for its roles", "The same, of an account that cannot be entered: with what to look at."},
	{"retried", "Passing by itself", "A copy whose cause passes is started again, once."},
	{"changed", "Somebody changed the chain", "Who, when, by what call, and what farvault put back."},
	{"changed-decide", "Somebody changed the chain, to decide", "The same, where putting it back could hurt or was refused."},
	{"run-stopped", "A run stopped", "A run would have changed too many accounts at once: it asks."},
	{"departed-closed", "An account is closed", "What stays, until when, and what stops."},
	{"departed-left", "An account left the organization", "The same, of an account that was removed or has left."},
	{"departed-out-of-scope", "An account is left out", "The same, of one that the settings or its OU leave out now."},
	{"closed", "Closed", "The plan no longer copies there, so no good copy will ever end the alert."},
	{"resolved", "Resolved", "The last member is well again: how long it lasted, and the longest gap it leaves."},
	{"silent-run", "Silence", "Nothing failed, and nothing arrived: found by the hourly look."},
	{"storm", "Storm", "So much fails that places are told as one a cause; told once."},
	{"digest", "Digest", "Once a day: what is open by age, what is muted, what could not be counted."},
	{"digest-quiet", "Digest, all well", "One line."},
	{"test", "Test", "`farvault alerts test`, to every receiver."},
}

const pageHead = `# The messages, as they are

Every form of a message as mail and in Slack, written by ` + "`go test ./shared/notify -update`" + ` and held to the code by the same test. Slack's is its own markup, block by block.
After hours without Slack each problem is caught up with by one message, its newest: it has no form of its own, for a message always says how its problem stands.
That Slack refuses messages, and takes them again, goes to the operators by mail alone: [slack-refuses](testdata/slack-refuses.txt), [slack-takes](testdata/slack-takes.txt).
What is told when, and what is silent and why: [README](README.md). As programs read them: ` + "`testdata/*.json`" + `, by [this schema](../../events/farvault-alert/v2.schema.json).
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
		block("Subject: " + message.Subject(m) + "\n\n" + message.Text(m))
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
