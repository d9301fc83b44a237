package alert

import (
	"errors"
	"time"
)

// ErrStale is what a store answers when somebody else wrote the record since it
// was read: read again, decide again.
var ErrStale = errors.New("the record was written by another function since it was read")

// Lease is the right to speak for a group, for a while. A function that dies
// with it leaves a lease that expires; the next event or tick then speaks.
type Lease struct {
	Until time.Time
	Token int64 // the version of the record that the claim wrote: no two claims have the same
}

// Claim takes the right to speak until that time. It holds once the record is stored:
// of two functions that claim the same version, the store refuses one with ErrStale.
func (r Record) Claim(until time.Time) Record {
	r.Lease = Lease{Until: until, Token: r.Version + 1}
	return r
}

// Release gives the right back, if it is still the claim's.
func (r Record) Release(claimed Lease) Record {
	if r.Lease.Token == claimed.Token {
		r.Lease = Lease{}
	}
	return r
}
