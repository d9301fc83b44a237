// Package org knows an AWS Organization's nouns: accounts, their states, their
// place in the tree, ARNs. It knows nothing of backups and calls nobody.
// Everything else may import it.
package org

// State is an account's state in AWS Organizations.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
type State string

// The states of an account. PendingActivation and Active replaced the retired
// Status field's ACTIVE; Suspended is in both.
const (
	PendingActivation State = "PENDING_ACTIVATION"
	Active            State = "ACTIVE"
	Suspended         State = "SUSPENDED"
	PendingClosure    State = "PENDING_CLOSURE"
	Closed            State = "CLOSED"
)

// Account is one account of the organization. Its e-mail address is left out on purpose: it is
// personal data that farvault neither logs nor stores.
type Account struct {
	ID    string `json:"id"`   // twelve digits
	Name  string `json:"name"` // as the organization shows it; untrusted text
	State State  `json:"state"`
	Path  Path   `json:"path,omitempty"` // empty when nobody has looked it up
	// Tags are the account's in AWS Organizations; nil when nobody has looked. An account without any has an empty map.
	Tags map[string]string `json:"tags,omitzero"`
}

// Label names the account for people: "payments-prod (222233334444)".
func (a Account) Label() string {
	if a.Name == "" {
		return a.ID
	}
	return a.Name + " (" + a.ID + ")"
}

// IsAccountID reports whether s is twelve digits. The samples in AWS's documents
// print thirteen, so a decoder must not insist on it: only what is about to be
// entered or written to is checked.
func IsAccountID(s string) bool {
	if len(s) != 12 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
