package alert

import (
	"slices"
	"time"

	"farvault/shared/event"
)

// Notice is a thing to be told once, beside how the group stands: something was put right, or an account waits.
type Notice struct {
	Reason Reason       `json:"reason"` // Mended, Waits or Asks
	Report event.Report `json:"report"`
	Told   bool         `json:"told"`
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
	}
	return Record{Key: report.GroupKey, Group: Group{Cause: report.Cause}}
}

// Note adds a report to be told, and says whether there is anything new in it.
func (r Record) Note(report event.Report) (Record, bool) {
	n := Notice{Reason: Mended, Report: report}
	if report.Waiting != nil {
		n.Reason = Waits
	} else if report.Halted != nil {
		n.Reason = Asks
	} else if len(report.Changes)+len(report.Restarted)+len(report.Refused) == 0 {
		return r, false
	}
	for _, have := range r.Notices {
		if have.Reason == n.Reason && same(have.Report, report) {
			return r, false
		}
		if have.Reason == Asks && n.Reason == Asks {
			return r, false // the group is that of one stop
		}
		if have.Reason == Waits && n.Reason == Waits && report.At.Sub(have.Report.At) < waitsRepeat {
			return r, false
		}
	}
	r.Notices = append(slices.Clone(r.Notices), n)
	if extra := len(r.Notices) - noticesKept; extra > 0 && r.Notices[0].Told {
		r.Notices = r.Notices[1:]
	}
	return r, true
}

// same reports whether a report has come twice. Two mends may be reported in the same instant.
func same(a, b event.Report) bool {
	return a.At.Equal(b.At) && slices.Equal(a.Changes, b.Changes) && slices.Equal(a.Restarted, b.Restarted) && slices.Equal(a.Refused, b.Refused)
}

// nextNotice is what is to be told next: a notice that waits, or all that was put right since people last heard of it, as one.
func (r Record) nextNotice() *Notice {
	var next *Notice
	for _, n := range r.Notices {
		switch {
		case n.Told:
		case next == nil:
			first := n
			next = &first
		case next.Reason == Mended && n.Reason == Mended:
			next.Report.Changes = append(slices.Clone(next.Report.Changes), n.Report.Changes...)
			next.Report.Restarted = append(slices.Clone(next.Report.Restarted), n.Report.Restarted...)
			next.Report.Refused = append(slices.Clone(next.Report.Refused), n.Report.Refused...)
		}
	}
	return next
}

// answers reports whether the notice has the answer to every mend that was asked for what
// fails now: a copy started again, or a refusal. The reports of one mend may come in parts.
func (r Record) answers(n Notice) bool {
	for _, m := range r.Firing() {
		asked := m.MendFor != "" && m.MendFor == m.JobID
		restarted := slices.ContainsFunc(n.Report.Restarted, func(c event.CopyRequest) bool {
			return c.Account == m.Account && c.ResourceARN == m.Resource
		})
		if asked && !restarted && len(n.Report.Refused) == 0 {
			return false
		}
	}
	return true
}

// noticeTold marks as told what was next in the record that was told.
func (r Record) noticeTold(said Record) Record {
	next := said.nextNotice()
	if next == nil {
		return r
	}
	r.Notices = slices.Clone(r.Notices)
	for i, n := range r.Notices {
		part := func(s Notice) bool { return !s.Told && s.Reason == next.Reason && same(s.Report, n.Report) }
		whole := next.Reason == Mended || same(n.Report, next.Report) // of notices that wait one is told at a time
		if n.Reason == next.Reason && whole && slices.ContainsFunc(said.Notices, part) {
			r.Notices[i].Told = true
		}
	}
	return r
}
