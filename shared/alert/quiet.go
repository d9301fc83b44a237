package alert

import (
	"time"

	"farvault/shared/settings"
)

// Quiet is what keeps people from being told of a group beside the group itself: what they muted or routed to the
// digest, and how much they were told lately.
type Quiet struct {
	Mutes []Mute
	Pace  Pace
}

// Decide is the Decision on a record, once, with all that may keep it from people.
func (q Quiet) Decide(r Record, now time.Time, s settings.Alerts) Decision {
	d := Decide(r, now, s)
	if d.Reason == Suppressed {
		return d
	}
	if why := DigestAlone(r, d.Reason); why != "" {
		return Decision{Reason: Suppressed, Why: why}
	}
	if why := Muted(r, d.Reason, q.Mutes, now); why != "" {
		return Decision{Reason: Suppressed, Why: why}
	}
	if why, wait := q.Pace.Held(d.Reason, r.Only(), now, s); why != "" {
		return Decision{Reason: Suppressed, Why: why, Wait: wait}
	}
	return d
}
