package chain

import (
	"cmp"
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
	// what differed in them and in the one that it stopped at: accounts by Change.Summary
	Changes map[string]int `json:"changes,omitempty"`

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
	switch {
	case s.Off() || b.allows(now):
		return b, ""
	case run != nil && run.ID > b.Run.ID && b.HaltedAt.IsZero():
		b = Breaker{Run: *run, Allowed: b.Allowed}
	case slices.Contains(b.Written, account):
		return b, "" // what was begun is finished
	case !b.HaltedAt.IsZero():
		return b, b.why()
	}
	b.Changes = counted(b.Changes, writes)
	if len(b.Written) >= s.Limit(b.Run.Accounts) {
		b.HaltedAt = now
		return b, b.why()
	}
	at, _ := slices.BinarySearch(b.Written, account)
	b.Written = slices.Insert(slices.Clone(b.Written), at, account)
	return b, ""
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
	return Breaker{Run: b.Run, Allowed: a, Resuming: b.Resuming || !b.HaltedAt.IsZero()}
}

// Question is what people are told of the stop.
func (b Breaker) Question(s settings.Breaker) event.Halted {
	return event.Halted{
		Run:      b.Run,
		Limit:    s.Limit(b.Run.Accounts),
		Written:  len(b.Written),
		Changes:  b.Tally(),
		HaltedAt: b.HaltedAt,
	}
}

// Tally is what differed in the accounts, with their number, the most frequent first.
func (b Breaker) Tally() []string {
	kinds := slices.SortedFunc(maps.Keys(b.Changes), func(x, y string) int {
		return cmp.Or(cmp.Compare(b.Changes[y], b.Changes[x]), strings.Compare(x, y))
	})
	var lines []string
	for _, kind := range kinds {
		lines = append(lines, fmt.Sprintf("%s, in accounts: %d", kind, b.Changes[kind]))
	}
	return lines
}

// Summary is the change without the account and the Region: "update KMS key alias/farvault: EnableKeyRotation".
func (c Change) Summary() string {
	line := string(c.Op) + " " + string(c.Ref.Kind) + " " + c.Ref.Name
	var names []string
	for _, a := range c.Attributes {
		names = append(names, a.Name)
	}
	if len(names) > 0 {
		line += ": " + strings.Join(names, ", ")
	}
	return line
}

// counted adds one account's changes, each kind once.
func counted(changes map[string]int, writes []Change) map[string]int {
	changes = maps.Clone(changes)
	if changes == nil {
		changes = map[string]int{}
	}
	kinds := map[string]bool{}
	for _, c := range writes {
		kinds[c.Summary()] = true
	}
	for kind := range kinds {
		if _, have := changes[kind]; have || len(changes) < kindsKept {
			changes[kind]++
		}
	}
	return changes
}
