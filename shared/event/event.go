// Package event knows the shapes of what arrives: EventBridge events of AWS
// Backup, Organizations, Control Tower and CloudTrail, and farvault's own queue
// messages. It turns bytes into one of a few values and decides nothing.
// An event says only "look at this account" or "this job's state is now that";
// whoever acts on it reads the world first.
package event

import "time"

// Event is what a queue brings: as EventBridge sent it one of AccountChange, JobStateChange, RecoveryPointStateChange,
// SelectionRefused, OptInChange, ManagementEvent or Ignored, and as farvault itself sent it one of kinds.
type Event interface{ event() }

// Origin is what the envelope says, set by EventBridge and so to be trusted;
// everything in detail is the sender's data.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
type Origin struct {
	ID      string    `json:"id"`
	Account string    `json:"account"`
	Region  string    `json:"region"`
	Time    time.Time `json:"time"`
}

// MembershipChange is what happened to an account.
type MembershipChange string

// What can happen to an account.
const (
	Joined   MembershipChange = "joined" // created, invited, enrolled: it may be ours now
	Moved    MembershipChange = "moved"  // another OU: the scope may have changed
	Departed MembershipChange = "departed"
	Closed   MembershipChange = "closed"
)

// AccountChange says: look at this account. Name and OU are looked up, never taken from the event.
type AccountChange struct {
	Origin
	AccountID string           `json:"accountId"`
	Change    MembershipChange `json:"change"`
	Cause     string           `json:"cause"` // AWS's event name: CreateAccountResult, MoveAccount, ...
}

// JobKind is the sort of job, in the words used at every seam.
type JobKind string

// The kinds of job. API is a call that farvault or a person made itself.
const (
	Backup  JobKind = "backup"
	Copy    JobKind = "copy"
	Restore JobKind = "restore"
	API     JobKind = "api"
)

// JobStateChange is a backup, copy or restore job in a state, found by event or
// by listing: both make the same value, so that one job told twice is one.
// Fields that AWS left out are empty. Sizes are bytes.
type JobStateChange struct {
	Origin
	Job                 JobKind `json:"job"`
	JobID               string  `json:"jobId"` // empty in Copy CREATED
	State               string  `json:"state"` // AWS's word; may be one that we do not know
	Message             string  `json:"message,omitempty"`
	MessageCategory     string  `json:"messageCategory,omitempty"` // only from Describe and List calls
	ResourceARN         string  `json:"resourceArn,omitempty"`
	ResourceType        string  `json:"resourceType,omitempty"`
	RecoveryPointARN    string  `json:"recoveryPointArn,omitempty"` // source side of a copy
	CopiedTo            string  `json:"copiedTo,omitempty"`         // recovery point that the copy made
	SourceVaultARN      string  `json:"sourceVaultArn,omitempty"`   // backup: the vault itself
	DestinationVaultARN string  `json:"destinationVaultArn,omitempty"`
	RoleARN             string  `json:"roleArn,omitempty"`
	PlanID              string  `json:"planId,omitempty"`
	RuleID              string  `json:"ruleId,omitempty"`
	// AWS Backup was asked who started the job, and no plan did. An event that names no plan says nothing of it.
	ByHand      bool      `json:"byHand,omitempty"`
	Size        int64     `json:"size,omitempty"`
	CreatedAt   time.Time `json:"createdAt,omitzero"`
	CompletedAt time.Time `json:"completedAt,omitzero"`
	Found       bool      `json:"found,omitempty"` // by the sweep, not by an event
}

// RecoveryPointStateChange is a recovery point in a state; EXPIRED, PARTIAL and STOPPED are bad.
type RecoveryPointStateChange struct {
	Origin
	RecoveryPointARN string `json:"recoveryPointArn"`
	Status           string `json:"status"`
	Message          string `json:"message,omitempty"`
	ResourceARN      string `json:"resourceArn,omitempty"`
	ResourceType     string `json:"resourceType,omitempty"`
	VaultARN         string `json:"vaultArn,omitempty"`
	RoleARN          string `json:"roleArn,omitempty"`

	CreatedAt time.Time `json:"createdAt,omitzero"` // when its backup was begun
	DeleteAt  time.Time `json:"deleteAt,omitzero"`  // when its lifecycle deletes it; zero: the event does not say
}

// SelectionRefused is CloudTrail's ProcessBackupPlanSelection with an error: a
// plan's resources could not be selected, no job was made, and no Backup event will ever say so.
type SelectionRefused struct {
	Origin
	PlanARN   string `json:"planArn"`
	ErrorCode string `json:"errorCode"`
	Message   string `json:"message"`
}

// OptInChange is a Region Setting State Change: resource types switched on or off.
type OptInChange struct {
	Origin
	OptIn map[string]bool `json:"optIn"`
}

// Ignored is an event that needs nothing, and why.
type Ignored struct {
	Origin
	Why    string `json:"why"`
	Failed string `json:"failed,omitempty"` // AWS's reason, of work that it began and that came to nothing
}

func (AccountChange) event()            {}
func (RolesNotDeployed) event()         {}
func (JobStateChange) event()           {}
func (RecoveryPointStateChange) event() {}
func (SelectionRefused) event()         {}
func (OptInChange) event()              {}
func (Ignored) event()                  {}
