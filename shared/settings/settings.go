// Package settings reads infra/settings.yaml, the organization-wide wishes of
// the people who run farvault. Property names are AWS's own. It refuses a wrong
// file before any AWS call, with every mistake at once, each with its line and column.
package settings

// Settings is the whole file. What differs from deployment to deployment (organization id, account ids,
// the central bus) is not here: it comes from the templates' parameters through the environment.
type Settings struct {
	Scope        Scope    `yaml:"Scope"`
	Entry        Entry    `yaml:"Entry"`
	Regions      []string `yaml:"Regions"` // where members are protected; empty: the home Region
	CentralVault Vault    `yaml:"CentralVault"`
	LocalVault   Vault    `yaml:"LocalVault"`
	OptIn        []string `yaml:"ResourceTypeOptIn"` // AWS Backup's names: EBS, EFS, RDS, ...
	// types with a choice that AWS Backup manages fully: DynamoDB, EFS
	Managed     []string     `yaml:"ResourceTypeManagement"`
	BackupPlans []BackupPlan `yaml:"BackupPlans"`
	// PermissionsBoundary is path and name of the policy that bounds the roles that farvault makes in members;
	// infra/member.yaml has a parameter of the same name and value.
	PermissionsBoundary string `yaml:"PermissionsBoundary"`
	// TrustSourceConditions lets AWS Backup and EventBridge use the roles that farvault makes in members for the member's
	// own account and rule alone; false, as in files that do not have it: for whomever they act.
	TrustSourceConditions bool `yaml:"TrustSourceConditions"`
	// over how many minutes the accounts' starts are spread; zero: all start at once
	StartSpreadMinutes int64      `yaml:"StartSpreadMinutes"`
	Adopt              []Adoption `yaml:"Adopt"` // what may be taken over; empty: nothing
	Alerts             Alerts     `yaml:"Alerts"`
	Mend               Mend       `yaml:"Mend"`
	Breaker            Breaker    `yaml:"Breaker"`
}

// Scope says which accounts are protected. Empty Include means every member; Exclude wins.
type Scope struct {
	IncludeOrganizationalUnits []string `yaml:"IncludeOrganizationalUnits"`
	ExcludeOrganizationalUnits []string `yaml:"ExcludeOrganizationalUnits"`
	IncludeAccounts            []string `yaml:"IncludeAccounts"`
	ExcludeAccounts            []string `yaml:"ExcludeAccounts"`
	IncludeTags                []Tag    `yaml:"IncludeTags"` // tags of the account in AWS Organizations: one is enough
	ExcludeTags                []Tag    `yaml:"ExcludeTags"` // likewise
}

// Tag is a key with one value. Both are case sensitive.
type Tag struct {
	Key   string `yaml:"Key"`
	Value string `yaml:"Value"`
}

// BackupPlan is a plan that every member in scope gets, or those of them that are in the plan's own.
type BackupPlan struct {
	BackupPlanName string       `yaml:"BackupPlanName"`
	Scope          Scope        `yaml:"Scope"` // of the accounts in scope; empty: all of them
	Rules          []BackupRule `yaml:"Rules"`
	Selection      Selection    `yaml:"Selection"`
	WindowsVSS     string       `yaml:"WindowsVSS"` // enabled or disabled, of EC2; empty: as it is in the account
}

// BackupRule is one rule; TargetBackupVaultName is always the local vault, the
// central vault is reached by CopyActions. Windows are minutes, zero means AWS's default.
type BackupRule struct {
	RuleName                   string    `yaml:"RuleName"`
	ScheduleExpression         string    `yaml:"ScheduleExpression"`
	ScheduleExpressionTimezone string    `yaml:"ScheduleExpressionTimezone"`
	StartWindowMinutes         int64     `yaml:"StartWindowMinutes"`
	CompletionWindowMinutes    int64     `yaml:"CompletionWindowMinutes"`
	Lifecycle                  Lifecycle `yaml:"Lifecycle"`
	// nil: as Lifecycle; always written out in the copy action
	CopyLifecycle          *Lifecycle `yaml:"CopyLifecycle"`
	EnableContinuousBackup bool       `yaml:"EnableContinuousBackup"`
	// CopyActions are the copies to central vaults; none: one, to the central vault of the backup's own Region.
	CopyActions []CopyAction `yaml:"CopyActions"`
	// RecoveryPointTags are given to every backup; nil: as it is in the account.
	RecoveryPointTags []Tag `yaml:"RecoveryPointTags"`
}

// CopyAction is a copy to the central vault of a Region.
type CopyAction struct {
	DestinationRegion string     `yaml:"DestinationRegion"` // empty: the Region of the backup
	Lifecycle         *Lifecycle `yaml:"Lifecycle"`         // nil: the rule's CopyLifecycle, or else its Lifecycle
}

// Lifecycle counts days from the backup's start; zero means never.
type Lifecycle struct {
	MoveToColdStorageAfterDays int64 `yaml:"MoveToColdStorageAfterDays"`
	DeleteAfterDays            int64 `yaml:"DeleteAfterDays"`
	// OptInToArchiveForSupportedResources moves EBS snapshots to cold storage too, the EBS Snapshots Archive.
	OptInToArchiveForSupportedResources bool `yaml:"OptInToArchiveForSupportedResources"`
}

// Selection picks resources by one tag, or by AWS's conditions on several; of some types, or but for some resources. It
// obeys the account's opt-in (ResourceTypeOptIn), but for most of the types that ResourceTypes names.
type Selection struct {
	SelectionName string     `yaml:"SelectionName"`
	TagKey        string     `yaml:"TagKey"`
	TagValue      string     `yaml:"TagValue"`
	Conditions    Conditions `yaml:"Conditions"`    // instead of TagKey and TagValue; all must hold
	ResourceTypes []string   `yaml:"ResourceTypes"` // AWS Backup's names; empty: every type
	NotResources  []string   `yaml:"NotResources"`  // ARNs, with * for any text
}

// Alerts says how often farvault speaks, and to whom; durations like "5m" or "4h".
type Alerts struct {
	GroupInterval  Duration `yaml:"GroupInterval"`
	RepeatInterval Duration `yaml:"RepeatInterval"`
	// the allowed age of the last good copy, of plans that run more often than that
	MaxCopyAge Duration `yaml:"MaxCopyAge"`

	MaxMessagesPerHour int `yaml:"MaxMessagesPerHour"` // from half of it on, failures of one cause are told as one

	Receivers []Receiver `yaml:"Receivers"` // beside default and digest, which are always there
	Routes    []Route    `yaml:"Routes"`    // who hears of what; what no route matches goes to default

	// https subscriptions of the topic get messages in the form that chats of Amazon Q Developer show
	AmazonQDeveloper bool `yaml:"AmazonQDeveloper"`
}

// Mend says what farvault may put right by itself.
type Mend struct {
	Enabled        bool `yaml:"Enabled"`        // false: nothing of what follows
	Reconcile      bool `yaml:"Reconcile"`      // bring an account whose chain made a job fail to its chain at once
	RestartCopies  bool `yaml:"RestartCopies"`  // thereafter, start the copies again that failed by it
	RetryTransient bool `yaml:"RetryTransient"` // start a copy again, once and later, whose cause passes by itself
	// copies started again for one failed recovery point, the one retry not counted
	MaxRestarts int `yaml:"MaxRestarts"`
}

// Reconciles, Restarts and Retries report whether that kind of mending is switched on.
func (m Mend) Reconciles() bool { return m.Enabled && m.Reconcile }

// Restarts is of copies that failed by what farvault has put right.
func (m Mend) Restarts() bool { return m.Reconciles() && m.RestartCopies }

// Retries is of copies whose cause passes by itself.
func (m Mend) Retries() bool { return m.Enabled && m.RetryTransient }
