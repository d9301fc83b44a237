package alert

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/settings"
)

// Pace is how much people were told lately, and of how many places. It keeps a storm from becoming a flood: once half
// as many places as messages may be told in an hour have begun to fail, every further one joins the one group of its
// cause. What is not told keeps its record, and is told as soon as the pace allows: late, not lost.
type Pace struct {
	Sent     []time.Time          `json:"sent,omitempty"`  // messages of the last hour, the oldest first
	Begun    map[string]time.Time `json:"begun,omitempty"` // keys of the groups that began in it
	Storm    time.Time            `json:"storm,omitzero"`  // since when places are told as one; zero: there is no storm
	Notified bool                 `json:"told,omitempty"`  // people know of this storm
}

const (
	// paceOver is the time that Alerts.MaxMessagesPerHour is about.
	paceOver = time.Hour

	// mostASecond stays well under the 10 messages a second to mail addresses, above which SNS switches the
	// subscription off.
	// https://docs.aws.amazon.com/general/latest/gr/sns.html
	mostASecond = 5
)

// recent are the messages of the last hour.
func (p Pace) recent(now time.Time) []time.Time {
	i := slices.IndexFunc(p.Sent, func(t time.Time) bool { return now.Sub(t) < paceOver })
	if i < 0 {
		return nil
	}
	return p.Sent[i:]
}

// Begin is the pace with one more place that fails, and whether that place is told by itself. It is the same
// for whoever asks again about the same group.
func (p Pace) Begin(key string, now time.Time, s settings.Alerts) (Pace, bool) {
	begun := maps.Clone(p.Begun)
	if begun == nil {
		begun = map[string]time.Time{}
	}
	maps.DeleteFunc(begun, func(_ string, at time.Time) bool { return now.Sub(at) >= paceOver })
	p.Begun = begun
	if _, has := begun[key]; has {
		return p, true
	}
	if len(begun) < max(1, s.MaxMessagesPerHour/2) {
		begun[key] = now
		p.Storm, p.Notified = time.Time{}, false
		return p, true
	}
	if p.Storm.IsZero() {
		p.Storm, p.Notified = now, false
	}
	return p, false
}

// Held is why a message for that reason is not told now; empty: it may be. wait is how long until it may be, if
// that is a matter of a second; zero where it is a matter of a later tick.
func (p Pace) Held(reason Reason, now time.Time, s settings.Alerts) (why string, wait time.Duration) {
	if s.MaxMessagesPerHour <= 0 {
		return "", 0
	}
	sent, most := p.recent(now), s.MaxMessagesPerHour
	switch reason {
	case FirstNotification, Storm, Digest, Test:
	default:
		most -= most / 4 // the rest is for causes that nobody has heard of
	}
	if n := len(sent); n >= most {
		return fmt.Sprintf(
			"%d messages were told within an hour; this one is told by a tick when there is room again",
			n,
		), 0
	}
	if n := len(sent); n >= mostASecond && now.Sub(sent[n-mostASecond]) < time.Second {
		return fmt.Sprintf("%d messages were told within a second", mostASecond), time.Second
	}
	return "", 0
}

// After is the pace once a message is sent.
func (p Pace) After(now time.Time) Pace {
	p.Sent = append(slices.Clone(p.recent(now)), now)
	slices.SortFunc(p.Sent, time.Time.Compare)
	return p
}

// SeveralPlaces stands for the place of a group that a storm made: one cause, wherever it is at fault.
const SeveralPlaces = "several places"

// Stormy is the group that takes an alert in while a storm lasts.
func (a Alert) Stormy() Group { return Group{Cause: a.Diagnosis.Cause, Place: SeveralPlaces} }
