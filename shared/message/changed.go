package message

import (
	"slices"
	"strings"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/plain"
)

type keptThing struct {
	kind chain.Kind
	word string
}

// keptThings are what people call the parts of a chain, the most severe to lose first: what makes copies unreadable,
// what stops all of them, what stops some, and what only tells of them.
var keptThings = []keptThing{
	{chain.KindKey, "vault's key"},
	{chain.KindSharedKey, "vault's key"},
	{chain.KindBackupVault, "vault"},
	{chain.KindVaultAccessPolicy, "vault's policy"},
	{chain.KindRole, "role of farvault's"},
	{chain.KindServiceLinkedRole, "service-linked role"},
	{chain.KindBackupPlan, "backup plan"},
	{chain.KindSelection, "backup selection"},
	{chain.KindOptIn, "service opt-in"},
	{chain.KindEventRule, "rule that forwards events"},
}

// foremost is the change that several are headed by: the most severe, of two alike the central account's, else the
// newest, which a report has last. It is the zero change where there is none.
func (s Scene) foremost(changes []event.Change) (first event.Change) {
	rank := func(c event.Change) int {
		i := slices.IndexFunc(keptThings, func(k keptThing) bool { return k.kind == c.Kind })
		if i < 0 {
			i = len(keptThings)
		}
		if i *= 2; c.Account != s.CentralAccountID {
			i++
		}
		return i
	}
	for i, c := range changes {
		if i == 0 || rank(c) <= rank(first) {
			first = c
		}
	}
	return first
}

// callerRunes is as much of a caller's ARN as is shown: role and session have at most 64 characters each.
const callerRunes = 200

// keptThing names what a change is about: "the central vault's policy", "the backup plan".
func (s Scene) keptThing(c event.Change) string {
	for _, kept := range keptThings {
		switch {
		case kept.kind != c.Kind:
		case c.Account == s.CentralAccountID:
			return "the central " + kept.word
		default:
			return "the " + kept.word
		}
	}
	return "the backup chain"
}

// changed says who changed what is farvault's, when and how, and what became of it. What needs a decision is at risk
// until then.
func (s Scene) changed(m Message, r alert.Record, report event.Report) Message {
	all := slices.Concat(report.Changes, report.Refused)
	main := s.foremost(all)
	if len(report.Refused) > 0 {
		main = s.foremost(report.Refused)
	}
	thing, by := s.keptThing(main), report.By[len(report.By)-1]
	for _, one := range report.By {
		if one.Account == main.Account {
			by = one
		}
	}
	switch {
	case len(report.Refused) > 0:
		m.Color, m.Headline = alert.Red, "Somebody changed "+thing+", and people must decide about it"
	case !report.RepairedAt.IsZero():
		m.Color, m.Headline = alert.Amber, "Identified: who changed "+thing
	default:
		m.Color, m.Headline = alert.Amber, upperFirst(thing)+" was changed and has been repaired"
	}
	m.Title, m.Cause = m.Headline, report.Cause
	if !r.RepairTold.IsZero() && report.Cause != alert.ChangedGroup("").Cause && len(report.Refused) == 0 {
		m.Headline = s.headOf(report) // an update of what people were told has its subject
	}
	if others := len(all) - 1; others > 0 {
		m.Title += "; " + plain.Count(others, "other change", "other changes")
	}
	m.Lead = s.byLines(report)
	m.Facts = []Fact{{"Account", s.label(by.Account)}}
	m.Sections = appendChanges(m.Sections, s.repairedSection(report), report.Changes, DoneLines)
	m.Sections = appendChanges(
		m.Sections,
		"Decide about this: farvault left it as it is, because a repair could do harm or was refused",
		decisions(report.Refused),
		ChangeLines,
	)
	m.Sections = append(m.Sections, Section{Heading: "Do this: ask whether it was intended", Lines: []string{meant}})
	m.Footer = m.Cause + " · group " + alert.Short(m.GroupKey)
	m.Accounts, m.SubjectAccount = []string{by.Account}, s.subjectAccount(by.Account)
	m.Tags = newAttributes(string(catalog.UserAction), m.Color, m.Reason, m.Accounts)
	return m
}

// meant is what to do about a change that was made on purpose.
const meant = "If it was, change farvault's settings to match. If it was not, remove the permission that allowed it."

// decisions are what was left to people, without the operation where the heading has said it.
func decisions(changes []event.Change) []event.Change {
	short := slices.Clone(changes)
	for i := range short {
		if short[i].Op == chain.NeedsDecision {
			short[i].Op = ""
		}
	}
	return short
}

// repairedSection heads the changes by which farvault put things right, with the time.
func (s Scene) repairedSection(report event.Report) string {
	at := report.RepairedAt
	if at.IsZero() {
		at = report.At
	}
	return "Repaired by farvault at " + plain.Clock(at, s.Now)
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
