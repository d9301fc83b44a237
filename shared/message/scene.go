// Package message writes what people and programs read: one Message about a group of failures, in the order what is at
// risk, why, whether that is proven, who must do what, and what farvault did.
package message

import (
	"fmt"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/org"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// Scene is what a message is written against: the time, and what is known of the organization.
type Scene struct {
	Now              time.Time
	CentralAccountID string
	Accounts         map[string]org.Account // those whose names are known; a message does with the id alone
	Alerts           settings.Alerts
	Repair           settings.Mend // what farvault may do by itself

	Missed []time.Time // of a reminder: the runs so far of which the vault has no copy

	Custody Custody           // of a group about what somebody did to backups
	Copies  map[string]Copies // of accounts that departed, by id
}

// accountsShown is how many accounts a message names at most, as ids.
const accountsShown = 10

// Compose writes the message of the record for that reason. It is given no
// Silent: what is not said has no message.
func Compose(r alert.Record, reason alert.Reason, s Scene) Message {
	m := Message{
		Version:   MessageVersion,
		GroupKey:  r.Key,
		Reason:    reason,
		At:        s.Now,
		Cause:     r.Cause,
		Receivers: r.Receivers(),
	}
	switch reason {
	case alert.Repaired:
		m = s.repaired(m, r, r.NextNotice().Report)
		m.Lead = append(m.Lead, again(*r.NextNotice(), s.Alerts)...)
	case alert.Waits:
		m = s.waits(m, *r.NextNotice())
	case alert.Asks:
		m = s.asks(m, *r.NextNotice().Report.Halted)
	case alert.Departs:
		n := r.NextNotice()
		m = s.departs(m, n.Report.Departed, n.Report.At)
	case alert.AllResolved:
		m = s.resolved(m, r)
	case alert.Fixed:
		m = s.fixed(m, r)
	default:
		m = s.firing(m, r)
	}
	if m.SubjectAccount == "" {
		m.SubjectAccount = s.subjectAccount(m.Tags.Account)
	}
	return m.cleaned()
}

// Shown lists the accounts whose names Compose would use.
func Shown(r alert.Record) []string {
	ids := []string{r.Alert.Account}
	for i, m := range append(r.Firing(), r.Ended()...) {
		if i < accountsShown {
			ids = append(ids, m.Account)
		}
	}
	if arn, err := org.ParseARN(r.Alert.Diagnosis.Where); err == nil {
		ids = append(ids, arn.Account)
	}
	for _, n := range r.Notices {
		for _, c := range n.Report.Restarted {
			ids = append(ids, c.Account)
		}
		for _, c := range n.Report.Changes {
			ids = append(ids, c.Account)
		}
		for _, by := range n.Report.By {
			ids = append(ids, by.Account)
		}
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	return ids[:min(len(ids), 2*accountsShown)]
}

// name is the account's name, or its id where the name is not known.
func (s Scene) name(id string) string {
	if name := plain.Clean(s.Accounts[id].Name, plain.NameRunes); name != "" {
		return name
	}
	return "account " + plain.Clean(id, plain.NameRunes)
}

// label is the account's name and id.
func (s Scene) label(id string) string {
	return plain.Clean(org.Account{ID: id, Name: s.Accounts[id].Name}.Label(), plain.NameRunes)
}

// place is "payments-prod", or "42 accounts".
func (s Scene) place(members []alert.Member) string {
	ids := accountsOf(members)
	if len(ids) == 1 {
		return s.name(ids[0])
	}
	return fmt.Sprintf("%d accounts", len(ids))
}

// about fills in what members a message is about.
func (m *Message) about(members []alert.Member) {
	ids := accountsOf(members)
	m.Resources, m.Accounts = len(members), ids[:min(len(ids), accountsShown)]
}

func accountsOf(members []alert.Member) []string {
	var ids []string
	for _, m := range members {
		ids = append(ids, m.Account)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
