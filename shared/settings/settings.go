// Package settings reads infra/settings.yaml, the organization-wide wishes of
// the people who run farvault. Property names are AWS's own. It refuses a wrong
// file before any AWS call, with every mistake at once, each with its line and column.
package settings

// Settings is the whole file. What differs from deployment to deployment (organization id, account ids,
// the central bus) is not here: it comes from the templates' parameters through the environment.
type Settings struct {
	Scope        Scope        `yaml:"Scope"`
	Regions      []string     `yaml:"Regions"` // where members are protected; empty: the home Region
	CentralVault Vault        `yaml:"CentralVault"`
	LocalVault   Vault        `yaml:"LocalVault"`
	OptIn        []string     `yaml:"ResourceTypeOptIn"` // AWS Backup's names: EBS, EFS, RDS, ...
	BackupPlans  []BackupPlan `yaml:"BackupPlans"`
	Alerts       Alerts       `yaml:"Alerts"`
	Mend         Mend         `yaml:"Mend"`
}

// Scope says which accounts are protected. Empty Include means every member; Exclude wins.
type Scope struct {
	IncludeOrganizationalUnits []string `yaml:"IncludeOrganizationalUnits"`
	ExcludeOrganizationalUnits []string `yaml:"ExcludeOrganizationalUnits"`
	IncludeAccounts            []string `yaml:"IncludeAccounts"`
	ExcludeAccounts            []string `yaml:"ExcludeAccounts"`
}

// Vault names a backup vault: 2 to 50 letters, digits, hyphens, underscores.
type Vault struct {
	BackupVaultName string `yaml:"BackupVaultName"`
}

// BackupPlan is a plan that every member in scope gets.
type BackupPlan struct {
	BackupPlanName string       `yaml:"BackupPlanName"`
	Rules          []BackupRule `yaml:"Rules"`
	Selection      Selection    `yaml:"Selection"`
}

// BackupRule is one rule; TargetBackupVaultName is always the local vault, the
// central vault is reached by CopyActions. Windows are minutes, zero means AWS's default.
type BackupRule struct {
	RuleName                   string     `yaml:"RuleName"`
	ScheduleExpression         string     `yaml:"ScheduleExpression"`
	ScheduleExpressionTimezone string     `yaml:"ScheduleExpressionTimezone"`
	StartWindowMinutes         int64      `yaml:"StartWindowMinutes"`
	CompletionWindowMinutes    int64      `yaml:"CompletionWindowMinutes"`
	Lifecycle                  Lifecycle  `yaml:"Lifecycle"`
	CopyLifecycle              *Lifecycle `yaml:"CopyLifecycle"` // nil: as Lifecycle; always written out in the copy action
}

// Lifecycle counts days from the backup's start; zero means never.
type Lifecycle struct {
	MoveToColdStorageAfterDays int64 `yaml:"MoveToColdStorageAfterDays"`
	DeleteAfterDays            int64 `yaml:"DeleteAfterDays"`
}

// Selection picks resources by one tag: what carries it is backed up. It obeys the account's opt-in (ResourceTypeOptIn).
type Selection struct {
	SelectionName string `yaml:"SelectionName"`
	TagKey        string `yaml:"TagKey"`
	TagValue      string `yaml:"TagValue"`
}

// Alerts says how often farvault speaks; durations like "5m" or "4h".
type Alerts struct {
	GroupInterval  Duration `yaml:"GroupInterval"`
	RepeatInterval Duration `yaml:"RepeatInterval"`
	MaxCopyAge     Duration `yaml:"MaxCopyAge"` // the allowed age of the last good copy

	MaxMessagesPerHour int `yaml:"MaxMessagesPerHour"` // from half of it on, failures of one cause are told as one
}

// Mend says what farvault may put right by itself.
type Mend struct {
	Enabled     bool `yaml:"Enabled"`
	MaxRestarts int  `yaml:"MaxRestarts"` // copies started again for one failed recovery point
}
