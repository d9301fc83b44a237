package message

import (
	"fmt"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// worstShown is how many resources a message lists when it is about several.
const worstShown = 5

// firing writes what is at risk, why, whether it is proven, who must do what, and what farvault does.
func (s Scene) firing(m Message, r alert.Record) Message {
	members, a := firingNow(r), r.Alert
	if r.Custody() {
		return s.custody(m, r, members)
	}
	m.Color = alert.ColorOf(a)
	m.Title = s.firingTitle(members, a, m.Reason)
	m.Headline = alert.Headline(a.Diagnosis)
	if !a.Due.IsZero() {
		m.Headline = "Copies will fail: " + m.Headline
	}
	m.Lead = s.lead(members, r)
	if n := alert.Unnotified(members); m.Reason == alert.NewAlerts {
		m.Lead = append(m.Lead, fmt.Sprintf("%d new since %s.", n, plain.Clock(r.SentAt, s.Now)))
	}
	m.Lead = append(m.Lead, runsMissed(s.Missed)...)
	if m.Reason == alert.FirstNotification {
		m.Lead = append(m.Lead, flaps(r, s.Now)...)
	}
	if r.Place == alert.SeveralPlaces {
		m.Lead = append(
			m.Lead,
			"Many accounts and Regions fail at once, so this message covers all with this cause. It shows one of them.",
		)
	}
	m.Facts = s.facts(members, r)
	m.Sections = append([]Section{s.whyNow(r, m.Reason)}, otherWords(members, r)...)
	did, repaired := s.afterRepair(r)
	if m.Sections = append(m.Sections, did...); !repaired || !a.Diagnosis.Ours {
		m.Sections = append(m.Sections, s.doNow(r, m.Reason))
	} else {
		m.Sections = append(m.Sections, s.doByHand(a))
	}
	m.Footer, m.Command = footer(r, a.Diagnosis), ExplainCommand(a)
	m.Links, m.Mute = s.links(a), MuteCommand(r)
	m.about(members)
	m.Tags = newAttributes(string(a.Diagnosis.Category), m.Color, m.Reason, accountsOf(members))
	m.SubjectAccount = s.subjectAccount(s.actIn(a, members))
	return m
}

// lead says since when, and how old the oldest newest copy is: what is lost if it is needed now.
func (s Scene) lead(members []alert.Member, r alert.Record) []string {
	line := fmt.Sprintf("Since %s (%s).", plain.Clock(r.StartedAt, s.Now), plain.Span(s.Now.Sub(r.StartedAt)))
	if !r.Alert.Due.IsZero() {
		line = s.comingLead(members, r.Alert)
	}
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
	line = fmt.Sprintf("%s %s: %s, %s old", line, last, plain.Clock(members[0].LastGood, s.Now), plain.Span(age))
	if allowed := time.Duration(
		s.Alerts.MaxCopyAge,
	); r.Alert.Job == event.Copy && r.Alert.State != alert.Unreported &&
		allowed > 0 {
		line += "; allowed age " + plain.Span(allowed)
		if age > allowed {
			line += ", exceeded"
		}
	}
	return []string{line + "."}
}

// facts names the resource, or the five that are worst off, and what AWS said of the one that is shown.
func (s Scene) facts(members []alert.Member, r alert.Record) []Fact {
	a := r.Alert
	facts := append(s.who(members, r), s.changedBy(r)...)
	said := "nothing; the state is " + plain.Clean(a.State, plain.NameRunes)
	if a.State == alert.Coming {
		said = "nothing yet: farvault read the conditions of the next copy at " + plain.Clock(a.At, s.Now)
	}
	if a.State == alert.Unreported {
		said = "nothing: AWS Backup sends no event for this; farvault found it"
	}
	if a.StatusMessage != "" {
		said = `"` + plain.Clean(a.StatusMessage, plain.SaidRunes) + `"`
	}
	facts = append(facts, Fact{"AWS said", said})
	if a.Diagnosis.Category == catalog.Unknown {
		facts = append(
			facts,
			Fact{"State", plain.Clean(a.State, plain.NameRunes)},
			Fact{"Job", plain.Clean(string(a.Job)+" job "+a.JobID, plain.NameRunes)},
		)
		if a.RoleARN != "" {
			facts = append(facts, Fact{"Role", plain.Clean(a.RoleARN, plain.NameRunes)})
		}
	}
	return facts
}

// who names the resource, or the five that are worst off.
func (s Scene) who(members []alert.Member, r alert.Record) []Fact {
	if len(members) != 1 {
		return s.worst(members, r)
	}
	return []Fact{
		{"Account", s.label(members[0].Account) + ", " + plain.Clean(members[0].Region, plain.NameRunes)},
		{"Resource", resourceOf(members[0].Problem)},
	}
}

// worst lists the members that have been longest without a good job, one an account before a second of any, and says
// how many are not listed and where they are.
func (s Scene) worst(members []alert.Member, r alert.Record) []Fact {
	members = eachAccountFirst(members)
	var facts []Fact
	for i, m := range members[:min(len(members), worstShown)] {
		label := ""
		if i == 0 {
			label = "Worst"
		}
		age := "no good one seen"
		if !m.LastGood.IsZero() {
			age = plain.Span(s.Now.Sub(m.LastGood)) + " old"
		}
		facts = append(
			facts,
			Fact{
				label,
				fmt.Sprintf(
					"%s, %s: %s, %s",
					s.label(m.Account),
					plain.Clean(m.Region, plain.NameRunes),
					resourceOf(m.Problem),
					age,
				),
			},
		)
	}
	if rest := len(members) - len(facts); rest > 0 {
		accounts := len(accountsOf(members)) - len(accountsOf(members[:len(facts)]))
		facts = append(facts, Fact{
			"",
			fmt.Sprintf(
				"and %s in %s; all are in farvault's table, item group#%s",
				plain.Count(
					rest,
					"more resource",
					"more resources",
				),
				plain.Count(accounts, "more account", "more accounts"),
				r.Key,
			),
		})
	}
	return facts
}

// footer is the cause and the group: "kms/source-key-not-shared · group 3413".
func footer(r alert.Record, d catalog.Diagnosis) string {
	cause := r.Cause
	if d.Category != "" && d.Category != catalog.Unknown {
		cause = string(d.Category) + "/" + r.Cause
	}
	return cause + " · group " + alert.Short(r.Key)
}

// ExplainCommand is what proves the alert anew at a terminal; empty for what the command cannot read.
func ExplainCommand(a alert.Alert) string {
	region := func(c rune) bool { return c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') }
	if jobNoun[a.Job] == "" || !isJobID(a.JobID) || strings.ContainsFunc(a.Region, region) {
		return ""
	}
	return fmt.Sprintf(
		"farvault explain --live %s-job %s --account %s --region %s",
		a.Job,
		a.JobID,
		a.Account,
		a.Region,
	)
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
