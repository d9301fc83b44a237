package alert

import (
	"slices"
	"time"

	"farvault/shared/event"
)

// Notice is a thing to be told once, beside how the group stands: something was put right, or an account waits.
type Notice struct {
	Reason   Reason       `json:"reason"` // Mended, Waits, Asks or Departs
	Report   event.Report `json:"report"`
	Notified bool         `json:"told"`
	ToldAt   time.Time    `json:"toldAt,omitzero"`
	Again    int          `json:"again,omitempty"` // how often more the same happened while this one waited
}

const (
	// noticesKept bounds a record; older notices have long been told.
	noticesKept = 10
	// waitsRepeat is how long an account that waits is not told of again: the
	// sweep brings it back every day, and each time it may wait anew.
	waitsRepeat = 24 * time.Hour
)

// WaitingGroup is the group of the notices that an account waits for its chain.
func WaitingGroup(account string) Group { return Group{Cause: "account-waiting", Place: account} }

// GroupOf is the group that hears of a report: of a mend, the one that asked for it.
func GroupOf(report event.Report) Record {
	switch {
	case report.Waiting != nil:
		return NewRecord(WaitingGroup(report.Waiting.Account.ID))
	case report.Halted != nil:
		return NewRecord(HaltedGroup(report.Halted.HaltedAt))
	case len(report.Departed) > 0:
		return NewRecord(DepartedGroup(report.Departed[0].Ending))
	}
	return Record{Key: report.GroupKey, Group: Group{Cause: report.Cause}}
}

// ChangedGroup is the group of the notices that somebody else has changed what is farvault's in an account's chain.
func ChangedGroup(account string) Group { return Group{Cause: "chain-changed", Place: account} }

// What people are told already of the group's reports changes nothing.
func (p Reported) happensTo(r Record) (Record, bool) {
	report := p.Report
	n := Notice{Reason: reasonOf(report), Report: report}
	if n.Reason == Suppressed || slices.ContainsFunc(r.Notices, n.repeats) || n.Reason == Repaired && r.reported(report) {
		return r, false
	}
	if counted, with := r.countedWith(n); with {
		return counted, true
	}
	n.Notified = r.knowsRepair(n)
	r.Notices = append(slices.Clone(r.Notices), n)
	if extra := len(r.Notices) - noticesKept; extra > 0 && r.Notices[0].Notified {
		r.Notices = r.Notices[1:]
	}
	return r, true
}

// reported reports whether all that a report tells was told before: a mend that comes twice from the queue finds
// nothing to put right the second time, and is answered with the copies that it started the first time.
func (r Record) reported(report event.Report) bool {
	if len(report.Changes)+len(report.Refused) > 0 {
		return false
	}
	for _, c := range report.Restarted {
		if !slices.ContainsFunc(r.Notices, func(n Notice) bool {
			return slices.ContainsFunc(
				n.Report.Restarted,
				func(known event.CopyRequest) bool { return known.JobID == c.JobID },
			)
		}) {
			return false
		}
	}
	return true
}

// reasonOf is what a report is told for; Silent for one that says nothing.
func reasonOf(report event.Report) Reason {
	switch {
	case report.Waiting != nil:
		return Waits
	case report.Halted != nil:
		return Asks
	case len(report.Departed) > 0:
		return Departs
	case len(report.Changes)+len(report.Restarted)+len(report.Refused) > 0:
		return Repaired
	}
	return Suppressed
}

// repeats reports whether the notice says what people are told by another one of the same group.
func (n Notice) repeats(have Notice) bool {
	switch {
	case have.Reason != n.Reason:
		return false
	case n.Reason == Asks:
		return true // the group is that of one stop
	case len(n.Report.By) > 0 && sameCalls(have.Report.By, n.Report.By):
		return true // CloudTrail's event came twice
	case n.Reason == Departs:
		return n.Report.Departed[0].Same(have.Report.Departed[0])
	case n.Reason == Waits && n.Report.At.Sub(have.Report.At) < waitsRepeat:
		return true
	}
	return same(have.Report, n.Report)
}

// same reports whether a report has come twice. Two mends may be reported in the same instant.
func same(a, b event.Report) bool {
	return a.At.Equal(b.At) && sameCalls(a.By, b.By) &&
		slices.EqualFunc(a.Changes, b.Changes, event.Change.Same) &&
		slices.Equal(a.Restarted, b.Restarted) &&
		slices.EqualFunc(a.Refused, b.Refused, event.Change.Same) &&
		slices.EqualFunc(a.Departed, b.Departed, event.Departure.Same)
}

func sameCalls(a, b []event.Changer) bool {
	return slices.EqualFunc(a, b, func(a, b event.Changer) bool { return a.CallID == b.CallID })
}

// nextNotice is what is to be told next: a notice that waits, or all that was put right, or all that departed, since
// people last heard of it, as one.
func (r Record) NextNotice() *Notice {
	var next *Notice
	for _, n := range r.Notices {
		switch {
		case n.Notified:
		case next == nil:
			first := n
			next = &first
		case next.Reason == Departs && n.Reason == Departs:
			next.Report.Departed = append(slices.Clone(next.Report.Departed), n.Report.Departed...)
		case next.Reason == Repaired && n.Reason == Repaired:
			next.Report = next.Report.And(n.Report)
			next.Again += n.Again
		}
	}
	return next
}

// ready reports whether a notice is told at once. Accounts depart together, by a setting or with their OU, and one
// message tells of them. Who changed something is told without waiting for the copies that run again.
func (r Record) ready(n Notice) bool {
	return n.Reason != Departs && (n.Reason != Repaired || len(n.Report.By) > 0 || r.answers(n))
}

// answers reports whether the notice has the answer to every mend that was asked for what
// fails now: a copy started again, or a refusal. The reports of one mend may come in parts.
func (r Record) answers(n Notice) bool {
	for _, m := range r.Firing() {
		asked := m.RepairFor != "" && m.RepairFor == m.JobID && m.Job == event.Copy && m.Due.IsZero()
		restarted := slices.ContainsFunc(n.Report.Restarted, func(c event.CopyRequest) bool {
			return c.Account == m.Account && c.ResourceARN == m.Resource
		})
		if asked && !restarted && len(n.Report.Refused) == 0 {
			return false
		}
	}
	return true
}

// noticeNotified marks as told what was next in the record that was told.
func (r Record) noticeNotified(said Record, at time.Time) Record {
	next := said.NextNotice()
	if next == nil {
		return r
	}
	r.Notices = slices.Clone(r.Notices)
	for i, n := range r.Notices {
		part := func(s Notice) bool { return !s.Notified && s.Reason == next.Reason && same(s.Report, n.Report) }
		whole := next.Reason == Repaired || next.Reason == Departs ||
			same(n.Report, next.Report) // of notices that wait one is told at a time
		if n.Reason == next.Reason && whole && slices.ContainsFunc(said.Notices, part) {
			r.Notices[i].Notified, r.Notices[i].ToldAt = true, at
		}
	}
	return r
}

// DepartedGroup is the group of the notices about accounts that departed in that way.
func DepartedGroup(e event.Ending) Group { return Group{Cause: "account-departed", Place: string(e)} }

// HaltedGroup is the group of the question whether a run that stopped at that time may go on.
func HaltedGroup(at time.Time) Group {
	return Group{Cause: "run-stopped", Place: at.UTC().Format(time.RFC3339Nano)}
}
