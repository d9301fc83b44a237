package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"time"

	scenery "farvault/demo/stage"
	"farvault/shared/handler/batch"
	"farvault/shared/plain"
	"farvault/shared/wiring"
)

// teller tells the story as it happens: simulated time, who, what. It only
// listens: AWS Backup's events, the functions' log lines, the messages.
type teller struct {
	out    io.Writer
	stage  *stage
	title  string // of the scene
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

	retried []time.Duration // of an account that waits: when it was tried again
}

// same reports whether two lines say the same of the same: AWS sends two events for a new account, and the second waits
// as the first does.
func (h happening) same(other happening) bool {
	return h.at.Equal(other.at) && h.who == other.who && h.what == other.what && h.text == other.text
}

// waits reports whether both lines are of one account that is tried again and again.
func (h happening) waits(other happening) bool {
	return len(h.retried) > 0 && len(other.retried) > 0 && h.who == other.who && h.what == other.what
}

// line is what is printed of it.
func (h happening) line() string {
	if len(h.retried) == 0 {
		return h.what
	}
	var spans []string
	for _, d := range h.retried {
		spans = append(spans, plain.Span(d))
	}
	return h.what + ": tried again after " + strings.Join(spans, ", ")
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
	fmt.Fprintf(t.out, `An organization in a simulated AWS: a management account, the central account
backup-central, and three members. farvault's three templates are deployed.
Who speaks below: provision, alert, sweep and slack are farvault's Lambda
functions; AWS Backup is AWS; people are people.
`)
}

// heading begins a scene. It is printed with the scene, whose time is that of the first that happens in it.
func (t *teller) heading(n int, title string) { t.title = fmt.Sprintf("%d. %s", n, title) }

// person notes what somebody did who is not farvault.
func (t *teller) person(format string, args ...any) {
	t.note(t.stage.now(), "people", fmt.Sprintf(format, args...), "")
}

func (t *teller) note(at time.Time, who, what, text string) {
	t.scene = append(t.scene, happening{at: at, who: who, what: what, text: text})
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
	at := t.stage.now()
	if len(t.scene) > 0 {
		at = t.scene[0].at
	}
	fmt.Fprintf(t.out, "\n%s\n   %s\n\n", t.title, at.UTC().Format("Monday 2 January 2006, 15:04 UTC"))
	for _, h := range folded(t.scene) {
		fmt.Fprintf(t.out, "   %s  %-12s %s\n", h.at.Format("Mon 15:04:05"), h.who, h.line())
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

// folded are the lines, each once, and those of an account that waits as one.
func folded(scene []happening) (lines []happening) {
	for _, h := range scene {
		last := len(lines) - 1
		switch {
		case last >= 0 && lines[last].same(h) && slices.Equal(lines[last].retried, h.retried):
		case last >= 0 && lines[last].waits(h):
			if all := lines[last].retried; all[len(all)-1] != h.retried[0] {
				lines[last].retried = append(slices.Clone(all), h.retried...)
			}
		default:
			lines = append(lines, h)
		}
	}
	return lines
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
		case l.text("outcome") == batch.Waits && l.function == wiring.AlertFunction:
			t.note(l.at, who, fmt.Sprintf("asks provision to repair: %s; the message waits for the result, %.0f s at most",
				l.text("mend"), delay(l).Seconds()), "")
		case l.text("outcome") == batch.Waits && l.changes() > 0:
			t.note(l.at, who, fmt.Sprintf("%s: %s; the rest is not ready yet and is tried again in %s",
				about, links(l), plain.Span(delay(l))), "")
		case l.text("outcome") == batch.Waits:
			t.scene = append(t.scene, happening{at: l.at, who: who, what: about + " is not ready yet",
				retried: []time.Duration{delay(l)}})
		case l.text("error") != "":
			t.note(l.at, who, "ERROR "+l.text("error"), "")
		case l.function == wiring.ProvisionFunction && l.changes() > 0:
			t.note(l.at, who, fmt.Sprintf("%s: %s", about, links(l)), "")
		case l.text("mend") != "":
			t.note(l.at, who, "asks provision to repair: "+l.text("mend"), "")
		}
	}
}

// delay is after which time a line's account is tried again.
func delay(l line) time.Duration {
	d, _ := time.ParseDuration(fmt.Sprint(l.attrs["delay"])) // the log writes it so
	return d
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
