package catalog

import (
	"cmp"
	"strings"
	"time"

	"farvault/shared/event"
)

// Proof says what a Diagnosis rests on.
type Proof string

// Confirmed: read from the live policies and settings. Suspected: from the message alone, or farvault could not look.
const (
	Confirmed Proof = "confirmed"
	Suspected Proof = "suspected"
)

// At is whose account must act: a hint from the catalogue, a fact once proven.
type At string

// Who may be at fault.
const (
	Source      At = "source"
	Destination At = "destination"
	Management  At = "management"
	Nobody      At = "none"
)

// Signal is what is known of a failure before anybody looked at the world.
type Signal struct {
	Job             event.JobKind
	State           string
	Message         string
	MessageCategory string
	ResourceType    string
}

// Diagnosis is why a job failed, what to do, and what that rests on. It is
// plain data: printable, comparable, the same for the same input.
type Diagnosis struct {
	Category       Category `json:"category"`
	Cause          string   `json:"cause"` // the catalogue row's id, or "unknown"
	Title          string   `json:"title"` // for people, no ids in it
	AccountAtFault At       `json:"accountAtFault"`
	Proof          Proof    `json:"proof"`
	Remedy         string   `json:"remedy"`               // what to do, a sentence or two
	Paste          string   `json:"paste,omitempty"`      // what to type: a policy statement or a command
	Where          string   `json:"where,omitempty"`      // ARN of the thing at fault: key, vault, role
	Why            string   `json:"why,omitempty"`        // what was seen there
	NotKnown       []string `json:"notKnown,omitempty"`   // what farvault could not look at, each with the reason
	Ours           bool     `json:"ours"`                 // farvault repairs the thing at fault, which is its own
	Owned          bool     `json:"owned,omitempty"`      // it is farvault's own, whether farvault repairs it or not
	InSettings     bool     `json:"inSettings,omitempty"` // what is to be changed stands in infra/settings.yaml
	Retryable      bool     `json:"retryable,omitempty"`
	Benign         bool     `json:"benign,omitempty"`
	Checks         []Check  `json:"checks,omitempty"` // every condition of the copy that was looked at, in order
}

// Reasons are what could not be looked at and what was seen, a line each.
func (d Diagnosis) Reasons() string {
	return strings.TrimSpace(strings.Join(d.NotKnown, "; ") + "\n" + d.Why)
}

// backoff is how long a cause is given to pass by itself. A job holds a resource or a place among the concurrent ones
// for longer than a service throttles.
var backoff = map[Category]time.Duration{Schedule: 30 * time.Minute, Quota: 30 * time.Minute}

// Backoff is how long after the failure of a Retryable cause the same may be tried again.
func (d Diagnosis) Backoff() time.Duration { return cmp.Or(backoff[d.Category], 10*time.Minute) }

// Outcome is what a check found.
type Outcome string

// CouldNotLook is neither: the reader was refused or the thing was not to be had.
const (
	Pass         Outcome = "pass"
	Fail         Outcome = "fail"
	CouldNotRead Outcome = "could-not-look"
)

// Check is one condition of a copy, looked at.
type Check struct {
	After    string   `json:"after,omitempty"` // the failing check's cause that leaves this one nothing to look at
	Cause    string   `json:"cause"`           // the catalogue row that a Fail proves
	Title    string   `json:"title"`           // the condition in words: "the key's policy admits the backup account"
	Outcome  Outcome  `json:"outcome"`
	Evidence Evidence `json:"evidence"`
	Where    string   `json:"where,omitempty"`
	Paste    string   `json:"paste,omitempty"`
	At       At       `json:"at,omitempty"`
	Ours     bool     `json:"ours,omitempty"`
	Owned    bool     `json:"owned,omitempty"`
}

// Evidence is what a check rests on.
type Evidence struct {
	Account    string `json:"account,omitempty"`
	ARN        string `json:"arn,omitempty"`
	Statement  string `json:"statement,omitempty"`
	Saw        string `json:"saw"`                  // in words, values included
	Assumption string `json:"assumption,omitempty"` // set where the check rests on something AWS does not document
}
