package alert

import (
	"slices"
	"time"
)

// Obsolete is why a copy that failed is no longer wanted, so that no good copy to its vault will ever end the alert;
// empty: it is wanted.
type Obsolete string

// A plan's copy action can be given another vault, a plan can go, and a copy that was started by hand is wanted
// no longer than until one of the same recovery point has arrived elsewhere.
const (
	OutOfPlan Obsolete = "the backup plan no longer copies there"
	PlanGone  Obsolete = "the backup plan is gone"
	ByHand    Obsolete = "it was started by hand, and a later copy of the same recovery point has arrived elsewhere"
)

// Anywhere is the problem of copying the resource at all, wherever to. It is never told: a resource may be copied to
// several vaults, of which each is a truth of its own. Its history knows the vaults that copies failed to reach.
func (p Problem) Anywhere() Problem {
	p.Destination = ""
	return p
}

func (d Dropped) happensTo(r Record) (Record, bool) {
	id := d.Problem.Fingerprint()
	m, have := r.Members[id]
	if !have || m.State != Firing {
		return r, false
	}
	r = r.clone()
	m.State, m.Dropped = Resolved, d.Why
	if d.At.After(m.At) {
		m.At = d.At
	}
	r.Members[id] = m
	if r.firing() == 0 {
		r.EndedAt = m.At
	}
	return r, true
}

// Outdated says why a failure of that time is old; empty: it is not.
func (h History) Outdated(at time.Time) string {
	switch {
	case at.Before(h.LastGood):
		return "a newer job has ended well: " + h.LastGoodJob
	case !h.DroppedAt.IsZero() && !at.After(h.DroppedAt):
		return "nobody wants that copy any more"
	}
	return ""
}

// DroppedFrom is the history of a problem that nobody wants since that time, and whether that is news.
func (h History) DroppedFrom(at time.Time) (History, bool) {
	if !at.After(h.DroppedAt) {
		return h, false
	}
	h.DroppedAt = at
	return h, true
}

// vaultsKept bounds the vaults of a history: a rule has at most five copy actions.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
const vaultsKept = 20

// Missed is the history with a vault that a copy failed to reach, and whether that is news.
func (h History) Missed(vaultARN string) (History, bool) {
	if slices.Contains(h.Vaults, vaultARN) {
		return h, false
	}
	vaults := append(slices.Clone(h.Vaults), vaultARN)
	h.Vaults = vaults[max(0, len(vaults)-vaultsKept):]
	return h, true
}

// Without is the history without a vault of which nothing is open any more, and whether that is news.
func (h History) Without(vaultARN string) (History, bool) {
	if !slices.Contains(h.Vaults, vaultARN) {
		return h, false
	}
	h.Vaults = slices.DeleteFunc(slices.Clone(h.Vaults), func(v string) bool { return v == vaultARN })
	return h, true
}
