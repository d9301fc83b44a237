package alert

import (
	"slices"
	"time"

	"farvault/shared/event"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// RepairWait is how long the first message about what farvault repairs itself waits for the result. People are told of
// both in one message; a function that dies meanwhile leaves the record, and a tick tells it.
const RepairWait = 90 * time.Second

// first decides how people first hear of a run of failures: that it is repaired, where farvault could and no copy has
// failed since; or that it fails.
func (r Record) first(n *Notice, now time.Time, s settings.Alerts) Decision {
	switch {
	case n != nil && n.Reason == Repaired && r.repairHolds(n.Report):
		if r.anonymous(*n, now) {
			return r.held(now, "CloudTrail may say who made the repair necessary")
		}
		if !r.answers(*n) && now.Before(r.RepairBy) {
			return r.held(now, "the copies that are started again are yet to be reported")
		}
		return Decision{Reason: Repaired, Why: "it failed, and farvault has repaired it"}
	case n != nil && n.Reason == Repaired:
		return Decision{Reason: FirstNotification, Why: "the repair failed, or a copy failed after it"}
	case r.repairKnown(now, s):
		return suppressed("people know that it is repaired, since %s; a good copy ends it, another failure is told",
			plain.Clock(r.RepairTold, now))
	case r.RepairTold.IsZero() && now.Before(r.RepairBy):
		return r.held(now, "farvault repairs it")
	}
	return Decision{Reason: FirstNotification, Why: "nobody has been told of this run of failures"}
}

// endSoon is how long the message about a repair waits for the end, which tells of both, where people were told of the
// failure before.
const endSoon = 15 * time.Minute

// afterRed decides how people who were told of the failure hear of its repair: with its end, if that comes soon.
func (r Record) afterRed(n Notice, now time.Time) Decision {
	at := r.SentAt
	if n.Report.At.After(at) {
		at = n.Report.At
	}
	switch {
	case r.firing() == 0:
		return r.end(now)
	case now.Before(at.Add(endSoon)):
		return suppressed("it is repaired; its end is told with the repair, if it comes within %s", plain.Span(endSoon))
	}
	return Decision{Reason: Repaired, Why: "provision has reported"}
}

func (r Record) held(now time.Time, why string) Decision {
	d := suppressed("%s: the message waits, for the repair until %s", why, plain.Clock(r.RepairBy, now))
	d.Held = r.RepairBy.Sub(now)
	return d
}

// anonymous reports whether the message about a repair waits for the name of who made it necessary: where copies have
// failed as long as for the repair itself, and where nothing has failed yet until CloudTrail has had its time.
func (r Record) anonymous(n Notice, now time.Time) bool {
	until := r.RepairBy
	if r.Alert.Job == event.OptIn && !until.IsZero() {
		until = r.StartedAt.Add(TrailWait)
	}
	return n.Reason == Repaired && !r.Open && len(n.Report.Changes) > 0 && len(n.Report.By) == 0 && now.Before(until)
}

// repairHolds reports whether a report says that all is repaired, and no copy has failed since.
func (r Record) repairHolds(report event.Report) bool {
	failed := func(m Member) bool { return failedAfter(m, report) }
	return len(report.Refused) == 0 && !slices.ContainsFunc(r.Firing(), failed)
}

// failedAfter reports whether a member fails by a job that the repair started, or that was asked for after it.
func failedAfter(m Member, report event.Report) bool {
	repaired := report.At
	if !report.RepairedAt.IsZero() {
		repaired = report.RepairedAt
	}
	return m.BackupTime().After(repaired) && m.Due.IsZero() ||
		slices.ContainsFunc(report.Restarted, func(c event.CopyRequest) bool { return c.JobID == m.JobID })
}

// Repairs are the reports of this run of failures, told or not.
func (r Record) Repairs() (all []event.Report) {
	for _, n := range r.Notices {
		if n.Reason == Repaired && !n.Report.At.Before(r.StartedAt) {
			all = append(all, n.Report)
		}
	}
	return all
}

// repairKnown reports whether people were told of the repair and it is for the copies to show whether it holds: those
// that were started again have the repeat interval, and where none was, the next have the allowed age of a copy.
func (r Record) repairKnown(now time.Time, s settings.Alerts) bool {
	reports := r.Repairs()
	if r.RepairTold.IsZero() || slices.ContainsFunc(reports, func(p event.Report) bool { return !r.repairHolds(p) }) {
		return false
	}
	wait := max(time.Duration(s.RepeatInterval), time.Duration(s.MaxCopyAge))
	if slices.ContainsFunc(reports, func(p event.Report) bool { return len(p.Restarted) > 0 }) {
		wait = time.Duration(s.RepeatInterval)
	}
	return now.Before(r.RepairTold.Add(wait))
}

// brokenAgain reports whether a member fails after a repair of this run of failures that people know of.
func (r Record) brokenAgain(m Member) bool {
	return slices.ContainsFunc(r.Notices, func(n Notice) bool {
		return n.Reason == Repaired && n.Notified && len(n.Report.Refused) == 0 && !n.Report.At.Before(r.StartedAt) &&
			len(n.Report.Changes)+len(n.Report.Restarted) > 0 && failedAfter(m, n.Report)
	})
}

// knowsRepair reports whether a notice is no news: people know of the repair, and more of its copies were started
// again; or the report is late, and they know of the end already.
func (r Record) knowsRepair(n Notice) bool {
	if n.Reason != Repaired || r.Open || len(n.Report.By) > 0 || !r.repairHolds(n.Report) {
		return false
	}
	told := func(c event.Change) bool {
		return slices.ContainsFunc(r.Repairs(), func(p event.Report) bool { return slices.ContainsFunc(p.Changes, c.Same) })
	}
	news := slices.ContainsFunc(n.Report.Changes, func(c event.Change) bool { return !told(c) })
	return !r.RepairTold.IsZero() && !news ||
		r.Sent == AllResolved && r.firing() == 0 && n.Report.At.Before(r.SentAt)
}

// repairsNotified marks as told the repairs that a message about what fails has told of.
func (r Record) repairsNotified(said Record, at time.Time) Record {
	r.Notices = slices.Clone(r.Notices)
	for i, n := range r.Notices {
		told := func(s Notice) bool { return s.Reason == Repaired && same(s.Report, n.Report) }
		if n.Reason == Repaired && !n.Notified && slices.ContainsFunc(said.Notices, told) {
			r.Notices[i].Notified, r.Notices[i].ToldAt = true, at
		}
	}
	return r
}
