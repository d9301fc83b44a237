package check

import "slices"

// RuleID names a rule in findings; it never changes its meaning.
type RuleID string

// The rules, in the order of the table.
const (
	Malformed          RuleID = "malformed"
	UnknownKind        RuleID = "unknown-kind"
	Setting            RuleID = "setting"
	UnknownProperty    RuleID = "unknown-property"
	MissingProperty    RuleID = "missing-property"
	Name               RuleID = "name"
	Quota              RuleID = "quota"
	TargetVaultARN     RuleID = "target-vault-arn"
	DestinationARN     RuleID = "destination-vault-arn"
	DefaultVault       RuleID = "default-vault-destination"
	NoCopyAction       RuleID = "no-copy-action"
	LifecycleRange     RuleID = "lifecycle-range"
	LifecycleGap       RuleID = "lifecycle-gap"
	KeepsForever       RuleID = "keeps-forever"
	ShortRetention     RuleID = "short-retention"
	ContinuousCold     RuleID = "continuous-cold"
	ColdStorage        RuleID = "cold-storage"
	Schedule           RuleID = "schedule"
	Window             RuleID = "window"
	RulesOverlap       RuleID = "rules-overlap"
	SelectionOrTrap    RuleID = "selection-or-trap"
	KeyAccount         RuleID = "key-account"
	MalformedPolicy    RuleID = "malformed-policy"
	UnknownAction      RuleID = "unknown-action"
	WildcardAction     RuleID = "wildcard-action"
	CrossAccountAction RuleID = "cross-account-action"
	BroadPrincipal     RuleID = "broad-principal"
	ViaService         RuleID = "via-service"
	VaultLock          RuleID = "vault-lock"
	DestinationVault   RuleID = "destination-vault"
	UnknownType        RuleID = "unknown-type"
	UnknownPrincipal   RuleID = "unknown-principal"
	NoSelection        RuleID = "no-selection"
	ConditionKey       RuleID = "condition-key"
	NotLookedAt        RuleID = "not-looked-at"
)

// Rule is one thing that is looked for.
type Rule struct {
	ID       RuleID
	Severity Severity
	Title    string // what is wrong
	Page     string // where AWS says so
}

const (
	backupGuide         = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"
	cloudFormationGuide = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
)

// rules is every rule there is.
var rules = []Rule{
	{
		Malformed,
		Error,
		"the file is not YAML or JSON, or has a key twice",
		cloudFormationGuide + "template-formats.html",
	},
	{UnknownKind, Error, "the file is none of the kinds that can be checked", backupGuide + "whatisbackup.html"},
	{Setting, Error, "farvault refuses the setting", backupGuide + "API_BackupPlanInput.html"},
	{
		UnknownProperty,
		Error,
		"no property has that name",
		cloudFormationGuide + "aws-resource-backup-backupplan.html",
	},
	{
		MissingProperty,
		Error,
		"a property that AWS requires is missing",
		cloudFormationGuide + "aws-resource-backup-backupplan.html",
	},
	{Name, Error, "AWS Backup does not accept the name", backupGuide + "API_BackupRuleInput.html"},
	{
		Quota,
		Error,
		"more than AWS Backup takes, and none of these quotas can be raised",
		backupGuide + "aws-backup-limits.html",
	},
	{
		TargetVaultARN,
		Error,
		"a backup is made in a vault of its own account, given by name; another account's vault is reached by a copy action",
		backupGuide + "API_BackupRuleInput.html",
	},
	{DestinationARN, Error, "a copy's destination is a vault's ARN", backupGuide + "API_CopyAction.html"},
	{
		DefaultVault,
		Error,
		"no copy from another account can be made into the default vault",
		backupGuide + "create-cross-account-backup.html#security-considerations-cab",
	},
	{NoCopyAction, Warning, "the backups never leave the account", backupGuide + "create-cross-account-backup.html"},
	{
		LifecycleRange,
		Error,
		"AWS Backup does not accept the number of days",
		backupGuide + "plan-options-and-configuration.html",
	},
	{LifecycleGap, Error, "a backup stays in cold storage for 90 days at least", backupGuide + "API_Lifecycle.html"},
	{KeepsForever, Warning, "backups are kept, and paid for, forever", backupGuide + "API_Lifecycle.html"},
	{
		ShortRetention,
		Warning,
		"a mistake found after a week finds no backup",
		backupGuide + "plan-options-and-configuration.html",
	},
	{
		ContinuousCold,
		Error,
		"a continuous backup cannot go to cold storage",
		backupGuide + "point-in-time-recovery.html",
	},
	{
		ColdStorage,
		Warning,
		"AWS Backup moves nothing of a resource type to cold storage, and says nothing of it",
		backupGuide + "API_Lifecycle.html",
	},
	{
		Schedule,
		Error,
		"AWS Backup does not accept the schedule",
		"https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
	},
	{Window, Error, "AWS Backup does not accept the window", backupGuide + "API_BackupRuleInput.html"},
	{
		RulesOverlap,
		Warning,
		"of two rules whose start windows overlap AWS runs only the one that keeps longer",
		backupGuide + "plan-options-and-configuration.html",
	},
	{
		SelectionOrTrap,
		Warning,
		"ListOfTags and Resources together select what has the tag or is in the list",
		backupGuide + "assigning-resources.html",
	},
	{
		KeyAccount,
		Warning,
		"the vault's key belongs to another account, which can make every backup unreadable",
		backupGuide + "encryption.html",
	},
	{
		MalformedPolicy,
		Error,
		"AWS reads no policy in it",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
	},
	{
		UnknownAction,
		Error,
		"AWS Backup does not have the action; IAM accepts the name and grants nothing",
		"https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html",
	},
	{
		WildcardAction,
		Error,
		"a vault access policy takes no wildcard in Action",
		backupGuide + "create-a-vault-access-policy.html",
	},
	{
		CrossAccountAction,
		Error,
		"a vault is opened to another account for backup:CopyIntoBackupVault alone",
		backupGuide + "create-a-vault-access-policy.html",
	},
	{
		BroadPrincipal,
		Warning,
		"more principals can use it than copy backups",
		backupGuide + "create-cross-account-backup.html#share-vault-cab",
	},
	{
		ViaService,
		Warning,
		"kms:ViaService carries the Region, so the condition never holds",
		"https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service",
	},
	{
		VaultLock,
		Error,
		"a retention is outside of a vault's lock, or a lock allows none",
		backupGuide + "vault-lock.html",
	},
	{
		DestinationVault,
		Warning,
		"a vault that another account copies to needs a customer managed key and an access policy",
		backupGuide + "create-cross-account-backup.html",
	},
	{UnknownType, Error, "CloudFormation has no such resource type", cloudFormationGuide + "AWS_Backup.html"},
	{
		UnknownPrincipal,
		Error,
		"a policy's AWS principal is an account, user or role",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
	},
	{NoSelection, Warning, "a plan without a selection backs up nothing", backupGuide + "assigning-resources.html"},
	{
		ConditionKey,
		Warning,
		"a selection's conditions name a tag as aws:ResourceTag/Key",
		backupGuide + "API_Conditions.html",
	},
	{
		NotLookedAt,
		Note,
		"a part that only a deployment knows was not checked",
		cloudFormationGuide + "intrinsic-function-reference-foreach.html",
	},
}

// Rules is every rule there is, in the order in which they are told.
func Rules() []Rule { return slices.Clone(rules) }

func severityOf(id RuleID) Severity {
	return rules[slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })].Severity
}
