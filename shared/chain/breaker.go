package chain

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/settings"
)

// Breaker is what is remembered of the newest run: which accounts it has changed, and whether it was stopped. It is a
// value: its methods return the changed one. A run that was stopped stays so, over the runs that follow, until people
// allow it.
type Breaker struct {
	Run     event.SweepRun `json:"run"`
	Written []string       `json:"written,omitempty"` // accounts that the run has changed, sorted; each counts once
	Held    []string       `json:"held,omitempty"`    // and those in which all that it would change waits for people
	Waits   bool           `json:"waits,omitempty"`   // somewhere a change waits for people, because of its risk
	// what differed in them and in the one that it stopped at, the most frequent first
	Changes []event.Counted `json:"differences,omitempty"`

	HaltedAt time.Time `json:"haltedAt,omitzero"`
	Asked    bool      `json:"asked,omitempty"` // people were told that it stopped

	Allowed  Allowance `json:"allowed,omitzero"`
	Resuming bool      `json:"resuming,omitempty"` // allowed after a stop, and the accounts are not yet looked at again
}

// Allowance is what people said: for a while nothing is counted and nothing stopped.
type Allowance struct {
	Until time.Time `json:"until"`
	Owner string    `json:"owner"` // who to ask
	Why   string    `json:"why"`
}

// kindsKept bounds the record; a run that changes more kinds of things than this is as strange without the rest.
const kindsKept = 40

// Halted reports whether the breaker keeps farvault from changing accounts that were protected before.
func (b Breaker) Halted(now time.Time) bool { return !b.HaltedAt.IsZero() && !b.allows(now) }

func (b Breaker) allows(now time.Time) bool { return now.Before(b.Allowed.Until) }

// Admit decides whether a look of that run may write these changes to the account. Why is empty where it may. What
// changed of the Breaker is to be stored before anything is written: a look that dies and comes again counts once.
func (b Breaker) Admit(
	account string,
	writes []Change,
	run *event.SweepRun,
	s settings.Breaker,
	now time.Time,
) (next Breaker, why string) {
	if !b.Asks(s, now) {
		return b, ""
	}
	fresh := run != nil && run.ID > b.Run.ID && b.HaltedAt.IsZero()
	if fresh {
		b = Breaker{Run: *run, Allowed: b.Allowed}
	}
	risky := count(writes, Change.risky)
	b.Waits = b.Waits || risky > 0
	switch {
	case slices.Contains(b.Written, account), slices.Contains(b.Held, account):
		return b, "" // what was begun is finished
	case !b.HaltedAt.IsZero():
		return b, b.why()
	}
	b.Changes = counted(b.Changes, writes)
	if len(b.Written)+len(b.Held) >= s.Limit(b.Run.Accounts) {
		b.HaltedAt = now
		return b, b.why()
	}
	if risky > 0 && risky == len(writes) {
		b.Held = inserted(b.Held, account)
	} else {
		b.Written = inserted(b.Written, account)
	}
	return b, ""
}

// Asks reports whether people must be asked before a change that ends backups, or makes them twice.
func (b Breaker) Asks(s settings.Breaker, now time.Time) bool { return !s.Off() && !b.allows(now) }

func (c Change) risky() bool { return c.Risk != "" }

func count(changes []Change, is func(Change) bool) (n int) {
	for _, c := range changes {
		if is(c) {
			n++
		}
	}
	return n
}

// inserted is a sorted list with one more.
func inserted(sorted []string, one string) []string {
	at, _ := slices.BinarySearch(sorted, one)
	return slices.Insert(slices.Clone(sorted), at, one)
}

// why is what is said of each account that is left as it is.
func (b Breaker) why() string {
	return fmt.Sprintf(
		"farvault stopped at %s after it had changed %d accounts, and waits for somebody to say `farvault breaker allow`",
		b.HaltedAt.UTC().Format(time.RFC3339),
		len(b.Written),
	)
}

// Allow is the breaker after people said that it may go on until then.
func (b Breaker) Allow(a Allowance) Breaker {
	return Breaker{Run: b.Run, Allowed: a, Resuming: b.Resuming || b.Waits || !b.HaltedAt.IsZero()}
}

// Disallow is the breaker without its allowance: what changes from now on counts again.
func (b Breaker) Disallow() Breaker {
	b.Allowed = Allowance{}
	return b
}

// Question is what people are told of the stop.
func (b Breaker) Question(s settings.Breaker) event.Halted {
	return event.Halted{
		Run:      b.Run,
		Limit:    s.Limit(b.Run.Accounts),
		Written:  len(b.Written),
		Changes:  b.Changes,
		HaltedAt: b.HaltedAt,
	}
}

// counted adds one account's changes, each sort once.
func counted(known []event.Counted, writes []Change) []event.Counted {
	known = slices.Clone(known)
	var seen []event.Change
	for _, c := range writes {
		sort := c.Value().Sort()
		if slices.ContainsFunc(seen, sort.Same) {
			continue
		}
		seen = append(seen, sort)
		i := slices.IndexFunc(known, func(k event.Counted) bool { return sort.Same(k.Change) })
		switch {
		case i >= 0:
			known[i].Accounts++
		case len(known) < kindsKept:
			known = append(known, event.Counted{Change: sort, Accounts: 1})
		}
	}
	slices.SortStableFunc(known, func(a, b event.Counted) int {
		return cmp.Or(
			cmp.Compare(b.Accounts, a.Accounts),
			cmp.Compare(a.Change.Op, b.Change.Op),
			cmp.Compare(a.Change.Kind, b.Change.Kind),
			strings.Compare(a.Change.Name, b.Change.Name),
		)
	})
	return known
}

type breakerWire Breaker

// UnmarshalJSON reads a record of this version, or of one before it, which has sentences for what differs.
func (b *Breaker) UnmarshalJSON(text []byte) error {
	read := struct {
		*breakerWire
		Old map[string]int `json:"changes"`
	}{breakerWire: (*breakerWire)(b)}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	for _, line := range slices.Sorted(maps.Keys(read.Old)) {
		b.Changes = append(b.Changes, event.Counted{Change: event.Change{Line: line}, Accounts: read.Old[line]})
	}
	return nil
}
