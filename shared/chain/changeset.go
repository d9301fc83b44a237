package chain

import (
	"fmt"
	"strings"
)

// Op is what is to be done about a link. There is no word for deleting one.
type Op string

// The operations. The first four write; the others are told to people and written by nobody.
const (
	Create  Op = "create"
	Update  Op = "update"
	Replace Op = "replace" // selections, which AWS cannot update: the new one is made first
	Adopt   Op = "adopt"   // somebody else's, which the settings let farvault take over: it is tagged first

	Conflict      Op = "conflict"       // something of that name is there and is not farvault's
	NeedsDecision Op = "needs decision" // putting it right could hurt: a key, a retention
	Unread        Op = "unread"         // could not be looked at
	Blocked       Op = "blocked"        // needs a link that is in conflict or unread
	LeftAlone     Op = "left alone"     // no link of the chain: another service manages it
	NotAvailable  Op = "not available"  // part of a link that AWS does not have in the Region
)

// Writes reports whether the operation changes anything in AWS.
func (o Op) Writes() bool { return o == Create || o == Update || o == Replace || o == Adopt }

// Change is one thing to do, or to tell, about one link. It carries the
// difference it was made from, so that nobody works it out again.
type Change struct {
	Op         Op
	Ref        Ref
	Want       Link
	Got        Link        // nil for Create, Unread, Blocked
	Attributes []Attribute // what differs; empty for Create
	Why        string      // for those that are not written
}

// String is the change on one line: "update KMS key alias/farvault in 222233334444/eu-west-1: EnableKeyRotation: want
// true, got false".
func (c Change) String() string {
	line := string(c.Op) + " " + c.Ref.String()
	if c.Why != "" {
		line += ": " + c.Why
	}
	for i, a := range c.Attributes {
		if i == 0 {
			line += ": "
		} else {
			line += "; "
		}
		line += a.String()
	}
	return line
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
		if c.Op.Writes() == writes {
			out = append(out, c)
		}
	}
	return out
}

// String is a change a line; for no change it says so.
func (s ChangeSet) String() string {
	if s.Empty() {
		return fmt.Sprintf("account %s is as desired\n", s.Account)
	}
	return strings.Join(Lines(s.Changes), "\n") + "\n"
}

// Lines are changes for people, one each.
func Lines(changes []Change) []string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, c.String())
	}
	return lines
}

// Result is what came of applying a ChangeSet. What is in Applied stays, whatever went wrong beside it.
type Result struct {
	Applied []Change
	Failed  []Change // with the error in Why
	Blocked []Change // not tried, because something they need failed
}
