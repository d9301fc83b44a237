package event

import "time"

// Unreported is what the sweep has seen in one account and Region of which AWS tells nobody.
type Unreported struct {
	Account  string              `json:"account"`
	Region   string              `json:"region"`
	At       time.Time           `json:"at"` // when the look began
	Problems []UnreportedFailure `json:"problems"`
}

// Kinds of problem that no job stands behind, beside RecoveryPoint. They stand where a job's kind stands.
const (
	OptIn     JobKind = "opt-in"    // a resource type that is switched off
	Key       JobKind = "key"       // a key that cannot be used
	Run       JobKind = "run"       // a rule whose time passed
	Selection JobKind = "selection" // a plan that selects nothing
	// Account is an account as such: one that cannot be read, or that does not have its chain
	Account   JobKind = "account"
	Retention JobKind = "retention" // a vault in which backups outlive their retention
	Tagged    JobKind = "tagged"    // a resource that is tagged for backup and not backed up
	Foreign   JobKind = "foreign"   // a plan that is not farvault's, and that copied to a central vault
	Unnamed   JobKind = "unnamed"   // a plan, selection or vault of farvault's that no setting names
)

// UnreportedFailure is one thing that was looked at. One that holds ends the alert about it.
type UnreportedFailure struct {
	Kind         JobKind   `json:"kind"` // backup, copy, run, selection, tagged, retention, key or opt-in
	Resource     string    `json:"resource"`
	ResourceType string    `json:"resourceType,omitempty"`
	Destination  string    `json:"destination,omitempty"` // vault ARN of a copy
	Plan         string    `json:"plan,omitempty"`        // id of the plan whose rule it is
	JobID        string    `json:"jobId,omitempty"`       // of a job that is there and does not move
	State        string    `json:"state,omitempty"`       // and the state that it stays in
	Holds        bool      `json:"holds"`
	At           time.Time `json:"at,omitzero"`     // when it came to hold; zero: with the look
	Cause        string    `json:"cause,omitempty"` // the catalogue row's id
	Where        string    `json:"where,omitempty"` // ARN of the thing at fault
	Why          string    `json:"why,omitempty"`
	Paste        string    `json:"paste,omitempty"`
	Ours         bool      `json:"ours,omitempty"`  // farvault may put it right
	Count        int       `json:"count,omitempty"` // of a custody: how many backups are gone

	RunAt time.Time `json:"runAt,omitzero"` // of an overdue copy: when the run was due that should have brought it

	Point *RecoveryPointStateChange `json:"point,omitempty"` // of a retention: a recovery point that has outlived it

	// Of a copy that is still to come, and will fail: when its run begins, whose account must act, what to do where the
	// catalogue's words would not help, and what fails beside the cause.
	Due    time.Time `json:"due,omitzero"`
	Fault  string    `json:"fault,omitempty"`
	Remedy string    `json:"remedy,omitempty"`
	Also   []Failing `json:"also,omitempty"`
}

// Failing is a condition of a copy that is not met.
type Failing struct {
	Cause string `json:"cause"`
	Title string `json:"title"`
	Where string `json:"where,omitempty"`
	Fault string `json:"fault,omitempty"`
	Ours  bool   `json:"ours,omitempty"`
}

// Foreseen says that the conditions of the coming copies of one account and Region were proven. Of a copy that was said
// to fail and is not among Kept they are met now, or nobody makes it any more.
type Foreseen struct {
	Account string    `json:"account"`
	Region  string    `json:"region"`
	At      time.Time `json:"at"`
	// Kept are the heads of the fingerprints of the copies that will fail, or of which too little could be read.
	Kept []string `json:"kept,omitempty"`
}

// What is looked at in an account as such: what stands first in Resource.
const (
	AccountReading = "account-reading/"
	AccountChain   = "account-chain/"
	UnnamedLink    = "unnamed/" // with the link's kind and name
	AccountRoles   = "account-roles/"
	AccountSurplus = "account-surplus/"
)
