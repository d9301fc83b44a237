package chain

import "fmt"

// Diff is what stands between an account as observed and its chain as desired.
// It is ordered so that each change comes after those it needs. Same input, same
// output; an account that is as desired has an empty ChangeSet.
func Diff(desired Chain, seen Observed) ChangeSet {
	set := ChangeSet{Account: desired.Account, Desired: desired, Seen: seen}
	unusable, lost := map[Ref]Op{}, losses(desired, seen)
	for _, want := range inPlace(desired, seen) {
		for _, c := range diffLink(want, desired, seen, lost[ownerOf(want)]) {
			if c.Writes() {
				c = seen.risking(blockedBy(c, want.After(), unusable))
			}
			if c.Op == Conflict || c.Op == Unread || c.Op == Blocked {
				unusable[c.Ref] = c.Op
			}
			set.Changes = append(set.Changes, c)
		}
	}
	return set
}

// diffLink is what to do about one link, looked at by itself: nothing, one change,
// or two where one part may be put right and another needs a decision.
func diffLink(want Link, desired Chain, seen Observed, lost []Attribute) []Change {
	ref := want.Ref()
	if why, unread := seen.Unread[ref]; unread {
		return []Change{{Op: Unread, Ref: ref, Want: want, Why: why}}
	}
	found, there := seen.Found[ref]
	if !there {
		return []Change{{Op: Create, Ref: ref, Want: want}}
	}
	if found.ManagedBy != "" {
		return []Change{{Op: Conflict, Ref: ref, Want: want, Got: found.Link, Why: leftTo(found.ManagedBy)}}
	}
	if !found.Owned {
		return foreign(want, found.Link, desired, seen, lost)
	}
	mend, decide := parted(want.compare(found.Link, seen))
	if k, can := want.(keeper); can && len(decide) > 0 {
		want = k.keeping(found.Link)
		mend, _ = parted(want.compare(found.Link, seen))
	}
	return changesOf(want, found.Link, mend, decide)
}

// parted are the attributes that farvault may repair, and those that need a decision.
func parted(all []Attribute) (mend, decide []Attribute) {
	for _, a := range all {
		if a.Decision == "" {
			mend = append(mend, a)
		} else {
			decide = append(decide, a)
		}
	}
	return mend, decide
}

// changesOf makes the changes for a found link. What waits for a decision holds nothing else: the link that is written
// has that part as it was found.
func changesOf(want, got Link, mend, decide []Attribute) []Change {
	ref := want.Ref()
	var changes []Change
	if len(mend) > 0 {
		op := Update
		if ref.Kind == KindSelection {
			op = Replace
		}
		changes = append(changes, Change{Op: op, Ref: ref, Want: want, Got: got, Attributes: mend})
	}
	if len(decide) > 0 {
		changes = append(
			changes,
			Change{Op: NeedsDecision, Ref: ref, Want: want, Got: got, Attributes: decide, Why: decide[0].Decision},
		)
	}
	return changes
}

// blockedBy turns a write into Blocked if something that it needs cannot be used.
func blockedBy(c Change, needs []Ref, unusable map[Ref]Op) Change {
	for _, need := range needs {
		if op, bad := unusable[need]; bad {
			return Change{
				Op:   Blocked,
				Ref:  c.Ref,
				Want: c.Want,
				Why:  fmt.Sprintf("needs the %s, which is %s", need, state(op)),
			}
		}
	}
	return c
}

// state is an Op as a link's state.
func state(op Op) string {
	if op == Conflict {
		return "in conflict"
	}
	return string(op)
}
