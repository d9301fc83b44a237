package chain

// The fixed names of what farvault makes or enters. template.yaml,
// infra/management.yaml and infra/member.yaml write the same names; a test compares them.
const (
	// OwnerTag and OwnerValue mark what is farvault's. Nothing without the tag is ever written to.
	OwnerTag   = "farvault:owner"
	OwnerValue = "farvault"

	// RolePath is the IAM path of every role of farvault, in every account.
	RolePath = "/farvault/"

	// ProvisionerRole and ReaderRole are the roles that farvault enters a member
	// by (infra/member.yaml); the management account has a ReaderRole of its own (infra/management.yaml).
	ProvisionerRole = "farvault-provisioner"
	ReaderRole      = "farvault-reader"

	// ProvisionRole is the provision function's role (template.yaml), which keeps the central account's chain.
	ProvisionRole = "farvault-provision"

	// ObserveForwarderRole and ObservePolicy are what the templates make with Mode Observe: what EventBridge assumes in a
	// member, and what keeps the functions from writing.
	ObserveForwarderRole = "farvault-observe-forwarder"
	ObservePolicy        = "farvault-observe"

	// BoundaryPolicy is the permissions boundary (infra/member.yaml) without which the provisioner may make no role.
	BoundaryPolicy = "farvault-boundary"

	// BackupRole is what AWS Backup assumes in a member; ForwarderRole is what EventBridge assumes to send events to
	// the central bus.
	BackupRole    = "farvault-backup"
	ForwarderRole = "farvault-event-forwarder"

	// KeyAlias is the alias of the key of an account's own vaults, LocalKeyAlias that of the central
	// account's multi-Region key for the members' local vaults.
	KeyAlias      = "alias/farvault"
	LocalKeyAlias = "alias/farvault-local"

	// ForwardingRule is the EventBridge rule on a member's default bus.
	ForwardingRule = "farvault-forward"
)
