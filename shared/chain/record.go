package chain

import (
	"fmt"
	"time"

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
type AccountRecord struct {
	Account org.Account `json:"account"`
	Status  Status      `json:"status"`
	Why     string      `json:"why,omitempty"`     // why it is not protected
	Cause   string      `json:"cause,omitempty"`   // what made farvault look: an AWS event name, "sweep", ...
	Changes []string    `json:"changes,omitempty"` // what the look changed, a line each
	Held    []string    `json:"held,omitempty"`    // what was found and left to people
	At      time.Time   `json:"at"`

	// ProtectedAt is since when the account has its chain, as far as it may; zero: it has none yet, or it has departed.
	ProtectedAt time.Time `json:"protectedAt,omitzero"`
}

// Since is since when the account has its chain. Records of older versions say so by their status alone.
func (r AccountRecord) Since() time.Time {
	if r.ProtectedAt.IsZero() && r.Status == Protected {
		return r.At
	}
	return r.ProtectedAt
}

// String is the record on one line: "protected 222233334444 payments-prod, verified 2026-03-02T12:00:00Z".
func (r AccountRecord) String() string {
	line := fmt.Sprintf("%-9s %s %s", r.Status, r.Account.ID, r.Account.Name)
	if !r.At.IsZero() {
		line += ", verified " + r.At.UTC().Format(time.RFC3339)
	}
	if r.Why != "" {
		line += ": " + r.Why
	}
	return line
}
