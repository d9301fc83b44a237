package alert

import "time"

// Averted is a copy that was said to fail, and whose conditions were read again and hold before its run. It says
// nothing of copies that were made.
type Averted struct {
	Problem Problem
	At      time.Time // when they were read
}

// A copy that has failed meanwhile is for a good copy to end.
func (v Averted) happensTo(r Record) (Record, bool) {
	id := v.Problem.Fingerprint()
	m, have := r.Members[id]
	if !have || m.State != Firing || m.Due.IsZero() || !v.At.After(m.At) {
		return r, false
	}
	r = r.clone()
	m.State, m.At = Resolved, v.At
	r.Members[id] = m
	if r.firing() == 0 {
		r.EndedAt = v.At
	}
	return r, true
}

// Averted reports whether the member ended before its run.
func (m Member) Averted() bool { return m.State == Resolved && !m.Due.IsZero() }

// foretold is a failing member that was said to fail before. While it is still to come, the first run that was named
// stays; a job of that run or of a later one is no news, and one of a run before it is.
func (m Member) foretold(known Member) Member {
	switch {
	case known.Due.IsZero():
	case !m.Due.IsZero():
		m.Due = known.Due
	default:
		m.Notified = known.Notified && !m.At.Before(known.Due)
	}
	return m
}
