package message

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// whySection is the diagnosis, how far it is proven, and what would prove it.
func (s Scene) whySection(a alert.Alert, reason alert.Reason) Section {
	d := a.Diagnosis
	lines := cleanLines(d.Why)
	switch {
	case d.Category == catalog.Unknown:
		return Section{
			Heading: "Why (unknown)",
			Lines:   append([]string{"farvault does not know this message."}, sentences(lines)...),
		}
	case d.Proof == catalog.Confirmed && len(lines) == 0:
		lines = []string{sentence(d.Title)}
		fallthrough
	case d.Proof == catalog.Confirmed:
		heading := "Why (confirmed)"
		if reason == alert.Reminder { // of an old proof people are told when it was made
			heading = "Why (confirmed " + plain.Clock(a.At, s.Now) + ")"
		}
		return Section{Heading: heading, Lines: append(lines, alsoFailing(d)...)}
	case len(lines)+len(d.NotKnown) == 0:
		return Section{Heading: "Why (suspected from AWS's words alone)", Lines: []string{sentence(d.Title)}}
	}
	doubts := d.NotKnown
	if len(doubts) == 0 {
		doubts, lines = lines[:1], lines[1:]
	}
	section := Section{
		Heading: "Why (suspected: " + plain.Clean(strings.TrimRight(doubts[0], "."), headingRunes) + ")",
		Lines:   []string{sentence(d.Title)},
	}
	if len(doubts) > 1 {
		section.Lines = append(section.Lines, "Also unknown: "+few(doubts[1:])+".")
	}
	section.Lines = append(section.Lines, lines...)
	section.Lines = append(section.Lines, unseen(d)...)
	return section
}

// alsoFailing names the conditions that fail beside the cause: putting the cause right is then not enough.
func alsoFailing(d catalog.Diagnosis) (lines []string) {
	for _, c := range d.Checks {
		if c.Outcome != catalog.Fail || c.Cause == d.Cause {
			continue
		}
		line := "Also failing: the condition that " + plain.Clean(c.Title, plain.WhyRunes) + "."
		if c.Ours {
			line += " That is farvault's own: farvault repairs it."
		}
		lines = append(lines, line)
	}
	return lines
}

// unseen names the conditions that nobody could look at: seeing them would confirm the cause or clear it.
func unseen(d catalog.Diagnosis) []string {
	var titles []string
	for _, c := range d.Checks {
		if c.Outcome == catalog.CouldNotRead {
			titles = append(titles, plain.Clean(c.Title, plain.WhyRunes))
		}
	}
	if len(titles) == 0 {
		return nil
	}
	return []string{"To confirm it, check that " + few(titles) + "."}
}

const (
	fewShown     = 3
	headingRunes = 110
)

// few is the first of many, and how many there are beside.
func few(all []string) string {
	if rest := len(all) - fewShown; rest > 0 {
		all = append(all[:fewShown:fewShown], fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(all, "; ")
}

// doSection says who must do what, and why farvault does it or leaves it.
func (s Scene) doSection(a alert.Alert) Section {
	d := a.Diagnosis
	section := Section{
		Heading: "Do this" + s.at(a),
		Lines:   nonEmpty(plain.Clean(d.Remedy, plain.WhyRunes)),
		Paste:   LaidOut(plain.CleanBlock(d.Paste, plain.PasteRunes)),
	}
	if d.Category == catalog.Unknown {
		section.Heading = "Look first"
		return section
	}
	thing := thingAt(d.Where)
	switch {
	case a.Job == event.Account:
		section.After = []string{"farvault tries again every day, and at once when an event names the account."}
	case a.Job == event.Retention:
		section.After = s.afterRetention(d, thing)
	case !a.Due.IsZero() && d.Ours && s.Repair.Reconciles():
		return Section{Heading: "What farvault does", Lines: []string{
			fmt.Sprintf("The %s is farvault's own: farvault repairs it before the run and reports the result.", thing)}}
	case d.Ours && s.Repair.Restarts() && d.Proof == catalog.Confirmed:
		return Section{Heading: "What farvault does", Lines: []string{
			fmt.Sprintf("The %s is farvault's own: farvault repairs it, restarts the copy and reports the result.", thing)}}
	case d.Ours && s.Repair.Reconciles() && d.Proof == catalog.Confirmed:
		return Section{Heading: "What farvault does", Lines: []string{
			fmt.Sprintf(
				"The %s is farvault's own: farvault repairs it and reports the result. It restarts no copy (Mend.RestartCopies).",
				thing,
			),
		}}
	case d.Ours && s.Repair.Reconciles():
		section.After = []string{"farvault reconciles the account and repairs what is its own."}
	case d.Ours:
		section.After = []string{
			fmt.Sprintf(
				"The %s is farvault's own, but repairs are switched off in the settings (%s).",
				thing,
				s.repairSwitch(),
			),
		}
	case a.Passing() && s.Repair.Retries():
		section.After = []string{
			fmt.Sprintf(
				"farvault restarts the copy once, %s or more after it failed, and reports the result.",
				plain.Span(d.Backoff()),
			),
		}
	case d.Retryable && a.Job == event.Backup:
		section.After = []string{
			"farvault starts no backup. The next scheduled backup will show whether the problem has passed.",
		}
	case d.InSettings:
		section.After = []string{"farvault changes no settings. After the deployment it changes the plans of all accounts."}
	case !a.Due.IsZero():
		section.After = []string{"farvault reads the condition again every hour and reports when it is met."}
	case d.Where != "":
		section.After = []string{fmt.Sprintf("%s The next scheduled %s will show whether this worked.",
			s.leaves(a, thing), jobWord(a))}
	}
	return section.short()
}

// doByHand says what to do about a thing of farvault's whose repair failed or did not help.
func (s Scene) doByHand(a alert.Alert) Section {
	section := Section{
		Heading: "Do this" + s.at(a),
		Lines:   nonEmpty(plain.Clean(a.Diagnosis.Remedy, plain.WhyRunes)),
		Paste:   LaidOut(plain.CleanBlock(a.Diagnosis.Paste, plain.PasteRunes)),
	}
	return section.short()
}

// leaves says why farvault does not repair a thing: that it is not its own, or that it is and only people repair it.
// Which of the two is known by its owner's tag alone; where nobody read that, nothing is said of whose it is.
func (s Scene) leaves(a alert.Alert, thing string) string {
	switch {
	case a.Diagnosis.Owned:
		return fmt.Sprintf("The %s is farvault's own, but farvault does not repair this: only people can.", thing)
	case catalog.ByPeople(a.Diagnosis.Cause):
		return fmt.Sprintf("farvault never repairs this of a %s, even of its own: only people can.", thing)
	}
	return fmt.Sprintf("farvault does not change a %s that it does not own.", thing)
}

// repairSwitch is the setting by which farvault puts nothing right.
func (s Scene) repairSwitch() string {
	if s.Repair.Enabled {
		return "Mend.Reconcile"
	}
	return "Mend.Enabled"
}

// afterRetention says who puts the role right, and that nobody but people delete a backup.
func (s Scene) afterRetention(d catalog.Diagnosis, thing string) []string {
	if d.Ours && s.Repair.Reconciles() && d.Proof == catalog.Confirmed {
		return []string{
			fmt.Sprintf(
				"The %s is farvault's own: farvault repairs it and reports the result. You must delete the remaining backups: "+
					"farvault deletes no backup.",
				thing,
			),
		}
	}
	return []string{"The command deletes one of them. farvault deletes no backup."}
}

// short puts a remedy of one short line into the heading.
func (s Section) short() Section {
	if len(s.Lines) != 1 || utf8.RuneCountInString(s.Heading+s.Lines[0]) > headingRunes {
		return s
	}
	s.Heading, s.Lines = s.Heading+": "+lowerFirst(strings.TrimRight(s.Lines[0], ".:")), nil
	return s
}

// lowerFirst makes a sentence go on after a colon. What begins with two capitals is a name and stays.
func lowerFirst(s string) string {
	if len(s) < 2 || s[1] < 'a' || s[1] > 'z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// at names the account that must act.
func (s Scene) at(a alert.Alert) string {
	if a.Diagnosis.InSettings {
		return ", in infra/settings.yaml"
	}
	switch a.Diagnosis.AccountAtFault {
	case catalog.Source:
		// A resource may be encrypted with a key of yet another account.
		if arn, err := org.ParseARN(a.Diagnosis.Where); err == nil && arn.Account != "" {
			return ", in " + s.name(arn.Account)
		}
		return ", in " + s.name(a.Account)
	case catalog.Destination:
		return ", in the backup account " + s.CentralAccountID
	case catalog.Management:
		return ", in the management account"
	}
	return ""
}

// things are what the ARN of a place at fault names, by service and the head of the resource.
var things = []struct{ service, head, word string }{
	{"kms", "key/", "key"},
	{"kms", "alias/", "key"},
	{"backup", "backup-vault:", "vault"},
	{"backup", "backup-plan:", "backup plan"},
	{"iam", "role/", "role"},
	{"iam", "policy/", "policy"},
	{"organizations", "policy/", "policy of the organization"},
}

func thingAt(where string) string {
	arn, err := org.ParseARN(where)
	if err == nil {
		for _, t := range things {
			if t.service == arn.Service && strings.HasPrefix(arn.Resource, t.head) {
				return t.word
			}
		}
	}
	return "resource"
}

func jobWord(a alert.Alert) string {
	if word, ok := jobNoun[a.Job]; ok {
		return word
	}
	return "backup"
}

func cleanLines(s string) []string {
	var lines []string
	for _, l := range strings.Split(s, "\n") {
		lines = append(lines, nonEmpty(plain.Clean(l, plain.WhyRunes))...)
	}
	return lines
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// sentences are lines that begin with a capital letter and end with a full stop.
func sentences(lines []string) (all []string) {
	for _, l := range lines {
		all = append(all, sentence(strings.ToUpper(l[:1])+l[1:]))
	}
	return all
}

// sentence ends a title of the catalogue with a full stop.
func sentence(s string) string {
	s = plain.Clean(s, plain.WhyRunes)
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
