// Package account is what farvault remembers of an account: its chain's state, its departure, and who changed its links.
package account

import (
	"fmt"
	"slices"
	"time"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// Status is where an account stands, in one word.
type Status string

// The statuses of an account.
const (
	Protected Status = "protected" // its chain is as desired
	Partial   Status = "partial"   // part of it stands; something was refused, is foreign, or needs a decision
	Waiting   Status = "waiting"   // not ready after fifteen minutes; the sweep tries again
	Skipped   Status = "skipped"   // out of scope, or in a state in which nothing can be done
	Left      Status = "left"      // departed or closed; what was made stays
)

// AccountRecord is what is remembered of an account after it was looked at.
// It holds no e-mail address and nothing that AWS would not show again.
type Record struct {
	Account   org.Account `json:"account"`
	Status    Status      `json:"status"`
	Why       string      `json:"why,omitempty"`     // why it is not protected
	Cause     string      `json:"cause,omitempty"`   // what made farvault look: an AWS event name, "sweep", ...
	Changes   []string    `json:"changes,omitempty"` // what the look changed, a line each
	Held      []string    `json:"held,omitempty"`    // what was found and left to people
	Unmanaged []string    `json:"beside,omitempty"`  // what other services manage in it, and farvault leaves alone
	At        time.Time   `json:"at"`
	Began     time.Time   `json:"began,omitzero"`    // when the look began: what was changed before it, it has seen
	Named     []Named     `json:"named,omitempty"`   // by what ids calls name the account's own keys and plans
	Repaired  []Repaired  `json:"putBack,omitempty"` // what looks have put right of late, oldest first

	// ProtectedAt is since when the account has its chain, as far as it may; zero: it has none yet, or it has departed.
	ProtectedAt time.Time `json:"protectedAt,omitzero"`
}

// Since is since when the account has its chain. Records of older versions say so by their status alone.
func (r Record) Since() time.Time {
	if r.ProtectedAt.IsZero() && r.Status == Protected {
		return r.At
	}
	return r.ProtectedAt
}

// Repaired is a change by which a look put right what had been well before.
type Repaired struct {
	Line string    `json:"line"`
	At   time.Time `json:"at"`
}

// Named is the id that AWS gave to a key or plan of farvault's.
type Named struct {
	Kind   chain.Kind `json:"kind"`
	Region string     `json:"region"`
	ID     string     `json:"id"` // ARN of a key, id of a plan
}

// What is remembered of what was put right: as long as CloudTrail's word of who had changed it may be on its way.
// EventBridge retries for 24 hours: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const (
	repairsKept    = 20
	repairsKeptFor = 24 * time.Hour
)

// Following is the record as it is to be kept after the one before. The changes of an account's first look put nothing
// right.
func (r Record) Following(before Record) Record {
	r.Repaired = slices.DeleteFunc(
		slices.Clone(before.Repaired),
		func(p Repaired) bool { return p.At.Before(r.At.Add(-repairsKeptFor)) },
	)
	if before.Status == Protected || before.Status == Partial {
		for _, line := range r.Changes {
			r.Repaired = append(r.Repaired, Repaired{Line: line, At: r.At})
		}
	}
	r.Repaired = r.Repaired[max(0, len(r.Repaired)-repairsKept):]
	if r.Named == nil {
		r.Named = before.Named
	}
	return r
}

// String is "protected 222233334444 payments-prod, verified 2026-03-02T12:00:00Z", and a line for each thing left
// alone.
func (r Record) String() string {
	line := fmt.Sprintf("%-9s %s %s", r.Status, r.Account.ID, r.Account.Name)
	if !r.At.IsZero() {
		line += ", verified " + r.At.UTC().Format(time.RFC3339)
	}
	if r.Why != "" {
		line += ": " + r.Why
	}
	for _, one := range r.Unmanaged {
		line += "\n          " + one
	}
	return line
}
