package alert

import (
	"maps"
	"time"
)

// Without is the record without what fails in an account that is gone: nobody can mend it there, and no good job will
// end it. It says whether there was anything. A group of which nothing else is left to be told is closed without a
// word.
func (r Record) Without(account string, now time.Time) (Record, bool) {
	before := len(r.Members)
	r = r.clone()
	maps.DeleteFunc(r.Members, func(_ Fingerprint, m Member) bool { return m.Account == account && m.State == Firing })
	if len(r.Members) == before {
		return r, false
	}
	if r.firing() == 0 {
		r.EndedAt = now
		r.Open = r.Open && len(r.Ended()) > 0
	}
	return r, true
}
