// Package coverage says of each resource that AWS Backup can protect which good copy it has in a central vault, or why
// there is none: one state a resource, with what was read to say so. It reads nothing and keeps nothing: handler/sweep
// gives it an account as it was read, ledger keeps what it answers, message, cli and page show it.
package coverage

import (
	"time"
)

// State is how a resource stands. Each has exactly one.
type State string

// The states, in the order in which they are shown: what needs somebody first.
const (
	Failing     State = "failing"          // a backup or copy of it fails, or is late
	NearlyRight State = "nearly-tagged"    // its tag is nearly the one that a plan selects
	TypeOff     State = "type-off"         // a plan selects it, and its type is switched off
	NotCopied   State = "not-copied"       // a plan backs it up in its own account, and copies it nowhere
	Unknown     State = "unknown"          // it was not read, or not read lately
	Untagged    State = "untagged"         // it has no plan's tag
	Uncopyable  State = "cannot-be-copied" // AWS Backup copies its type to no other account
	Due         State = "due"              // its first copy is still to come
	Protected   State = "protected"        // every copy that its plans promise is there
	Excluded    State = "excluded"         // the settings leave its account out
)

// States are all of them, in that order.
var States = []State{Failing, NearlyRight, TypeOff, NotCopied, Unknown, Untagged, Uncopyable, Due, Protected, Excluded}

// words are the states for people.
var words = map[State]string{
	Failing: "failing", NearlyRight: "nearly tagged", TypeOff: "type switched off",
	NotCopied: "not copied", Unknown: "unknown",
	Untagged: "untagged", Uncopyable: "cannot be copied", Due: "due", Protected: "protected", Excluded: "excluded",
}

// Words are the state for people.
func (s State) Words() string { return words[s] }

// Green reports whether nobody has to do anything about the state. Unknown is never green.
func (s State) Green() bool { return s == Protected || s == Due || s == Excluded }

// Restored is what every view of coverage says beside its numbers.
const Restored = "Protected means copied to the central vault. It does not mean that anybody has restored it."

// Cadence is how often an account is read. What was not read for twice as long is unknown.
const Cadence = time.Hour

// Copy is one recovery point of a resource.
type Copy struct {
	Point     string    `json:"point"` // ARN
	Vault     string    `json:"vault,omitempty"`
	Created   time.Time `json:"created"` // when its backup was begun
	Completed time.Time `json:"completed,omitzero"`
	Kept      time.Time `json:"kept,omitzero"` // until when; zero: for ever
	Key       string    `json:"key,omitempty"`
	Job       string    `json:"job,omitempty"`
}

// Resource is a resource with its state and the evidence for it.
type Resource struct {
	ARN     string    `json:"arn"`
	Type    string    `json:"type"` // AWS Backup's word
	State   State     `json:"state"`
	Why     string    `json:"why,omitempty"`     // in a sentence, of every state but protected
	Since   time.Time `json:"since,omitzero"`    // in this state; zero: since before it was first read
	Plan    string    `json:"plan,omitempty"`    // that selects it, or nearly does
	Has     string    `json:"has,omitempty"`     // the tag that it has, where that is nearly right
	Needs   string    `json:"needs,omitempty"`   // the tag that it needs
	Group   string    `json:"group,omitempty"`   // the alert, of what fails
	Chosen  time.Time `json:"chosen,omitzero"`   // when a plan was first seen to select it
	Local   *Copy     `json:"local,omitempty"`   // the newest backup
	Central *Copy     `json:"central,omitempty"` // the newest copy in a central vault
}

// Foreign are the copies that something else than farvault's plans brings to a central vault: a plan of the account's
// own, or people.
type Foreign struct {
	Plan      string    `json:"plan,omitempty"` // its id; empty: by hand
	Name      string    `json:"name,omitempty"`
	Manager   string    `json:"manager,omitempty"` // the service that manages the plan
	Resources int       `json:"resources"`
	Newest    time.Time `json:"newest"`
	Every     Span      `json:"every,omitempty"` // between its last two runs; zero: one alone was seen
	Stopped   bool      `json:"stopped,omitempty"`
}

// Span is a duration in seconds, as a number.
type Span int64

// Duration is the span as Go has it.
func (s Span) Duration() time.Duration { return time.Duration(s) * time.Second }

// Record is an account in one Region, as it was read.
type Record struct {
	Account   string     `json:"account"`
	Region    string     `json:"region"`
	At        time.Time  `json:"at"` // when the reading began; zero: it never was
	Resources []Resource `json:"resources"`
	Foreign   []Foreign  `json:"foreign,omitempty"`
}

// Gaps are the ARNs of what is tagged for backup and not backed up.
func (r Record) Gaps() (arns []string) {
	for _, one := range r.Resources {
		if one.State == NearlyRight || one.State == TypeOff {
			arns = append(arns, one.ARN)
		}
	}
	return arns
}

// Seen is the record as it may be believed at a time: of one that is too old every resource is unknown, but for what no
// reading decides.
func (r Record) Seen(now time.Time) Record {
	if !Stale(r.At, now) {
		return r
	}
	aged := make([]Resource, len(r.Resources))
	for i, one := range r.Resources {
		if one.State != Excluded && one.State != Unknown {
			one.Why = "It was last read at " + clock(r.At) + ", and was " + one.State.Words() + " then."
			one.State = Unknown
		}
		aged[i] = one
	}
	r.Resources = aged
	return r
}

// Stale reports whether a reading is too old to be believed.
func Stale(at, now time.Time) bool { return now.Sub(at) > 2*Cadence }

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
