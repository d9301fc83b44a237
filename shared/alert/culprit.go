package alert

import (
	"slices"
	"time"

	"farvault/shared/event"
)

// changers are those who broke what fails now, in the order of their calls as they became known. A call before the last
// good look or job is of the past: somebody has put its doing right.
func (r Record) Changers() (all []event.Changer) {
	for _, n := range r.Notices {
		if r.names(n) {
			all = append(all, n.Report.By...)
		}
	}
	return all
}

// names reports whether a message about what fails now tells of the notice, by naming who it was.
func (r Record) names(n Notice) bool {
	if n.Report.Broke == nil || len(n.Report.By) == 0 {
		return false
	}
	good := func(m Member) bool { return n.Report.By[0].At.Before(m.LastGood) }
	return !slices.ContainsFunc(r.Firing(), good)
}

// named marks as told who was named in a message about what failed then.
func (r Record) named(said Record, at time.Time) Record {
	r.Notices = slices.Clone(r.Notices)
	for i, n := range r.Notices {
		told := func(s Notice) bool { return said.names(s) && same(s.Report, n.Report) }
		if slices.ContainsFunc(said.Notices, told) {
			r.Notices[i].Notified, r.Notices[i].ToldAt = true, at
		}
	}
	return r
}
