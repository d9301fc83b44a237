package message

import (
	"cmp"
	"fmt"
	"slices"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// repaired says what was wrong, what was put right, who made it necessary, which copies run again, and what was
// refused.
func (s Scene) repaired(m Message, r alert.Record, report event.Report) Message {
	late := !report.RepairedAt.IsZero() && len(report.Restarted) == 0 && (r.Open || !r.RepairTold.IsZero())
	if report.Cause == alert.ChangedGroup("").Cause || len(report.By) > 0 && (late || len(report.Refused) > 0) {
		return s.changed(m, r, report)
	}
	head := s.headOf(report)
	m.Color, m.Headline, m.Title, m.Cause = alert.Amber, head, head, report.Cause
	if n := len(report.Restarted); n > 0 {
		m.Title += "; " + plain.Count(n, "copy", "copies") + " restarted"
	}
	m.Lead = append(append(s.failedLead(r), s.byLines(report)...), s.didLine(report))
	if !r.Open && len(r.Firing()) > 0 && len(report.Refused) == 0 {
		m.Lead = append(m.Lead, "farvault notifies again only if a copy fails again or does not arrive.")
	}
	m.Sections = s.repairSections(nil, report)
	if len(report.By) > 0 {
		m.Sections = append(m.Sections, Section{Heading: "Do this: ask whether it was intended", Lines: []string{meant}})
	}
	m.Sections = appendChanges(m.Sections, "Changed", report.Changes, DoneLines)
	m.Footer = footer(r, r.Alert.Diagnosis)
	accounts := accountsOf(r.Firing())
	m.Accounts, m.Resources = accounts[:min(len(accounts), accountsShown)], len(report.Restarted)
	m.Tags = newAttributes(string(r.Alert.Diagnosis.Category), alert.Amber, m.Reason, accounts)
	m.SubjectAccount = s.subjectAccount(s.changedIn(report, r.Alert.Account))
	return m
}

// failedLead says what failed and why, where people were not told before.
func (s Scene) failedLead(r alert.Record) (lines []string) {
	failed := r.Alert.Due.IsZero() && r.Alert.State != alert.Unreported // of anything else the headline says it
	if firing := firingNow(r); !r.Open && r.RepairTold.IsZero() && len(firing) > 0 && failed {
		lines = append(lines, fmt.Sprintf("%s in %s failed at %s. Why: %s",
			upperFirst(s.failedWhat(firing, r.Alert)), s.place(firing), plain.Clock(r.StartedAt, s.Now),
			lowerFirst(sentence(r.Alert.Diagnosis.Title))))
	}
	return lines
}

// didLine says when farvault repaired it.
func (s Scene) didLine(report event.Report) string {
	at, did := report.At, "farvault repaired it at %s."
	if !report.RepairedAt.IsZero() {
		at = report.RepairedAt
	}
	switch {
	case len(report.Changes)+len(report.Restarted) == 0:
		did = "farvault tried to repair it at %s."
	case len(report.Changes) == 0:
		did = "farvault did this at %s."
	}
	return fmt.Sprintf(did, plain.Clock(at, s.Now))
}

// failedWhat is what failed, counted: "copies of 2 volumes".
func (s Scene) failedWhat(firing []alert.Member, a alert.Alert) string {
	switch a.Job {
	case event.Copy:
		return "the copy of " + counted(firing)
	case event.Backup:
		return "the backup of " + counted(firing)
	}
	return counted(firing)
}

// byLines say who made a repair necessary.
func (s Scene) byLines(report event.Report) (lines []string) {
	for _, b := range report.By[:min(len(report.By), listShown)] {
		lines = append(lines, fmt.Sprintf("%s did it at %s (%s ago), by %s.", plain.Clean(b.ARN, callerRunes),
			plain.Clock(b.At, s.Now), plain.Span(s.Now.Sub(b.At)), plain.Clean(b.Name, plain.NameRunes)))
	}
	if rest := len(report.By) - listShown; rest > 0 {
		lines = append(lines, fmt.Sprintf("And %s.", plain.Count(rest, "more such call", "more such calls")))
	}
	return lines
}

// repairSections are what a repair restarted and left.
func (s Scene) repairSections(sections []Section, report event.Report) []Section {
	var restarted []string
	for _, c := range report.Restarted {
		p := alert.Problem{Resource: c.ResourceARN, ResourceType: c.ResourceType}
		restarted = append(restarted, fmt.Sprintf("%s in %s, %s: copy job %s",
			resourceOf(p), s.label(c.Account), c.Region, plain.Clean(c.JobID, plain.NameRunes)))
	}
	sections = appendList(sections, "Restarted", restarted)
	return appendChanges(sections, "Not changed", report.Refused, ChangeLines)
}

// afterRepair is what people are told of the repairs of what fails all the same; false where there were none.
func (s Scene) afterRepair(r alert.Record) ([]Section, bool) {
	reports := r.Repairs()
	if len(reports) == 0 {
		return nil, false
	}
	all := reports[0]
	for _, more := range reports[1:] {
		all = all.And(more)
	}
	what := "farvault could not repair this"
	if len(all.Changes)+len(all.Restarted) > 0 {
		what = "farvault repaired this at " + plain.Clock(all.At, s.Now)
		if len(all.Changes) == 0 {
			what = "farvault restarted the copy at " + plain.Clock(all.At, s.Now)
		}
		if slices.ContainsFunc(all.Restarted, func(c event.CopyRequest) bool { return failsNow(r, c) }) {
			what += ", and it failed again"
		}
	}
	sections := s.repairSections([]Section{{Heading: what}}, all)
	return appendChanges(sections, "Changed", all.Changes, DoneLines), true
}

// whyEnded is what farvault repaired before the end, and who made it necessary, as far as people were not told of it.
func (s Scene) whyEnded(r alert.Record) []string {
	n := r.NextNotice()
	if n == nil || n.Reason != alert.Repaired || len(n.Report.Changes)+len(n.Report.Restarted) == 0 {
		return nil
	}
	line := fmt.Sprintf("%s at %s.", s.headOf(n.Report), plain.Clock(n.Report.At, s.Now))
	if count := len(n.Report.Restarted); count > 0 {
		line += fmt.Sprintf(" farvault restarted %s.", plain.Count(count, "copy", "copies"))
	}
	return append([]string{line}, s.byLines(n.Report)...)
}

func failsNow(r alert.Record, c event.CopyRequest) bool {
	return slices.ContainsFunc(r.Firing(), func(m alert.Member) bool { return m.JobID == c.JobID })
}

// changedIn is the account in which a report says that something was done: where it was repaired, else where a copy was
// restarted, else that one.
func (s Scene) changedIn(report event.Report, other string) string {
	restarted := ""
	if len(report.Restarted) > 0 {
		restarted = report.Restarted[0].Account
	}
	return cmp.Or(s.foremost(report.Changes).Account, restarted, s.foremost(report.Refused).Account, other)
}
