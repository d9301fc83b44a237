package catalog

// Category is one of sixteen kinds of failure, fixed: alerts are routed by it.
type Category string

// The categories. Where text that nobody has seen yet fits several rows, the category that stands first here wins.
const (
	Organization   Category = "organization"    // not one organization, the cross-account switch, account creation
	KMS            Category = "kms"             // any key
	VaultPolicy    Category = "vault_policy"    // the vault's resource policy denies or was refused
	Retention      Category = "retention"       // lifecycle arithmetic, vault lock, continuous backup and cold storage
	OptIn          Category = "opt_in"          // service or Region switched off, account features
	Unsupported    Category = "unsupported"     // the type, feature or Region pair cannot do it
	Schedule       Category = "schedule"        // another job, a maintenance window, a start or completion window
	Quota          Category = "quota"           // a limit that needs deletion or an increase
	Tagging        Category = "tagging"         // tag count, tag copy, tag policy
	ResourceState  Category = "resource_state"  // there, but in no state to be backed up
	ResourceGone   Category = "resource_gone"   // resource, vault or recovery point missing
	IAMRole        Category = "iam_role"        // role or caller lacks trust or permission
	InvalidRequest Category = "invalid_request" // the call was malformed or clashed
	Transient      Category = "transient"       // throttle, internal error: try again
	UserAction     Category = "user_action"     // stopped by a person
	Unknown        Category = "unknown"
)
