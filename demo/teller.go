package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	scenery "farvault/demo/stage"
	"farvault/shared/handler/batch"
	"farvault/shared/wiring"
)

// teller tells the story as it happens: simulated time, who, what. It only
// listens: AWS Backup's events, the functions' log lines, the messages.
type teller struct {
	out    io.Writer
	stage  *stage
	scene  []happening
	logged int
	mailed int
	posted int
}

// happening is one line of the story, with a text below it where there is one.
type happening struct {
	at   time.Time
	who  string
	what string
	text string
}

func newTeller(out io.Writer, s *stage) *teller {
	t := &teller{out: out, stage: s}
	emit := s.world.Backup.Emit
	s.world.Backup.Emit = func(account, region, source, detailType string, resources []string, detail any) {
		t.job(account, detailType, detail)
		emit(account, region, source, detailType, resources, detail)
	}
	return t
}

// prologue says who is who.
func (t *teller) prologue() {
	fmt.Fprintf(t.out, `An organization in a simulated AWS: a management account, the central account backup-central,
and three members. farvault's three templates are deployed. Who speaks below: provision, alert,
sweep and slack are farvault's Lambda functions; AWS Backup is AWS; people are people.
`)
}

func (t *teller) heading(n int, title string, at time.Time) {
	fmt.Fprintf(t.out, "\n%d. %s\n   %s\n\n", n, title, at.Format("Monday 2 January 2006, 15:04 UTC"))
}

// person notes what somebody did who is not farvault.
func (t *teller) person(format string, args ...any) {
	t.note(t.stage.now(), "people", fmt.Sprintf(format, args...), "")
}

func (t *teller) note(at time.Time, who, what, text string) {
	t.scene = append(t.scene, happening{at, who, what, text})
}

// job notes the end of a backup or a copy.
func (t *teller) job(account, detailType string, detail any) {
	raw, err := json.Marshal(detail)
	if err != nil {
		return // the event goes its way all the same
	}
	var d struct{ State, ResourceArn, ResourceType, StatusMessage string }
	_ = json.Unmarshal(raw, &d) // fields of other shapes stay empty
	kind, isJob := map[string]string{"Backup Job State Change": "backup", "Copy Job State Change": "copy"}[detailType]
	if !isJob || d.State != "COMPLETED" && d.State != "FAILED" {
		return
	}
	what := fmt.Sprintf("%s of %s %s in %s: %s", kind, d.ResourceType, short(d.ResourceArn), name(account), d.State)
	if d.StatusMessage != "" {
		what += ": " + d.StatusMessage
	}
	t.note(t.stage.now(), "AWS Backup", what, "")
}

// flush prints what has happened since the last flush, in the order of time.
func (t *teller) flush() {
	t.functions()
	t.messages()
	sort.SliceStable(t.scene, func(i, j int) bool { return t.scene[i].at.Before(t.scene[j].at) })
	var last happening
	for _, h := range t.scene {
		if h == last {
			continue // AWS sends two events for a new account: the second waits as the first does
		}
		last = h
		fmt.Fprintf(t.out, "   %s  %-12s %s\n", h.at.Format("Mon 15:04:05"), h.who, h.what)
		if h.text != "" {
			fmt.Fprintf(
				t.out,
				"\n      │ %s\n\n",
				strings.ReplaceAll(strings.TrimRight(h.text, "\n"), "\n", "\n      │ "),
			)
		}
	}
	t.scene = nil
}

// functions notes what farvault's functions did; what they left alone is left out.
func (t *teller) functions() {
	lines := t.stage.log.since(t.logged)
	t.logged += len(lines)
	for _, l := range lines {
		who, about := strings.TrimPrefix(l.function, "farvault-"), name(l.text("account"))
		if about == "" {
			about = "what alert asked for (" + l.text("cause") + ")"
		}
		switch {
		case l.text("outcome") == batch.Waits && l.changes() > 0:
			t.note(
				l.at,
				who,
				fmt.Sprintf(
					"%s: %s; the rest is not ready yet and is tried again in %s",
					about,
					links(l),
					l.attrs["delay"],
				),
				"",
			)
		case l.text("outcome") == batch.Waits:
			t.note(l.at, who, fmt.Sprintf("%s is not ready yet; tried again in %s", about, l.attrs["delay"]), "")
		case l.text("error") != "":
			t.note(l.at, who, "ERROR "+l.text("error"), "")
		case l.function == wiring.ProvisionFunction && l.changes() > 0:
			t.note(l.at, who, fmt.Sprintf("%s: %s", about, links(l)), "")
		case l.text("mend") != "":
			t.note(l.at, who, "asks provision to repair: "+l.text("mend"), "")
		}
	}
}

// links says how many links of a chain a line is about.
func links(l line) string {
	if n := l.changes(); n != 1 {
		return fmt.Sprintf("%d links made", n)
	}
	return "1 link made"
}

// messages notes what people were told: the mail as it reads, and that Slack has it too.
func (t *teller) messages() {
	t.stage.world.Lock()
	mails := t.stage.world.SNS.Mails()
	t.stage.world.Unlock()
	for _, m := range mails[t.mailed:] {
		if m.ConfirmationOfARN == "" {
			t.note(m.At, "mail", m.Subject, m.Body)
		}
	}
	t.mailed = len(mails)
	posts := t.stage.slack.Posts()
	for _, p := range posts[t.posted:] {
		t.note(p.At, "Slack", p.Text(), "")
	}
	t.posted = len(posts)
}

// short is an ARN's last part.
func short(arn string) string { return arn[strings.LastIndexAny(arn, ":/")+1:] }

// name is an account by the name that people know it by.
func name(account string) string {
	names := map[string]string{managementID: "management", centralID: "backup-central", newcomerID: newcomerName}
	for _, m := range scenery.Members {
		names[m.ID] = m.Name
	}
	if n, ok := names[account]; ok {
		return n
	}
	return account
}
