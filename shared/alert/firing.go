package alert

import (
	"fmt"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/failure"
	"farvault/shared/org"
)

// worstShown is how many resources a message lists when it is about several.
const worstShown = 5

// firing writes what is at risk, why, whether it is proven, who must do what, and what farvault does.
func (s Scene) firing(m Message, r Record) Message {
	members, a := r.Firing(), r.Alert
	m.Colour = colourOf(a)
	m.Title = s.firingTitle(members, a, m.Reason)
	m.Headline = headline(a.Diagnosis)
	m.Lead = s.lead(members, r)
	if n := untold(members); m.Reason == NewAlerts {
		m.Lead = append(m.Lead, fmt.Sprintf("%d new since %s.", n, clock(r.SentAt, s.Now)))
	}
	if m.Reason == FirstNotification {
		m.Lead = append(m.Lead, r.flaps(s.Now)...)
	}
	if r.Place == SeveralPlaces {
		m.Lead = append(m.Lead, "Many places fail at once, so those with this cause are told as one. What is shown is one of them.")
	}
	m.Facts = s.facts(members, r)
	m.Sections = []Section{whySection(a), s.doSection(a)}
	if m.Reason == Reminder && a.Diagnosis.Proof == failure.Confirmed { // nothing was looked at again: it may be put right, and wait for its next job
		m.Sections[0].Heading = "Why (confirmed " + clock(a.At, s.Now) + ")"
	}
	m.Footer = footer(r, a)
	m.about(members)
	m.Tags = newAttributes(string(a.Diagnosis.Category), m.Colour, m.Reason, accountsOf(members))
	return m
}

// colourOf is amber where nothing is at risk yet: a person stopped the job, AWS
// will try again, or the backup is there with something missing.
func colourOf(a Alert) Colour {
	switch a.Diagnosis.Category {
	case failure.UserAction, failure.Transient:
		return Amber
	}
	if a.State == "COMPLETED" || a.Job == Retention || a.Job == event.RecoveryPoint && a.State == "EXPIRED" {
		return Amber
	}
	return Red
}

// firingTitles say what does not work, by kind; the verbs are first told, of a run that had good jobs before, and reminded.
func (s Scene) firingTitle(members []Member, a Alert, reason Reason) string {
	what, where, verb := counted(members), s.place(members), "do not reach"
	switch {
	case a.State == partial:
		verb = backupVerb(a.State, reason) + " in" // what is missing of a copy is missing in the vault
	case reason == Reminder:
		verb = "still do not reach"
	case len(members) > 0 && !members[0].LastGood.IsZero():
		verb = "no longer reach"
	}
	switch a.Job {
	case event.Copy:
		return fmt.Sprintf("Copies of %s in %s %s %s", what, where, verb, s.vault(a.Destination))
	case event.Backup:
		return fmt.Sprintf("Backups of %s in %s %s", what, where, backupVerb(a.State, reason))
	case event.Restore:
		return fmt.Sprintf("The restore of %s in %s failed", what, where)
	case Run:
		return fmt.Sprintf("%s in %s made no backup at its time", what, where)
	case Selection:
		return fmt.Sprintf("%s in %s %s", what, where, "selects nothing, so nothing is backed up")
	case Key:
		return fmt.Sprintf("%s that copies rest on in %s cannot be used", what, where)
	case Retention:
		return fmt.Sprintf("Backups in %s in %s have outlived their retention, and go on costing", what, where)
	case event.RecoveryPoint:
		return fmt.Sprintf("%s in %s %s", what, where, pointVerb(a.State, len(members) > 1))
	case OptIn:
		return fmt.Sprintf("AWS Backup is switched off for %s in %s", Clean(a.ResourceType, nameRunes), where)
	}
	return fmt.Sprintf("%s in %s: %s", what, where, Clean(a.State, nameRunes))
}

// partial is the state of a job or recovery point of a composite resource of which a part is missing; the others are there.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
const partial = "PARTIAL"

// backupVerbs are the ends of a backup job that are not plain failures.
var backupVerbs = map[string]string{
	"COMPLETED": "complete with issues", "ABORTED": "were stopped", "EXPIRED": "do not end in their window", partial: "lack a part",
}

// pointVerbs are the bad states of a recovery point, of one and of several.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
var pointVerbs = map[string][2]string{
	partial:   {"lacks a part", "lack a part"},
	"STOPPED": {"is no longer written to: the continuous backup was broken off", "are no longer written to: the continuous backups were broken off"},
	"EXPIRED": {"has outlived its retention, and goes on costing", "have outlived their retention, and go on costing"},
}

func pointVerb(state string, several bool) string {
	verbs, known := pointVerbs[state]
	switch {
	case !known:
		return "came to the state " + Clean(state, nameRunes)
	case several:
		return verbs[1]
	}
	return verbs[0]
}

func backupVerb(state string, reason Reason) string {
	verb, ok := backupVerbs[state]
	if !ok {
		verb = "fail"
	}
	if reason == Reminder && state != "ABORTED" {
		return "still " + verb
	}
	return verb
}

// vault is the vault that copies go to, in words.
func (s Scene) vault(arn string) string {
	v, err := org.ParseARN(arn)
	switch {
	case err != nil:
		return "their vault"
	case v.Account == s.CentralAccountID:
		return "the central vault"
	}
	return Clean("vault "+v.Name()+" in "+v.Account, nameRunes)
}

// headline is the cause in the catalogue's fixed words.
func headline(d failure.Diagnosis) string {
	if d.Title == "" {
		return "a failure that farvault does not know"
	}
	return d.Title
}

// lead says since when, and how old the oldest newest copy is: what is lost if it is needed now.
func (s Scene) lead(members []Member, r Record) []string {
	line := fmt.Sprintf("Since %s (%s).", clock(r.StartedAt, s.Now), span(s.Now.Sub(r.StartedAt)))
	job, known := jobNoun[r.Alert.Job]
	if !known || len(members) == 0 {
		return []string{line}
	}
	last := "Last good " + job
	if len(members) > 1 {
		last = "Oldest last good " + job
	}
	if members[0].LastGood.IsZero() {
		return []string{fmt.Sprintf("%s %s: none seen yet.", line, last)}
	}
	age := s.Now.Sub(members[0].LastGood)
	line = fmt.Sprintf("%s %s: %s, %s old", line, last, clock(members[0].LastGood, s.Now), span(age))
	if allowed := time.Duration(s.Alerts.MaxCopyAge); r.Alert.Job == event.Copy && r.Alert.State != Silence && allowed > 0 {
		line += "; allowed age " + span(allowed)
		if age > allowed {
			line += ", exceeded"
		}
	}
	return []string{line + "."}
}

// facts names the resource, or the five that are worst off, and what AWS said of the one that is shown.
func (s Scene) facts(members []Member, r Record) []Fact {
	a := r.Alert
	var facts []Fact
	if len(members) == 1 {
		facts = append(facts,
			Fact{"Account", s.label(members[0].Account) + ", " + Clean(members[0].Region, nameRunes)},
			Fact{"Resource", members[0].resource()})
	} else {
		facts = s.worst(members, r)
	}
	facts = append(facts, s.changedBy(r)...)
	said := "nothing; the state is " + Clean(a.State, nameRunes)
	if a.State == Silence {
		said = "nothing: AWS sends no event of this; farvault's hourly look found it"
	}
	if a.Said != "" {
		said = `"` + Clean(a.Said, saidRunes) + `"`
	}
	facts = append(facts, Fact{"AWS said", said})
	if a.Diagnosis.Category == failure.Unknown {
		facts = append(facts, Fact{"State", Clean(a.State, nameRunes)}, Fact{"Job", Clean(string(a.Job)+" job "+a.JobID, nameRunes)})
		if a.RoleARN != "" {
			facts = append(facts, Fact{"Role", Clean(a.RoleARN, nameRunes)})
		}
	}
	return facts
}

// worst lists the members that have been longest without a good job, and says how many are not listed and where they are.
func (s Scene) worst(members []Member, r Record) []Fact {
	var facts []Fact
	for i, m := range members[:min(len(members), worstShown)] {
		label := ""
		if i == 0 {
			label = "Worst"
		}
		age := "no good one seen"
		if !m.LastGood.IsZero() {
			age = span(s.Now.Sub(m.LastGood)) + " old"
		}
		facts = append(facts, Fact{label, fmt.Sprintf("%s, %s: %s, %s", s.label(m.Account), Clean(m.Region, nameRunes), m.resource(), age)})
	}
	if rest := len(members) - len(facts); rest > 0 {
		accounts := len(accountsOf(members)) - len(accountsOf(members[:len(facts)]))
		facts = append(facts, Fact{"", fmt.Sprintf("and %s in %s; all are in farvault's table, item group#%s",
			quantity(rest, "more resource", "more resources"), quantity(accounts, "more account", "more accounts"), r.Key)})
	}
	return facts
}

func untold(members []Member) (n int) {
	for _, m := range members {
		if !m.Told {
			n++
		}
	}
	return n
}

func footer(r Record, a Alert) string {
	parts := []string{r.Cause, "group " + Short(r.Key)}
	if a.Diagnosis.Category != "" && a.Diagnosis.Category != failure.Unknown {
		parts[0] = string(a.Diagnosis.Category) + "/" + r.Cause
	}
	if command := ExplainCommand(a); command != "" {
		parts = append(parts, command)
	}
	return strings.Join(parts, " · ")
}

// ExplainCommand is what proves the alert anew at a terminal; empty for what the command cannot read.
func ExplainCommand(a Alert) string {
	region := func(c rune) bool { return c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') }
	if jobNoun[a.Job] == "" || !isJobID(a.JobID) || strings.ContainsFunc(a.Region, region) {
		return ""
	}
	return fmt.Sprintf("farvault explain --live %s-job %s --account %s --region %s", a.Job, a.JobID, a.Account, a.Region)
}

// isJobID keeps out of a command line what AWS would not have made: job ids are UUIDs, restores' too.
func isJobID(s string) bool {
	for _, c := range s {
		if !strings.ContainsRune("0123456789abcdefABCDEF-", c) {
			return false
		}
	}
	return len(s) >= 8 && len(s) <= 64
}
