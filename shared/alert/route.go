package alert

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/shared/settings"
)

// Routed is who hears of an alert, and why they do.
type Routed struct {
	Receivers []string // sorted; nil stands for the default receiver alone, digest for nobody until the digest
	Why       string
}

// Route finds who hears of a failure in that account. It looks at the cause and at how bad the failure is, never at
// what a message says of it: whoever heard that something fails hears that it is well again, though that is no longer
// critical.
//
// A group has one place at fault and members in many accounts, so a message goes to all receivers of its members: those
// who share a cause share the news, and a key that breaks the copies of 40 teams makes one message and not 40.
func Route(a Alert, account org.Account, s settings.Alerts) Routed {
	account.ID = a.Account
	return RouteOf(account, string(a.Diagnosis.Category), Severities[ColorOf(a)], s)
}

func RouteOf(account org.Account, category, severity string, s settings.Alerts) Routed {
	var out Routed
	var why []string
	for i, r := range s.Routes {
		matched, ok := matches(r, account, category, severity)
		if !ok {
			continue
		}
		out.Receivers = append(out.Receivers, r.Receiver)
		why = append(why, fmt.Sprintf("to %s by Alerts.Routes[%d] (%s)", r.Receiver, i, matched))
		if !r.Continue {
			break
		}
	}
	if len(out.Receivers) == 0 {
		return Routed{Why: "to default: no route matches"}
	}
	out.Why = strings.Join(why, "; ")
	slices.Sort(out.Receivers)
	out.Receivers = slices.Compact(out.Receivers)
	if slices.Equal(out.Receivers, []string{settings.DefaultReceiver}) {
		out.Receivers = nil
	}
	return out
}

// matches reports whether a route takes an alert, and by what.
func matches(r settings.Route, account org.Account, category, severity string) (string, bool) {
	var by []string
	hold := func(asked, matched bool, what string) bool {
		if asked && matched {
			by = append(by, what)
		}
		return !asked || matched
	}
	unit, in := inUnit(account.Path, r.OrganizationalUnits)
	tag, tagged := carries(account.Tags, r.Tags)
	ok := hold(len(r.OrganizationalUnits) > 0, in, "account in "+unit) &&
		hold(len(r.Accounts) > 0, slices.Contains(r.Accounts, account.ID), "account "+account.ID) &&
		hold(len(r.Tags) > 0, tagged, "account's tag "+tag.Key+"="+tag.Value) &&
		hold(len(r.Categories) > 0, slices.Contains(r.Categories, category), "category "+category) &&
		hold(len(r.Severities) > 0, slices.Contains(r.Severities, severity), "severity "+severity)
	if len(by) == 0 {
		by = []string{"it takes everything"}
	}
	return strings.Join(by, ", "), ok
}

func inUnit(path org.Path, units []string) (string, bool) {
	i := slices.IndexFunc(units, path.Contains)
	if i < 0 {
		return "", false
	}
	return units[i], true
}

func carries(tags map[string]string, wanted []settings.Tag) (settings.Tag, bool) {
	i := slices.IndexFunc(wanted, func(t settings.Tag) bool {
		value, there := tags[t.Key]
		return there && value == t.Value
	})
	if i < 0 {
		return settings.Tag{}, false
	}
	return wanted[i], true
}

// Receivers are all who hear of the group: those of what fails, and those who were told of what is well again. Without
// any it is the default.
func (r Record) Receivers() []string {
	var all []string
	for _, m := range append(r.Firing(), r.Ended()...) {
		all = append(all, receiversOf(m)...)
	}
	return Notifiable(all)
}

// spoken are the receivers of a message that is sent in any case: digest is nobody, and nobody is not an answer.
func Notifiable(receivers []string) []string {
	all := slices.DeleteFunc(slices.Clone(receivers), func(name string) bool { return name == settings.DigestReceiver })
	if len(all) == 0 {
		return []string{settings.DefaultReceiver}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func receiversOf(m Member) []string {
	if len(m.Receivers) == 0 {
		return []string{settings.DefaultReceiver}
	}
	return m.Receivers
}

// bothReceivers are those who heard of a member before, and those who are to hear of its newest failure.
func bothReceivers(before, now Member) []string {
	if slices.Equal(before.Receivers, now.Receivers) {
		return now.Receivers
	}
	all := append(slices.Clone(receiversOf(before)), receiversOf(now)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// DigestAlone is why a group that would speak for that reason does not: all of it that fails is routed to the digest.
// Empty: it speaks. What farvault did, and the end of what people were told of, is always told.
func DigestAlone(r Record, reason Reason) string {
	firing := r.Firing()
	elsewhere := func(m Member) bool { return !digestAlone(m.Receivers) }
	if !mutable(reason) || len(firing) == 0 || slices.ContainsFunc(firing, elsewhere) {
		return ""
	}
	return "routed to the digest alone"
}

func digestAlone(receivers []string) bool {
	return slices.Equal(receivers, []string{settings.DigestReceiver})
}

// Aside is the group of all that has the cause and is routed to the digest alone, and whether the alert belongs there.
// Nobody is told of one place of it, so the places are not kept apart; and however many they are, they make no storm
// for others.
func (a Alert) Aside() (Group, bool) {
	return Group{Cause: a.Diagnosis.Cause, Place: "routed to the digest"}, digestAlone(a.Receivers)
}
