package selftest

import (
	"cmp"
	"strings"
	"time"

	"farvault/shared/policy"
)

// Read is something that was read, or why it could not be.
type Read[T any] struct {
	Value T
	Known bool
	Why   string // it is not known
}

// missing is why the fact is not known; empty when it is.
func (r Read[T]) missing() string {
	if r.Known {
		return ""
	}
	return cmp.Or(r.Why, "it was not read")
}

// Facts are what was read of an organization: of its management account, its central account, and one member.
type Facts struct {
	Member, Region string // whose, and where, unless a fact says otherwise

	Arrived  Read[[]Arrival]   // copies of other accounts in the central account's vaults
	Copies   Read[[]CopyJob]   // the member's, of the last 30 days
	Today    Read[Day]         // the member's jobs of the current day
	Vaults   Read[[]Vault]     // the central account's and the member's
	Virgin   Read[Virgin]      // the member in a Region in which nobody has set anything
	Lists    Read[[]List]      // AWS Backup's lists there
	Types    Read[[]Region]    // what each Region knows
	Missing  Read[Refusal]     // to the question for a vault that is not there
	Disabled Read[Refusal]     // in a Region that the member has not enabled
	Managed  Read[[]KeyPolicy] // of the member's AWS managed keys
	Entry    Read[Entry]       // how the member's reader role came to be used

	Trust Read[Trust] // how AWS Backup fares with the member's backup role

	CentralCopies Read[[]Record] // CopyJobStarted and CopyJobCompleted in the central account's event history
	MemberCopies  Read[[]Record] // the same in the member's
	Joins         Read[[]Record] // AccountJoinedOrganization and CreateAccountResult in the management account's
	PlanCalls     Read[[]Record] // CreateBackupPlan and CreateBackupSelection in the member's, oldest first
}

// Arrival is a recovery point that came from another account.
type Arrival struct {
	ARN, SourceVaultARN, ResourceARN string
	Created, Completed               time.Time
}

// CopyJob is a copy job as its own account shows it.
type CopyJob struct {
	ID, RecoveryPointARN string // of the copy
	BackupJobID          string // the job whose plan asked for the copy; empty: on demand
	PlanID               string // as DescribeCopyJob says
	Failed               bool
	Created              time.Time
}

// Day is how many jobs a day had, by the lists and then by the summaries.
type Day struct{ Listed, Summarized int }

// Vault is a vault as the list of vaults shows it.
type Vault struct {
	Name, Type, KeyARN string
	OwnedByAWS         bool // the list says that AWS owns the key
}

// Virgin is an account in a Region in which nobody has set anything.
type Virgin struct {
	Region  string
	OptedIn []string
	Vaults  []string
	Set     bool   // somebody has, by the event history
	Unsure  string // why the event history could not be read
}

// List is an empty list that AWS Backup answered with.
type List struct {
	Call string
	Left bool // left out of the answer, not written as []
}

// Region is a Region with the resource types that it knows.
type Region struct {
	Name  string
	Types []string
}

// Refusal is AWS's answer to what it refuses.
type Refusal struct{ Region, Code, Message string }

// KeyPolicy is the policy of an AWS managed key.
type KeyPolicy struct {
	Alias  string
	Policy policy.Document
}

// Entry is a role with who tried to enter by it soon after it was made.
type Entry struct {
	RoleCreated time.Time
	Tries       []Record // of AssumeRole, oldest first
}

// Trust is the backup role's trust, and the backups made by it.
type Trust struct {
	Conditioned bool      // it asks for aws:SourceAccount
	Since       time.Time // the role is as it is
	Jobs        []BackupJob
}

// BackupJob is a backup job that has ended.
type BackupJob struct {
	Created   time.Time
	Completed bool
	Message   string
}

// Record is a record of CloudTrail.
type Record struct {
	At        time.Time
	Name      string
	Caller    string // ARN
	ErrorCode string
	Document  map[string]any
	Text      string // the same as JSON
}

// refused reports whether permissions were lacking.
func (r Record) refused() bool { return strings.HasPrefix(r.ErrorCode, "AccessDenied") }
