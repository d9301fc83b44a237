package policy

import "fmt"

// Request is one call to be judged, in AWS's terms.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
type Request struct {
	// Principal is an ARN (role, assumed-role session, user, account root) or a
	// service principal such as backup.amazonaws.com.
	Principal        string
	PrincipalAccount string // twelve digits; empty for a service principal
	Action           string // service:Operation
	Resource         string // ARN, or "*" where the action takes none
	ResourceAccount  string
	// Context holds condition keys and their values; keys are compared without regard to case.
	// Evaluate adds what follows from the fields above: aws:PrincipalArn,
	// aws:PrincipalAccount, aws:PrincipalType, aws:ResourceAccount, aws:PrincipalIsAWSService; unless Context has them.
	Context map[string][]string
}

// Set is every policy that bears on a request. What is nil or empty does not exist.
// Levels of SCPs and RCPs are root first, each level allowing by at least one of its documents.
type Set struct {
	Identity            []Document
	PermissionsBoundary *Document
	Session             *Document
	Resource            *Document // vault, bus, queue, topic policy; key policy; role trust policy
	SCPs                [][]Document
	RCPs                [][]Document
}

// Decision is how a request was judged.
type Decision string

// The three decisions, in the words of AWS's policy simulator.
const (
	Allowed          Decision = "Allowed"
	ExplicitlyDenied Decision = "ExplicitlyDenied"
	ImplicitlyDenied Decision = "ImplicitlyDenied"
)

// Kind is the sort of policy that decided, in the words of AWS's error messages.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
type Kind string

// The kinds of policy.
const (
	IdentityBased       Kind = "identity-based policy"
	ResourceBased       Kind = "resource-based policy"
	PermissionsBoundary Kind = "permissions boundary"
	SessionPolicy       Kind = "session policy"
	ServiceControl      Kind = "service control policy"
	ResourceControl     Kind = "resource control policy"
)

// By names what decided. For an implicit denial Statement is empty: no statement allowed it.
type By struct {
	Kind      Kind
	Document  int    // of those of its kind, counted from 1; zero where it is the only one
	Statement string // its Sid, or "statement 2"
	Number    int    // counted from 1, of a statement that has no Sid
}

// String is the statement, with "document 3 " before it where the kind has several.
func (b By) String() string {
	if b.Document == 0 {
		return b.Statement
	}
	return fmt.Sprintf("document %d %s", b.Document, b.Statement)
}

// Verdict is a decision and its reason. Unknown lists what the evaluator does not know (an operator, a policy
// variable): a statement with such a thing neither allows nor, as a Deny, is passed over in silence.
type Verdict struct {
	Decision Decision
	By       By
	Unknown  []string
}
