package chain

import (
	"slices"

	"farvault/shared/event"
)

// Op is what is to be done about a link. There is no word for deleting one.
type Op = event.Op

// The operations. The first four write; the others are told to people and written by nobody.
const (
	Create  Op = "create"
	Update  Op = "update"
	Replace Op = "replace" // selections, which AWS cannot update: the new one is made first
	Adopt   Op = "adopt"   // somebody else's, which the settings let farvault take over: it is tagged first

	Conflict      Op = "conflict"        // something of that name is there and is not farvault's
	NeedsDecision Op = "needs decision"  // putting it right could hurt: a key, a retention
	Unread        Op = "unread"          // could not be looked at
	Blocked       Op = "blocked"         // needs a link that is in conflict or unread
	LeftAlone     Op = "left alone"      // no link of the chain: another service manages it
	Leftover      Op = "not in settings" // farvault's own, which no setting names any more
	NotAvailable  Op = "not available"   // part of a link that AWS does not have in the Region
)

// Change is one thing to do, or to tell, about one link. It carries the
// difference it was made from, so that nobody works it out again: Value is what is remembered and told of it.
type Change struct {
	Op         Op
	Ref        Ref
	Want       Link
	Got        Link        // nil for Create, Unread, Blocked
	Attributes []Attribute // what differs; empty for Create
	Why        string      // for those that are not written, and of a Risk what it is
	Risk       event.Risk  // of one that is written: what people must be asked first
}

// Writes reports whether the change is one of something in AWS.
func (c Change) Writes() bool {
	return c.Op == Create || c.Op == Update || c.Op == Replace || c.Op == Adopt
}

// Value is the change without the links that it was made from.
func (c Change) Value() event.Change {
	return event.Change{
		Op:         c.Op,
		Kind:       c.Ref.Kind,
		Name:       c.Ref.Name,
		Account:    c.Ref.Account,
		Region:     c.Ref.Region,
		Attributes: c.Attributes,
		Why:        c.Why,
		Risk:       c.Risk,
	}
}

// Values are changes as they are remembered and told.
func Values(changes []Change) []event.Change {
	var values []event.Change
	for _, c := range changes {
		values = append(values, c.Value())
	}
	return values
}

// ChangeSet is how far an account is from its chain, in the order in which to
// put it right. Empty means that there is no drift.
type ChangeSet struct {
	Account string
	Desired Chain
	Seen    Observed
	Changes []Change
}

// Empty reports whether the account is as desired.
func (s ChangeSet) Empty() bool { return len(s.Changes) == 0 }

// Writes are the changes to apply, in order.
func (s ChangeSet) Writes() []Change { return s.filter(true) }

// Held are the changes that are left to people.
func (s ChangeSet) Held() []Change { return s.filter(false) }

// Asking is the set in which what has a risk waits for people.
func (s ChangeSet) Asking() ChangeSet {
	s.Changes = slices.Clone(s.Changes)
	for i, c := range s.Changes {
		if c.Writes() && c.risky() {
			s.Changes[i].Op = NeedsDecision
			s.Changes[i].Why = c.Why + ". farvault waits for somebody to say `farvault breaker allow`"
		}
	}
	return s
}

// Creates is the first link of a kind that is to be made.
func (s ChangeSet) Creates(kind Kind) (Ref, bool) {
	for _, c := range s.Changes {
		if c.Op == Create && c.Ref.Kind == kind {
			return c.Ref, true
		}
	}
	return Ref{}, false
}

func (s ChangeSet) filter(writes bool) []Change {
	var out []Change
	for _, c := range s.Changes {
		if c.Writes() == writes {
			out = append(out, c)
		}
	}
	return out
}

// Result is what came of applying a ChangeSet. What is in Applied stays, whatever went wrong beside it.
type Result struct {
	Applied []Change
	Failed  []Change // with the error in Why
	Blocked []Change // not tried, because something they need failed
}
