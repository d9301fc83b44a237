package message

import (
	"fmt"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/plain"
)

// fixed says that the cause of copies that failed is gone, and when a copy will show it. Nothing has arrived yet.
func (s Scene) fixed(m Message, r alert.Record) Message {
	members, a, p := firingNow(r), r.Alert, *r.Reproof
	at := plain.Clock(p.At, s.Now)
	m.Color, m.Headline = alert.Amber, "fixed, not yet copied: "+alert.Headline(a.Diagnosis)
	m.Title = fmt.Sprintf("Copies of %s in %s: fixed since %s; the next copy%s will show it",
		counted(members), s.place(members), at, s.nextCopy(p))
	read := "farvault read all conditions of the copy again at " + at + ", and all are met."
	if len(p.Unread) > 0 {
		read = "farvault read the cause again at " + at + ", and it is gone. Not known: " +
			plain.Clean(few(p.Unread), plain.WhyRunes) + "."
	}
	m.Lead = []string{
		read,
		s.lead(members, r)[0],
		fmt.Sprintf("No good copy has arrived yet. farvault reports the end when it has read one in %s.",
			s.vault(a.Destination)),
	}
	m.Facts = s.who(members, r)
	m.Sections = []Section{{
		Heading: "What was wrong", Lines: []string{sentence(a.Diagnosis.Title)},
		After: []string{"If the next copy fails again, farvault reports it at once."},
	}}
	m.Footer, m.Command = footer(r, a.Diagnosis), ExplainCommand(a)
	m.Links, m.Mute = s.links(a), MuteCommand(r)
	m.about(members)
	m.Tags = newAttributes(string(a.Diagnosis.Category), alert.Amber, m.Reason, accountsOf(members))
	m.SubjectAccount = s.subjectAccount(s.actIn(a, members))
	return m
}

// nextCopy is when the next copy is made, between commas; empty where that is not known.
func (s Scene) nextCopy(p alert.Reproof) string {
	if !p.Next.After(s.Now) {
		return ""
	}
	return ", " + plain.DayAndClock(p.Next, s.Now) + ","
}

// whyNow is the diagnosis with what came of proving it again, where people are reminded of it.
func (s Scene) whyNow(r alert.Record, reason alert.Reason) Section {
	section, p := s.whySection(r.Alert, reason), r.Reproof
	if reason != alert.Reminder || p == nil {
		return section
	}
	at := plain.Clock(p.At, s.Now)
	switch p.Outcome {
	case catalog.Fail:
		section.Heading = "Why (proven again " + at + ")"
		switch {
		case p.Again:
			section.Lines = append([]string{"The cause was gone, and a condition fails again."}, section.Lines...)
		case r.Alert.Diagnosis.Cause != r.Cause:
			section.Lines = append([]string{"The cause that was reported first is gone; this one remains."}, section.Lines...)
		}
	case catalog.CouldNotRead:
		section.Lines = append(section.Lines, "farvault could not prove this again at "+at+": "+
			plain.Clean(few(p.Unread), plain.WhyRunes)+".")
	case catalog.Pass:
		section = Section{Heading: "Why (not known)", Lines: []string{
			"The cause was this, and is gone since " + at + ": " + lowerFirst(sentence(r.Alert.Diagnosis.Title)),
			"All conditions of the copy are met since then, but farvault has read no good copy.",
		}}
	}
	return section
}

// doNow is what to do where people are told or reminded of a group.
func (s Scene) doNow(r alert.Record, reason alert.Reason) Section {
	if reason == alert.Reminder && r.Fixed() {
		return Section{Heading: "Do this" + s.at(r.Alert), Lines: []string{
			"Check in AWS Backup whether a copy job was made since then, and how it ended."}}
	}
	return s.doSection(r.Alert)
}
