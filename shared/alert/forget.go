package alert

import "maps"

// Nobody can mend it there, and no good job will end it. A group of which nothing else is left to be told is closed
// without a word.
func (d Departed) happensTo(r Record) (Record, bool) {
	before := len(r.Members)
	r = r.clone()
	maps.DeleteFunc(r.Members, func(_ Fingerprint, m Member) bool { return m.Account == d.AccountID && m.State == Firing })
	if len(r.Members) == before {
		return r, false
	}
	if r.firing() == 0 {
		r.EndedAt = d.At
		r.Open = r.Open && len(r.Ended()) > 0
	}
	return r, true
}
