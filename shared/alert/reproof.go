package alert

import (
	"time"

	"farvault/shared/catalog"
	"farvault/shared/settings"
)

// Reproof is what came of proving the cause of an open group's failed copies again.
type Reproof struct {
	At      time.Time       `json:"at"`      // when the conditions were read; of a cause that is gone, for the first time
	Outcome catalog.Outcome `json:"outcome"` // Fail: a condition still fails; Pass: all are met now
	Unread  []string        `json:"unread,omitempty"`
	Next    time.Time       `json:"next,omitzero"` // of Pass: when the run of the copy that will show it begins

	Notified bool `json:"told"`            // people know of this Pass
	Again    bool `json:"again,omitempty"` // of Fail: people were told that the cause was gone, and it is back
}

// Reproven is a Reproof of the group, and of Fail the diagnosis as it is now.
type Reproven struct {
	Reproof   Reproof
	Diagnosis catalog.Diagnosis
}

// A cause that was found gone and is found gone again is gone since the first time.
func (p Reproven) happensTo(r Record) (Record, bool) {
	was := r.Reproof
	if r.firing() == 0 || was != nil && !p.Reproof.At.After(was.At) ||
		was != nil && was.Outcome == catalog.Pass && p.Reproof.Outcome == catalog.Pass {
		return r, false
	}
	now := p.Reproof
	now.Again = now.Outcome == catalog.Fail && was != nil && was.Outcome == catalog.Pass && was.Notified
	if now.Outcome == catalog.Fail {
		r.Alert.Diagnosis = p.Diagnosis
	}
	if now.Outcome == catalog.CouldNotRead && was != nil && was.Outcome == catalog.Pass {
		return r, false // nothing was read that speaks against what was
	}
	r.Reproof = &now
	return r, true
}

// Reprovable reports whether the cause of the group can be proven again: its alert is of a copy that failed or will,
// and a condition of the copy that was read is its cause.
func (r Record) Reprovable() bool {
	for _, c := range r.Alert.Diagnosis.Checks {
		if c.Outcome == catalog.Fail && c.Cause == r.Alert.Diagnosis.Cause {
			return r.Alert.Diagnosis.Proof == catalog.Confirmed && r.Alert.State != Unreported && r.Alert.Due.IsZero()
		}
	}
	return false
}

// Fixed reports whether all conditions of the failed copies were read again and are met. It resolves nothing: only a
// copy that arrives does.
func (r Record) Fixed() bool { return r.Reproof != nil && r.Reproof.Outcome == catalog.Pass }

// awaited reports whether a copy is still to come that will show whether the cause is gone. One that does not arrive
// within the repeat interval after its run is reminded of.
func (r Record) awaited(now time.Time, s settings.Alerts) bool {
	if !r.Fixed() {
		return false
	}
	from := r.Reproof.At
	if r.Reproof.Next.After(from) {
		from = r.Reproof.Next
	}
	return now.Before(from.Add(time.Duration(s.RepeatInterval)))
}

// refuted is the record after a newer copy has failed all the same, and whether people had been told that its cause is
// gone.
func (r *Record) refuted(a Alert) (told bool) {
	begun := a.Asked
	if begun.IsZero() {
		begun = a.At
	}
	if !a.Due.IsZero() || !r.Fixed() || begun.Before(r.Reproof.At) {
		return false
	}
	told, r.Reproof = r.Reproof.Notified, nil
	return told
}

// fixNotified marks as told that the cause is gone.
func (r Record) fixNotified(said Record) Record {
	if r.Fixed() && said.Fixed() && r.Reproof.At.Equal(said.Reproof.At) {
		told := *r.Reproof
		told.Notified = true
		r.Reproof = &told
	}
	return r
}
