package proof

import (
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
)

// Fact is something read from AWS, or the reason why it could not be read.
// The zero Fact was never looked at.
type Fact[T any] struct {
	Value  T
	Looked bool
	Why    string // set when the look failed; Value is then meaningless
}

// Known makes a Fact of what was read.
func Known[T any](v T) Fact[T] { return Fact[T]{Value: v, Looked: true} }

// Unread makes a Fact of a look that failed: "access denied to farvault-reader".
func Unread[T any](why string) Fact[T] { return Fact[T]{Why: why} }

// Facts is the world as far as one copy depends on it: read through the reader roles, policies as documents.
// A thing that does not exist is a known fact with Exists false.
type Facts struct {
	Copy               CopyAttempt
	Organization       Fact[string]      // its id
	SourceAccount      Fact[org.Account] // ID empty: not a member
	DestinationAccount Fact[org.Account]
	CrossAccountBackup Fact[bool]              // the organization-wide switch
	SCPs               Fact[[][]ControlPolicy] // service control policies on the source account, root first
	RCPs               Fact[[][]ControlPolicy] // resource control policies likewise
	OptIn              Fact[map[string]bool]   // source account and Region
	RecoveryPoint      Fact[RecoveryPoint]
	SourceVault        Fact[Vault]
	SourceKey          Fact[Key] // the recovery point's key, or for a fully managed type the local vault's
	BackupRole         Fact[Role]
	DestinationVault   Fact[Vault]
	DestinationKey     Fact[Key]
	ServiceLinkedRole  Fact[Role]  // AWSServiceRoleForBackup in the destination account
	CopyRetention      Fact[int64] // days that the copy was to be kept; zero: for ever
	OwnedKeys          []string    // ARNs of keys that carry farvault's owner tag
}

// CopyAttempt is what was to be copied.
type CopyAttempt struct {
	ResourceARN, ResourceType string
	RecoveryPointARN          string
	SourceAccount, Region     string
	SourceVaultARN            string
	DestinationVaultARN       string
	RoleARN                   string
	At                        time.Time
}

// RecoveryPoint is the source of the copy.
type RecoveryPoint struct {
	Exists           bool
	EncryptionKeyARN string // empty: not encrypted
	StorageClass     string // WARM or COLD
	DeleteAfterDays  int64  // zero: kept for ever
}

// Vault is a backup vault; Policy is nil when it has none.
type Vault struct {
	Exists           bool
	ARN              string
	EncryptionKeyARN string
	Policy           *policy.Document
	AirGapped        bool // logically air-gapped: its key is AWS's own where EncryptionKeyARN is empty
	Locked           bool
	MinRetentionDays int64 // zero: no bound
	MaxRetentionDays int64
	Owned            bool // carries farvault's owner tag, or is named by its settings
}

// Key is a KMS key.
type Key struct {
	Exists       bool
	ARN          string
	Alias        string // empty when unknown
	AWSManaged   bool
	State        string // Enabled, Disabled, PendingDeletion, ...
	Policy       *policy.Document
	Grants       []Grant
	GrantsUnread bool // there may be grants that allow what the policy does not
	Owned        bool
}

// Grant lets one principal do some operations with a key, beside the key's policy. One that has constraints is left
// out.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
type Grant struct {
	GranteePrincipal string
	Operations       []string // without "kms:"
}

// Role is an IAM role with all that limits it.
type Role struct {
	Exists              bool
	ARN                 string
	Trust               *policy.Document
	Identity            []policy.Document
	PermissionsBoundary *policy.Document
	Owned               bool
}
