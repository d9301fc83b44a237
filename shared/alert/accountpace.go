package alert

import (
	"slices"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/settings"
)

// An account whose administrators, or whose mistakes, make one failure after the other has its own share of people's
// attention: a quarter of the hour's messages in places of its own, from which on they are told as the storm of that
// account, and half of the hour's in all. What others have to say keeps the rest. What is not told keeps its record.

// Told is a message about one account alone.
type Told struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`
}

// accountsPlaces is how many places of one account are told by themselves within an hour.
func accountsPlaces(s settings.Alerts) int { return max(1, s.MaxMessagesPerHour/4) }

// accountsMessages is how many messages may be about one account alone within an hour.
func accountsMessages(s settings.Alerts) int { return max(1, s.MaxMessagesPerHour/2) }

// StormyIn is the group that takes an alert in while a storm of its account lasts.
func (a Alert) StormyIn() Group {
	return Group{Cause: a.Diagnosis.Cause, Place: SeveralPlaces + " in " + a.Account}
}

// begunIn is how many places of an account began to fail lately.
func (p Pace) begunIn(account string) (n int) {
	for _, of := range p.Of {
		if of == account && account != "" {
			n++
		}
	}
	return n
}

// toldOf is how many messages of the last hour were about an account alone.
func (p Pace) toldOf(account string, now time.Time) (n int) {
	for _, t := range p.About {
		if t.Account == account && now.Sub(t.At) < paceOver {
			n++
		}
	}
	return n
}

// told is the pace with a message about that account alone, and without those of more than an hour ago.
func (p Pace) told(account string, now time.Time) Pace {
	p.About = slices.DeleteFunc(slices.Clone(p.About), func(t Told) bool { return now.Sub(t.At) >= paceOver })
	if account != "" {
		p.About = append(p.About, Told{account, now})
	}
	return p
}

// Only is the one account that a message of the group is about; empty where there are several, or where another account
// than the one that fails is proven to be at fault: what is broken for all is no account's own.
func (r Record) Only() string {
	d := r.Alert.Diagnosis
	if d.Proof == catalog.Confirmed &&
		(d.AccountAtFault == catalog.Destination || d.AccountAtFault == catalog.Management) {
		return ""
	}
	only := ""
	for _, m := range r.Members {
		if m.State != Firing && !m.Notified {
			continue
		}
		if only != "" && m.Account != only {
			return ""
		}
		only = m.Account
	}
	if notice := r.NextNotice(); only == "" && notice != nil && len(notice.Report.By) > 0 {
		return notice.Report.By[0].Account
	}
	return only
}
