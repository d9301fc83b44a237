package alert

import (
	"slices"
	"time"

	"farvault/shared/event"
	"farvault/shared/settings"
)

// Somebody may change the same thing again and again, a script of theirs most often, and farvault puts it right each
// time. People hear of it as often as of a failure that comes and goes, and from then on once in the RepeatInterval,
// with how often it happened. What is changed for the first time, and what ran again for it, they hear of at once.

// sameThings reports whether a notice is about nothing but what an earlier one was about.
func (n Notice) sameThings(earlier Notice) bool {
	things := slices.Concat(earlier.Report.Changes, earlier.Report.Refused)
	known := func(c event.Change) bool {
		return slices.ContainsFunc(things, func(e event.Change) bool {
			return c.Kind == e.Kind && c.Name == e.Name && c.Account == e.Account && c.Region == e.Region && c.Line == e.Line
		})
	}
	own := slices.Concat(n.Report.Changes, n.Report.Refused)
	unknown := func(c event.Change) bool { return !known(c) }
	return n.Reason == Repaired && earlier.Reason == Repaired && len(n.Report.Restarted) == 0 && len(own) > 0 &&
		!slices.ContainsFunc(own, unknown)
}

// heldUntil is until when a notice waits because people have heard of the same again and again; zero: it does not.
func (r Record) heldUntil(n Notice, s settings.Alerts) time.Time {
	told, last := 0, Notice{}
	for _, have := range r.Notices {
		if !have.Notified || !n.sameThings(have) || n.Report.At.Sub(have.ToldAt) >= flapsOver {
			continue
		}
		if told++; have.ToldAt.After(last.ToldAt) {
			last = have
		}
	}
	if told < FlapsAfter && last.Again == 0 {
		return time.Time{}
	}
	return last.ToldAt.Add(time.Duration(s.RepeatInterval))
}

// countedWith is the record with a notice that is about the same as one that waits counted with it, and whether it was:
// a script that changes something each minute leaves one notice, not thousands.
func (r Record) countedWith(n Notice) (Record, bool) {
	i := len(r.Notices) - 1
	if i < 0 || r.Notices[i].Notified || !n.sameThings(r.Notices[i]) || !r.dins(n) {
		return r, false
	}
	waits := r.Notices[i]
	waits.Again++
	if by := n.Report.By; len(by) > 0 {
		others := slices.DeleteFunc(slices.Clone(waits.Report.By), func(c event.Changer) bool { return c.ARN == by[0].ARN })
		waits.Report.By = append(others, by...)
		waits.Report.By = waits.Report.By[max(0, len(waits.Report.By)-noticesKept):]
	}
	r.Notices = slices.Clone(r.Notices)
	r.Notices[i] = waits
	return r, true
}

// dins reports whether people have heard of the same often enough.
func (r Record) dins(n Notice) bool { return !r.heldUntil(n, settings.Alerts{}).IsZero() }
