package event

import "time"

// Ending is how an account came to be no longer protected.
type Ending string

// The endings.
const (
	AccountClosed Ending = "closed"       // closed or suspended: nobody can work in it
	AccountLeft   Ending = "left"         // no member of the organization any more
	Retired       Ending = "retired"      // people have ended farvault's work in it
	OutOfScope    Ending = "out-of-scope" // moved, excluded or tagged so that the settings leave it out
)

// Departure is an account that was protected and no longer is. Nothing in it was deleted.
type Departure struct {
	AccountID    string    `json:"accountId"`
	Name         string    `json:"name,omitempty"` // as the organization showed it; untrusted text
	Ending       Ending    `json:"ending"`
	Why          string    `json:"why"`
	ProtectedAt  time.Time `json:"protectedAt"` // since when it had been protected
	CentralVault string    `json:"centralVault"`
	LocalVault   string    `json:"localVault"`
	// CopiesUntil is when the newest copy that it may have in the central vault expires; zero: never.
	CopiesUntil time.Time `json:"copiesUntil,omitzero"`
}

// Same reports whether two tell of the end of the same protection.
func (d Departure) Same(other Departure) bool {
	return d.AccountID == other.AccountID && d.ProtectedAt.Equal(other.ProtectedAt)
}
