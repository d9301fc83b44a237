package kernel

import "time"

// Assumptions are other answers to what no page of AWS's answers. The zero value is what README.md assumes. Each field
// bears the id of its row in `farvault selftest`: once the answer is known, the line that reads the field changes.
type Assumptions struct {
	// The account that a copy arrives in gets its events too.
	ArrivingCopyEvents bool `row:"arriving-copy-event"`
	// A copy's ResourceArn is of the account that it arrives in.
	CopiesNameThemselves bool `row:"copy-resource-arn"`
	// A copy's CreationDate is when it was made.
	CopiesDateThemselves bool `row:"copy-creation-date"`
	// AccountJoinedOrganization holds the account in an object of its own.
	JoinedNested bool `row:"account-joined"`
	// Every account has a Default vault in every Region.
	DefaultVault bool `row:"default-vault"`
	// How long after CreateBackupPlan the plan's tags count in policies.
	PlanTagsLag time.Duration `row:"plan-tags-next-call"`
	// AWS Backup leaves empty lists out of its answers.
	EmptyListsLeftOut bool `row:"list-shapes"`
	// A FAILED copy job does not name the plan that made it.
	FailedCopiesNameNoPlan bool `row:"failed-copy-plan"`
	// How long a new role cannot be assumed.
	EntryLag time.Duration `row:"stackset-ready"`
	// The message about a vault that is not there.
	MissingVaultText string `row:"missing-vault-text"`
	// The error code of a Region that the account has not enabled.
	RegionOffCode string `row:"region-off"`
	// CloudTrail shows the members of requests with capitals, as the API has them.
	TrailCapitals bool `row:"trail-request-case"`
	// The policies of AWS managed keys do not name the account.
	ManagedKeysNameNoAccount bool `row:"aws-managed-key-policy"`
	// AWS Backup does not say for which account it assumes a role.
	BackupNamesNoSourceAccount bool `row:"trust-source-account"`
	// Lists of vaults show the key that AWS owns.
	OwnedKeysShown bool `row:"airgapped-key-list"`
}
