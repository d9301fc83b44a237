package event

import (
	"encoding/json"
	"slices"
	"time"

	"farvault/shared/org"
)

// ReconcileAccount asks provision to bring one account to its desired chain. Facts from a
// listing travel with it, so that a sweep costs no Organizations call per account.
type ReconcileAccount struct {
	AccountID string       `json:"accountId"`
	Facts     *org.Account `json:"facts,omitempty"` // nil: look the account up
	Cause     string       `json:"cause"`           // why: an AWS event name, "sweep", "operator"
	Run       *SweepRun    `json:"run,omitempty"`   // the sweep that asks; nil: nobody's
}

// SetUp is the Cause of a look while farvault is being deployed, when roles may not be there yet: an account that
// cannot be entered is looked at again soon, and nobody is told.
const SetUp = "set-up"

// WaitsStill is the Cause of a look at an account that waits, again.
const WaitsStill = "waits"

// Repair asks provision to reconcile accounts and then to start copies again.
type Repair struct {
	GroupKey string        `json:"groupKey"` // the alert that waits for the report
	Cause    string        `json:"cause"`    // the catalogue row's id
	Accounts []string      `json:"accounts"` // whose chain is at fault
	Copies   []CopyRequest `json:"copies"`

	NotBefore time.Time `json:"notBefore,omitzero"` // when to begin: what passes by itself is given time to
}

// CopyRequest is a copy to start again. Attempt makes the idempotency token:
// the token of the failed job would return the failed job.
type CopyRequest struct {
	Account             string `json:"account"`
	Region              string `json:"region"`
	JobID               string `json:"jobId"` // the job that failed
	ResourceARN         string `json:"resourceArn"`
	ResourceType        string `json:"resourceType"`
	RecoveryPointARN    string `json:"recoveryPointArn"`
	SourceVaultARN      string `json:"sourceVaultArn"`
	DestinationVaultARN string `json:"destinationVaultArn"`
	RoleARN             string `json:"roleArn"`
	Attempt             int    `json:"attempt"`         // 1 for the first restart
	Retry               bool   `json:"retry,omitempty"` // nothing was put right: the cause passes by itself
}

// Report tells alert what came of a mend, or that an account has waited too long.
type Report struct {
	GroupKey  string        `json:"groupKey"`
	Cause     string        `json:"cause"`
	Changes   []Change      `json:"changed,omitempty"` // what was put right
	Restarted []CopyRequest `json:"restarted"`         // JobID is the new job's
	Refused   []Change      `json:"left,omitempty"`    // what could not be put right or restarted, and why
	Waiting   *Waiting      `json:"waiting,omitempty"`
	Halted    *Halted       `json:"halted,omitempty"`
	Departed  []Departure   `json:"departed,omitempty"` // one a report; alert tells several as one
	// who made the changes necessary, where somebody else did and CloudTrail tells
	By []Changer `json:"by,omitempty"`
	// when the changes had been put right already, before it was known who made them necessary
	RepairedAt time.Time `json:"putBackAt,omitzero"`
	// what has a cause of its own, where the alert about it is to say who it was
	Broke *Broken   `json:"broke,omitempty"`
	At    time.Time `json:"at"`
}

// And is what two reports of one repair say together.
func (r Report) And(more Report) Report {
	r.Changes = slices.Clone(r.Changes)
	for _, c := range more.Changes { // a repair is known again by the call that made it necessary
		if !slices.ContainsFunc(r.Changes, c.Same) {
			r.Changes = append(r.Changes, c)
		}
	}
	r.Restarted = append(slices.Clone(r.Restarted), more.Restarted...)
	r.Refused = append(slices.Clone(r.Refused), more.Refused...)
	r.By = append(slices.Clone(r.By), more.By...)
	return r
}

// Changer is somebody who changed a part of a chain that is farvault's to keep.
type Changer struct {
	Account string    `json:"account"` // whose chain it is part of
	CallID  string    `json:"callId"`  // CloudTrail's id of the call
	Name    string    `json:"name"`    // PutBackupVaultAccessPolicy
	ARN     string    `json:"arn"`     // of the caller; untrusted text
	At      time.Time `json:"at"`
}

// Broken is a key that somebody disabled or wants deleted, or a resource type that somebody switched off.
type Broken struct {
	Account      string `json:"account"`
	Region       string `json:"region"`
	KeyARN       string `json:"keyArn,omitempty"`
	ResourceType string `json:"resourceType,omitempty"` // where it is no key
	State        string `json:"state"`                  // "Disabled", "PendingDeletion"; "off" of a resource type
}

// Waiting is an account that could not be brought to its chain in the time that is normal for a new one.
type Waiting struct {
	Account    org.Account `json:"account"`
	Why        string      `json:"why"`
	NotEntered bool        `json:"notEntered,omitempty"` // the role to enter by could not be assumed
}

// Tick is the time, sent on a schedule: it wakes groups for their interval and reminders.
type Tick struct {
	At time.Time `json:"at"`
}

// Page asks the sweep to go on with the accounts after one, in the order of their ids: what one invocation reads is
// bounded by Lambda's time.
type Page struct {
	Region string    `json:"region"`
	After  string    `json:"after"` // id of the account that was read last
	Began  time.Time `json:"began"` // when the first page was begun
}

// Digest is how the organization's accounts stand, sent on a schedule: what the daily message begins with.
type Digest struct {
	At          time.Time `json:"at"`
	InScope     int       `json:"inScope"`             // accounts that are to be protected
	Protected   int       `json:"protected"`           // of these, those whose chain is as desired
	Observed    int       `json:"observed,omitempty"`  // that farvault only reads: the templates' Mode is Observe
	Idle        int       `json:"idle,omitempty"`      // accounts in which no plan selects anything, and none did lately
	Copies      int       `json:"copies"`              // that ended well in the window
	CopiesBad   int       `json:"copiesBad"`           // and those that did not
	CopiesFrom  time.Time `json:"copiesFrom,omitzero"` // the window in which copies were counted
	CopiesUntil time.Time `json:"copiesUntil,omitzero"`
	Incomplete  []string  `json:"incomplete,omitempty"` // what could not be counted, and why

	// the accounts whose state is unknown, and those that do not have their chain, each with why
	Unknown     []string `json:"unknown,omitempty"`
	Unprotected []string `json:"unprotected,omitempty"`
	// the organization's preconditions that fail, each with the command that mends it
	Organization []string  `json:"organization,omitempty"`
	Coverage     *Coverage `json:"coverage,omitempty"` // of the resources; nil: nothing was counted
}

// Coverage counts the resources of the organization by their states, as package coverage names them.
type Coverage struct {
	Resources  int            `json:"resources"`
	Counts     map[string]int `json:"counts"`
	New        int            `json:"new,omitempty"`       // untagged since less than a day
	Unread     int            `json:"unread,omitempty"`    // accounts that were not read lately
	Read       time.Time      `json:"read,omitzero"`       // the oldest reading of the others
	OldestCopy time.Time      `json:"oldestCopy,omitzero"` // of the newest copies of the resources
	Foreign    int            `json:"foreign,omitempty"`   // resources that something else than farvault copies
	Stopped    int            `json:"stopped,omitempty"`   // plans that are not farvault's and copy no longer
}

// Announcement is a message that people have and that the bus did not take, to be put on it again.
type Announcement struct {
	Message json.RawMessage `json:"message"` // a message.Message
}
