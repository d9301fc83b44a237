package alert

import (
	"fmt"
	"time"

	"farvault/shared/event"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// Reason is why farvault speaks of a group, or that it does not.
type Reason string

// The reasons. Silent has words of its own in a Decision.
const (
	FirstNotification Reason = "first-notification" // a run of failures begins; told at once
	NewAlerts         Reason = "new-alerts"         // members joined since; told after the group interval
	Repaired          Reason = "mended"             // farvault put something right, or could not
	Waits             Reason = "waits"              // an account is not at its chain in the normal time
	Asks              Reason = "asks"               // a run stopped, because it would change too many accounts
	Departs           Reason = "departs"            // an account is no longer protected
	AllResolved       Reason = "resolved"           // the last member is well again
	Reminder          Reason = "reminder"           // nothing new, the repeat interval is over
	Fixed             Reason = "fixed"              // the cause is gone, and no copy has shown it yet; said once
	Storm             Reason = "storm"              // so much fails that it is told as one; once a storm
	Digest            Reason = "digest"             // how everything stands, once a day
	Test              Reason = "test"               // somebody wants to see whether messages arrive
	// a channel takes no messages; said to the operators, never to that channel
	ChannelRefuses Reason = "channel-refuses"
	ChannelTakes   Reason = "channel-takes" // it takes them again
	Suppressed     Reason = "silent"
)

// Decision is a Reason and, for people who ask why farvault did not speak, the why of it.
type Decision struct {
	Reason Reason
	Why    string
	Leased bool // silent, because another function has the right to speak

	Wait time.Duration // silent for so long only; zero: until something happens, or a tick comes
	Held time.Duration // silent for so long at most, for the result of a repair; whoever began it comes again
}

// Decide says whether people should hear of the group now. It looks at the
// record alone and not at what has just happened: whoever asks, and however often, gets the same answer.
func Decide(r Record, now time.Time, s settings.Alerts) Decision {
	members := r.Firing()
	firing, fresh := len(members), Unnotified(members)
	newAt := r.SentAt.Add(time.Duration(s.GroupInterval))
	repeatAt := r.SentAt.Add(time.Duration(s.RepeatInterval))
	notice := r.NextNotice()
	if notice != nil && now.Before(r.heldUntil(*notice, s)) {
		notice = nil
	}
	switch {
	case r.Lease.Until.After(now):
		d := suppressed("another function is telling this group, until %s at the latest", plain.Clock(r.Lease.Until, now))
		d.Leased = true
		return d
	case firing > 0 && !r.Open && r.unattributed(now):
		return suppressed("CloudTrail may yet say who it was, until %s", plain.Clock(r.StartedAt.Add(TrailWait), now))
	case firing > 0 && !r.Open && r.gathers(now):
		return suppressed("more of the same look may come; it is told as one, %s after it began", plain.Span(gathered))
	case firing > 0 && !r.Open && notice == nil && r.pools(now):
		d := suppressed(
			"more of the same run may fail; it is told as one, until %s at the latest",
			plain.Clock(r.PoolBy, now),
		)
		d.Held = r.PoolBy.Sub(now)
		return d
	case firing > 0 && !r.Open:
		return r.first(notice, now, s)
	case notice != nil && r.anonymous(*notice, now):
		return r.held(now, "CloudTrail may say who made the repair necessary")
	case notice != nil && notice.Reason == Repaired && r.Open && r.repairHolds(notice.Report):
		return r.afterRed(*notice, now)
	case notice != nil && notice.Reason == Repaired && r.Open && firing > 0 && len(notice.Report.Refused) == 0:
		return Decision{Reason: NewAlerts, Why: "a copy failed after the repair"}
	case notice != nil && (r.ready(*notice) || !now.Before(notice.Report.At.Add(time.Duration(s.GroupInterval)))):
		return Decision{Reason: notice.Reason, Why: "provision has reported"}
	case notice != nil && notice.Reason == Departs:
		return suppressed("an account has departed; it is told after the group interval, with those that follow it")
	case notice != nil:
		return suppressed("provision has put something right, and has yet to report on the copies")
	case firing == 0 && r.Open:
		return r.end(now)
	case firing == 0:
		return suppressed("nothing of the group is firing, and nobody was told that it did")
	case r.Fixed() && !r.Reproof.Notified:
		return Decision{Reason: Fixed, Why: "the conditions of the copies were read again, and all are met"}
	case r.Reproof != nil && r.Reproof.Again && r.SentAt.Before(r.Reproof.At):
		return Decision{Reason: Reminder, Why: "the cause was said to be gone, and is back"}
	case fresh > 0 && !now.Before(newAt):
		return Decision{Reason: NewAlerts, Why: fmt.Sprintf("%d joined since %s", fresh, plain.Clock(r.SentAt, now))}
	case r.awaited(now, s):
		return suppressed("its cause is gone since %s; the next copy will show it", plain.Clock(r.Reproof.At, now))
	case !now.Before(repeatAt):
		return Decision{Reason: Reminder, Why: fmt.Sprintf("still firing, last told at %s", plain.Clock(r.SentAt, now))}
	case fresh > 0:
		return suppressed("%d joined; told after the group interval, in %s", fresh, plain.Span(newAt.Sub(now)))
	}
	return suppressed("told at %s; a reminder in %s", plain.Clock(r.SentAt, now), plain.Span(repeatAt.Sub(now)))
}

// end decides on the end of a run of failures that people were told of.
func (r Record) end(now time.Time) Decision {
	if r.flapping(now) && now.Before(r.EndedAt.Add(Calm)) {
		return suppressed("it comes and goes; its end is told once it has been well for %s", plain.Span(Calm))
	}
	return Decision{Reason: AllResolved, Why: "the last member is well again"}
}

// gathered is how long what is tagged wrongly waits for the rest of what the same look finds in the account, in its
// other Regions too. Nothing is lost meanwhile: the resource had no backup before.
const gathered = 5 * time.Minute

func (r Record) gathers(now time.Time) bool {
	return (r.Alert.Job == event.Tagged || r.Alert.Job == event.Unnamed) && now.Before(r.StartedAt.Add(gathered))
}

func suppressed(format string, args ...any) Decision {
	return Decision{Reason: Suppressed, Why: fmt.Sprintf(format, args...)}
}

// Notified is the record after the message of the record said was sent, for that
// reason, at that time. What came in between is not taken for told. Call it after the send:
// a function that dies before leaves a group that is told twice, not one that is never told.
func (r Record) Notified(said Record, reason Reason, at time.Time) Record {
	r = r.clone()
	r.SentAt, r.Sent = at, reason
	switch reason {
	case Repaired, Waits, Asks, Departs:
		if reason == Repaired && !r.Open && r.RepairTold.IsZero() {
			r.RepairTold = at
		}
		return r.noticeNotified(said, at)
	case AllResolved:
		return r.endNotified().repairsNotified(said, at)
	case Fixed:
		return r.fixNotified(said)
	}
	if reason == FirstNotification {
		r.Runs = append(r.RecentRuns(at), at)
		r.Flaps = len(r.Runs) >= FlapsAfter
	}
	r.Open = true
	r = r.named(said, at).repairsNotified(said, at)
	for id, was := range said.Members {
		if m, have := r.Members[id]; have && was.State == Firing && m.Since.Equal(was.Since) {
			m.Notified = true
			r.Members[id] = m
		}
	}
	return r
}

// endNotified closes the group. A failure that came while its end was being told begins a run of its own.
func (r Record) endNotified() Record {
	r.Open, r.Flaps = false, false
	for id, m := range r.Members {
		m.Notified = false
		r.Members[id] = m
	}
	for i, m := range r.Firing() {
		if i == 0 || m.Since.Before(r.StartedAt) {
			r.StartedAt = m.Since
		}
	}
	return r
}

func Unnotified(members []Member) (n int) {
	for _, m := range members {
		if !m.Notified {
			n++
		}
	}
	return n
}
