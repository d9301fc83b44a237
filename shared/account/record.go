// Package account knows what is remembered of an account after a look at it: how it stands, what was put right and what
// was left to people (Record); by that, who made a change necessary, from a call that CloudTrail reports (Changed,
// BrokenBy); and what is left of its protection when it departs (Depart). It reads and writes nothing;
// handler/provision makes the records, ledger keeps them.
package account

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
)

// Status is where an account stands, in one word.
type Status string

// The statuses of an account.
const (
	Protected Status = "protected" // its chain is as desired
	Partial   Status = "partial"   // part of it stands; something was refused, is foreign, or needs a decision
	Waiting   Status = "waiting"   // not ready after fifteen minutes; the sweep tries again
	Skipped   Status = "skipped"   // out of scope, or in a state in which nothing can be done
	Left      Status = "left"      // departed or closed; what was made stays
	Retired   Status = "retired"   // people have ended farvault's work in it; what was made stays
	Observed  Status = "observed"  // farvault reads it and writes nothing in it: the templates' Mode is Observe
)

// Record is what is remembered of an account after it was looked at.
// It holds no e-mail address and nothing that AWS would not show again.
type Record struct {
	Account org.Account `json:"account"`
	Status  Status      `json:"status"`
	Why     string      `json:"why,omitempty"`   // why it is not protected; where Held says so, of the first of them
	Cause   string      `json:"cause,omitempty"` // what made farvault look: an AWS event name, "sweep", ...
	At      time.Time   `json:"at,omitzero"`
	Began   time.Time   `json:"began,omitzero"`  // when the look began: what was changed before it, it has seen
	Named   []Named     `json:"named,omitempty"` // by what ids calls name the account's own keys and plans

	Changes   []event.Change `json:"changed,omitempty"`   // what the look changed
	Held      []event.Change `json:"left,omitempty"`      // what was found and left to people
	Unmanaged []event.Change `json:"unmanaged,omitempty"` // what other services manage in it, and farvault leaves alone
	In        []string       `json:"in,omitempty"`        // the Regions in which the look wanted something
	Leftover  []Leftover     `json:"leftover,omitempty"`  // what is farvault's own, and no setting names any more
	Repaired  []Repaired     `json:"repaired,omitempty"`  // what looks have put right of late, oldest first
	Surplus   []string       `json:"surplus,omitempty"`   // ARNs of keys of farvault's that nothing uses, as reported

	SwitchedOn []SwitchedOn `json:"switchedOn,omitempty"` // by farvault: for who retires it

	Told string `json:"told,omitempty"` // why it is not protected, as people were told; empty: nobody was

	// ProtectedAt is since when the account has its chain, as far as it may; zero: it has none yet, or it has departed.
	ProtectedAt time.Time `json:"protectedAt,omitzero"`
}

// Stopped reports whether the look changed nothing because its run had stopped.
func (r Record) Stopped() bool {
	return len(r.Held) > 0 && r.Held[0].Kind == "" && r.Held[0].Line == ""
}

// Regions are those in which farvault had something of its own in the account, beside the ones that are given.
func (r Record) Regions(known []string) []string {
	regions := slices.Clone(known)
	add := func(region string) {
		if region != "" && !slices.Contains(regions, region) {
			regions = append(regions, region)
		}
	}
	for _, region := range r.In {
		add(region)
	}
	for _, n := range r.Named { // of a record that an older version wrote
		add(n.Region)
	}
	for _, l := range r.Leftover {
		add(l.Region)
	}
	return regions
}

// Since is since when the account has its chain. Records of older versions say so by their status alone.
func (r Record) Since() time.Time {
	if r.ProtectedAt.IsZero() && r.Status == Protected {
		return r.At
	}
	return r.ProtectedAt
}

// Repaired is a change by which a look put right what had been well before.
type Repaired struct {
	Change event.Change `json:"change"`
	At     time.Time    `json:"at"`
}

// Named is the id that AWS gave to a key or plan of farvault's.
type Named struct {
	Kind   chain.Kind `json:"kind"`
	Region string     `json:"region"`
	ID     string     `json:"id"` // ARN of a key, id of a plan
}

// named reports whether the target of a request is this one: a request names a key by its ARN or by its id alone.
func (n Named) named(target string) bool {
	return n.ID == target || strings.HasSuffix(n.ID, "/"+target)
}

// What is remembered of what was put right: as long as CloudTrail's word of who had changed it may be on its way.
// EventBridge retries for 24 hours: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const (
	repairsKept    = 20
	repairsKeptFor = 24 * time.Hour
)

// Following is the record as it is to be kept after the one before. The changes of an account's first look put nothing
// right.
func (r Record) Following(before Record) Record {
	r.Repaired = slices.DeleteFunc(
		slices.Clone(before.Repaired),
		func(p Repaired) bool { return p.At.Before(r.At.Add(-repairsKeptFor)) },
	)
	if before.Status == Protected || before.Status == Partial {
		for _, c := range r.Changes {
			r.Repaired = append(r.Repaired, Repaired{Change: c, At: r.At})
		}
	}
	r.Repaired = r.Repaired[max(0, len(r.Repaired)-repairsKept):]
	if r.Named == nil {
		r.Named = before.Named
	}
	r.SwitchedOn = before.SwitchedOn
	return r.WithSwitched(Switched(r.Changes))
}

type recordWire Record

// UnmarshalJSON reads a record of this version, or of one before it, which has sentences for changes.
func (r *Record) UnmarshalJSON(text []byte) error {
	read := struct {
		*recordWire
		OldChanges   []string `json:"changes"`
		OldHeld      []string `json:"held"`
		OldUnmanaged []string `json:"beside"`
		OldRepaired  []struct {
			Line string    `json:"line"`
			At   time.Time `json:"at"`
		} `json:"putBack"`
	}{recordWire: (*recordWire)(r)}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	r.Changes = append(r.Changes, event.Sentences(read.OldChanges)...)
	r.Held = append(r.Held, event.Sentences(read.OldHeld)...)
	r.Unmanaged = append(r.Unmanaged, event.Sentences(read.OldUnmanaged)...)
	for _, p := range read.OldRepaired {
		r.Repaired = append(r.Repaired, Repaired{Change: event.Change{Line: p.Line}, At: p.At})
	}
	return nil
}
