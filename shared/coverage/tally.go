package coverage

import (
	"maps"
	"time"

	"farvault/shared/event"
)

// Summary is a record in numbers: what is read of every account, where the resources are not.
type Summary struct {
	Account    string        `json:"account"`
	Region     string        `json:"region"`
	At         time.Time     `json:"at"`
	Counts     map[State]int `json:"counts"`
	New        int           `json:"new,omitempty"`       // untagged since less than a day
	OldestCopy time.Time     `json:"oldestCopy,omitzero"` // of the newest copies that its resources have
	Foreign    int           `json:"foreign,omitempty"`   // resources that something else than farvault copies
	Stopped    int           `json:"stopped,omitempty"`   // plans that copied and do so no longer
	Parts      int           `json:"parts,omitempty"`     // in how many the ledger keeps the resources
}

// Summary is the record in numbers.
func (r Record) Summary() Summary {
	s := Summary{Account: r.Account, Region: r.Region, At: r.At, Counts: map[State]int{}}
	for _, one := range r.Resources {
		s.Counts[one.State]++
		if one.State == Untagged && !one.Since.IsZero() && r.At.Sub(one.Since) < 24*time.Hour {
			s.New++
		}
		if c := one.Central; c != nil && (s.OldestCopy.IsZero() || c.Created.Before(s.OldestCopy)) {
			s.OldestCopy = c.Created
		}
	}
	for _, f := range r.Foreign {
		s.Foreign += f.Resources
		if f.Stopped {
			s.Stopped++
		}
	}
	return s
}

// Tally is the organization in numbers. The zero Tally is ready to be added to.
type Tally struct {
	event.Coverage
	unread map[string]bool
}

// Add counts an account in a Region. What was not read lately counts as unknown; of an account that never was nobody
// knows how many resources it has, so that it counts as an account.
func (t *Tally) Add(account string, s Summary, now time.Time) {
	if t.Counts == nil {
		t.Counts, t.unread = map[string]int{}, map[string]bool{}
	}
	stale := Stale(s.At, now)
	for state, n := range s.Counts {
		t.Resources += n
		if stale && state != Excluded {
			state = Unknown
		}
		t.Counts[string(state)] += n
	}
	if stale {
		t.unread[account] = true
		t.Unread = len(t.unread)
		return
	}
	t.New, t.Foreign, t.Stopped = t.New+s.New, t.Foreign+s.Foreign, t.Stopped+s.Stopped
	if t.Read.IsZero() || s.At.Before(t.Read) {
		t.Read = s.At
	}
	if t.OldestCopy.IsZero() || !s.OldestCopy.IsZero() && s.OldestCopy.Before(t.OldestCopy) {
		t.OldestCopy = s.OldestCopy
	}
}

// Clone is the tally's numbers, for a message.
func (t Tally) Clone() *event.Coverage {
	c := t.Coverage
	c.Counts = maps.Clone(c.Counts)
	return &c
}
