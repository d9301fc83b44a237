package message

import (
	"fmt"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/plain"
)

// firingNow are the members that a message is about: those of the copies that failed, or where none did those of the
// copies that will.
func firingNow(r alert.Record) []alert.Member {
	members := r.Firing()
	if !r.Alert.Due.IsZero() {
		return members
	}
	return slices.DeleteFunc(members, func(m alert.Member) bool { return !m.Due.IsZero() })
}

// comingTitle says how many copies will fail, and when.
func (s Scene) comingTitle(members []alert.Member, a alert.Alert, reason alert.Reason) string {
	verb := "will fail"
	if reason == alert.Reminder {
		verb = "will still fail"
	}
	due := firstDue(members, a, s.Now)
	title := fmt.Sprintf("%s in %s %s %s",
		plain.Count(len(members), "copy", "copies"), s.place(members), verb, plain.DayAndClock(due, s.Now))
	if slices.ContainsFunc(members, func(m alert.Member) bool { return m.Due.After(due) }) {
		title += " or later"
	}
	return title
}

// comingLead says how long there is.
func (s Scene) comingLead(members []alert.Member, a alert.Alert) string {
	due := firstDue(members, a, s.Now)
	if !due.After(s.Now) {
		return fmt.Sprintf("The run started at %s.", plain.Clock(due, s.Now))
	}
	return fmt.Sprintf("The next run starts in %s.", plain.Span(due.Sub(s.Now)))
}

// firstDue is the next of the runs that will fail.
func firstDue(members []alert.Member, a alert.Alert, now time.Time) time.Time {
	due := a.Due
	for _, m := range members {
		if m.Due.Before(due) && m.Due.After(now) {
			due = m.Due
		}
	}
	return due
}

// averted says that what was to fail will not, and what was read to say so. Nothing was copied yet.
func (s Scene) averted(m Message, r alert.Record, members []alert.Member) Message {
	a := r.Alert
	m.Color, m.Headline = alert.Green, "fixed before the run: "+alert.Headline(a.Diagnosis)
	m.Title = fmt.Sprintf("The conditions of %s in %s are met again, before the run",
		plain.Count(len(members), "copy", "copies"), s.place(members))
	line := fmt.Sprintf("farvault read them again at %s.", plain.Clock(r.EndedAt, s.Now))
	if due := firstDue(members, a, s.Now); due.After(s.Now) {
		line += fmt.Sprintf(" The run %s will show whether the copies arrive.", plain.DayAndClock(due, s.Now))
	}
	m.Lead = []string{line}
	if len(members) == 1 {
		m.Facts = []Fact{
			{"Account", s.label(members[0].Account) + ", " + plain.Clean(members[0].Region, plain.NameRunes)},
			{"Resource", resourceOf(members[0].Problem)},
		}
	}
	m.Footer = footer(r, a.Diagnosis)
	m.about(members)
	m.Tags = newAttributes(string(a.Diagnosis.Category), alert.Green, m.Reason, accountsOf(members))
	return m
}
