package account

import (
	"slices"
	"time"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// Changed picks of the changes those that the call can have made necessary: of a link of its kind and Region, and of
// its name where the request has one.
func Changed(e event.ManagementEvent, changes []event.Change) []event.Change {
	w, known := chain.Find(e)
	return slices.DeleteFunc(slices.Clone(changes), func(c event.Change) bool { return !known || !made(w, e, c) })
}

// made reports whether the call can have made the change necessary.
func made(w chain.Watched, e event.ManagementEvent, c event.Change) bool {
	here := c.Region == e.Region || w.Kind == chain.KindRole && c.Region == "" // IAM has no Region
	return c.Kind == w.Kind && c.Account == e.Account && here && (w.Target == "" || c.Name == e.Target)
}

// NamesOf are the ids by which calls name the keys and plans that were found. Those of a kind of which one is yet to be
// made are left out: what is made gets an id that this look does not see.
func NamesOf(s chain.ChangeSet) []Named {
	names := []Named{}
	for _, link := range s.Desired.Links {
		ref := link.Ref()
		found, there := s.Seen.Found[ref]
		if _, makes := s.Creates(ref.Kind); !there || !found.Owned || makes {
			continue
		}
		switch l := found.Link.(type) {
		case chain.Key:
			names = append(names, Named{ref.Kind, ref.Region, l.ARN})
		case chain.BackupPlan:
			names = append(names, Named{ref.Kind, ref.Region, l.ID})
		}
	}
	return slices.DeleteFunc(names, func(n Named) bool { return n.ID == "" })
}

// Foreign reports whether the call is about a key or a plan that is not farvault's. What was never seen is not: it is
// looked at.
func (r Record) Foreign(e event.ManagementEvent) bool {
	w, known := chain.Find(e)
	if !known || w.Target != "" || e.Target == "" {
		return false
	}
	kind, seen := chain.KindBackupPlan, false
	if w.Kind == chain.KindKey {
		kind = chain.KindKey
	}
	for _, n := range r.Named {
		if n.Kind != kind || n.Region != e.Region {
			continue
		}
		if n.named(e.Target) {
			return false
		}
		seen = true
	}
	return seen
}

// RepairedAfter are the changes that the call made necessary and that looks have put right since, and when the last of
// them was.
func (r Record) RepairedAfter(e event.ManagementEvent) (changes []event.Change, at time.Time) {
	for _, p := range r.Repaired {
		if !p.At.Before(e.Time) && len(Changed(e, []event.Change{p.Change})) > 0 {
			changes, at = append(changes, p.Change), p.At
		}
	}
	return changes, at
}
