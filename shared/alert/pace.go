package alert

import (
	"fmt"
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
	Of       map[string]string    `json:"of,omitempty"`    // the account of each of those that is one account's
	About    []Told               `json:"about,omitempty"` // which of the messages were about one account alone
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

// Begin is the pace with one more place that fails, and the group in which that place is told: its own, or in a storm
// of the account the account's one of the cause, or in a storm of many the one of the cause. It is the same for whoever
// asks again about the same place.
func (p Pace) Begin(a Alert, now time.Time, s settings.Alerts) (Pace, Group) {
	own, key := a.Group(), a.Group().Key()
	p = p.lately(now)
	if _, has := p.Begun[key]; has {
		return p, own
	}
	if p.begunIn(a.Account) >= accountsPlaces(s) {
		return p, a.StormyIn()
	}
	if len(p.Begun) < max(1, s.MaxMessagesPerHour/2) {
		p.Begun[key], p.Of[key] = now, a.Account
		p.Storm, p.Notified = time.Time{}, false
		return p, own
	}
	if p.Storm.IsZero() {
		p.Storm, p.Notified = now, false
	}
	return p, a.Stormy()
}

// lately is the pace without the places that began to fail more than an hour ago.
func (p Pace) lately(now time.Time) Pace {
	begun, of := map[string]time.Time{}, map[string]string{}
	for key, at := range p.Begun {
		if now.Sub(at) < paceOver {
			begun[key], of[key] = at, p.Of[key]
		}
	}
	p.Begun, p.Of = begun, of
	return p
}

// Held is why a message for that reason is not told now; empty: it may be. wait is how long until it may be, if that is
// a matter of a second; zero where it is a matter of a later tick. account is the one that the message is about; empty:
// it is about several, or none.
func (p Pace) Held(
	reason Reason, account string, now time.Time, s settings.Alerts,
) (why string, wait time.Duration) {
	if s.MaxMessagesPerHour <= 0 {
		return "", 0
	}
	sent := p.recent(now)
	if n := p.toldOf(account, now); account != "" && n >= room(reason, accountsMessages(s)) {
		return fmt.Sprintf(
			"%d messages about account %s alone were told within an hour; the rest of the hour's is for others", n, account,
		), 0
	}
	if n := len(sent); n >= room(reason, s.MaxMessagesPerHour) {
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

// room is how many messages of that kind there is room for: a quarter is kept for causes that nobody has heard of.
func room(reason Reason, most int) int {
	switch reason {
	case FirstNotification, Storm, Digest, Test:
		return most
	}
	return most - most/4
}

// After is the pace once a message is sent, which is about that account alone; empty: it is about several, or none.
func (p Pace) After(account string, now time.Time) Pace {
	p.Sent = append(slices.Clone(p.recent(now)), now)
	slices.SortFunc(p.Sent, time.Time.Compare)
	return p.told(account, now)
}

// SeveralPlaces stands for the place of a group that a storm made: one cause, wherever it is at fault.
const SeveralPlaces = "several places"

// Stormy is the group that takes an alert in while a storm lasts.
func (a Alert) Stormy() Group { return Group{Cause: a.Diagnosis.Cause, Place: SeveralPlaces} }
