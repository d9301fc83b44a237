package alert

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// Record is what is known and what was said of one group. It is a value: its
// methods return the changed record and leave the one they are called on as it was.
type Record struct {
	Key string `json:"key"` // Group.Key; known even where only a report names the group
	Group
	Alert     Alert                  `json:"alert"`           // the one that the messages show
	Members   map[Fingerprint]Member `json:"members"`         // resolved ones are kept for a day
	StartedAt time.Time              `json:"startedAt"`       // since when something has been firing
	EndedAt   time.Time              `json:"endedAt"`         // when the last member resolved; zero while firing
	Open      bool                   `json:"open"`            // people were told of it, and not yet of its end
	SentAt    time.Time              `json:"sentAt"`          // when people last heard of it
	Sent      Reason                 `json:"sent,omitempty"`  // and why
	Runs      []time.Time            `json:"runs,omitempty"`  // when people were told that it began, within a day
	Flaps     bool                   `json:"flaps,omitempty"` // it comes and goes, and people know that it does
	Notices   []Notice               `json:"notices,omitempty"`
	Listed    bool                   `json:"listed"` // the list of open groups has it
	Large     bool                   `json:"large"`  // its members are kept apart from it, in shards

	Acceptance *Acceptance `json:"acceptance,omitempty"` // the last word of people that ended a custody
	Reproof    *Reproof    `json:"reproof,omitempty"`    // the last time that the cause was proven again
	RepairBy   time.Time   `json:"repairBy,omitzero"`    // until when the first message waits for a repair's result
	PoolBy     time.Time   `json:"poolBy,omitzero"`      // until when it waits for more of the same run
	RepairTold time.Time   `json:"repairTold,omitzero"`  // when people were told of a repair in place of the failure

	Lease   Lease            `json:"-"`
	Version int64            `json:"-"` // of the stored record; zero: not stored
	Shards  map[string]Shard `json:"-"` // of a large group, as they were read
}

// NewRecord is the record of a group of which nobody has heard.
func NewRecord(g Group) Record { return Record{Key: g.Key(), Group: g} }

// Of is the record with its group's cause and place, where nobody has written them yet.
func (r Record) Of(g Group) Record {
	if r.Place == "" && g.Cause != "" {
		r.Group = g
	}
	return r
}

// State is how a member stands.
type State string

// The states of a member.
const (
	Firing   State = "firing"
	Resolved State = "resolved"
)

// Member is a Problem within its group.
type Member struct {
	Problem
	State     State     `json:"state"`
	Since     time.Time `json:"since"`              // its first failure since it was last well
	At        time.Time `json:"at"`                 // the newest job that counts; older ones change nothing
	JobID     string    `json:"jobId"`              // that job
	LastGood  time.Time `json:"lastGood,omitzero"`  // the last good job before the failure; zero: none was seen
	Notified  bool      `json:"told"`               // people know of its failure
	RepairFor string    `json:"mendFor,omitempty"`  // the job for which a mend was asked
	Point     string    `json:"point,omitempty"`    // ARN of the recovery point of that job
	PlanID    string    `json:"planId,omitempty"`   // the backup plan that wants it; empty: unknown, or by hand
	ByHand    bool      `json:"byHand,omitempty"`   // AWS Backup was asked, and no plan wants it
	Vault     string    `json:"vault,omitempty"`    // ARN of the vault that has the recovery point
	Asked     time.Time `json:"asked,omitzero"`     // when that job was created
	Evidence  *Evidence `json:"evidence,omitempty"` // of a copy that arrived: what was read in its vault
	Dropped   Obsolete  `json:"dropped,omitempty"`  // why nobody wants it any more, of one that ended so
	Due       time.Time `json:"due,omitzero"`       // when the run begins that will fail; zero: a job has failed

	Receivers []string `json:"receivers,omitempty"` // who hears of it, as in Routed

	Deleted *Deletion `json:"deleted,omitempty"` // of a custody

	// of a group that is told as one for an account: what AWS said, untrusted text, and the cause where it is another
	// than the group's
	StatusMessage string `json:"said,omitempty"`
	Cause         string `json:"cause,omitempty"`
}

// remembered is how long a resolved member is kept: as long as its older
// failures may still be on their way. EventBridge retries for 24 hours.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const remembered = 24 * time.Hour

// A duplicate, or a job older than what is known of its problem, changes nothing. Where a good and a bad job ended in
// the same instant, the bad one counts.
func (f Failed) happensTo(r Record) (Record, bool) {
	a := f.Alert
	id := a.Fingerprint()
	known, have := r.Members[id]
	tied := have && known.State == Resolved && a.At.Equal(known.At)
	if have && !a.At.After(known.At) && !tied {
		return r, false
	}
	if !a.Due.IsZero() && have && known.State == Firing && known.Due.IsZero() {
		return r, false // a job that failed says more than one that will
	}
	r = r.clone()
	if r.firing() == 0 {
		r.begin(a.At)
	}
	if !r.Open && r.RepairBy.IsZero() {
		r.RepairBy = f.RepairBy
	}
	if !r.Open && r.PoolBy.IsZero() {
		r.PoolBy = f.PoolBy
	}
	// A copy that was started again is nobody's but the plan's that wanted it first.
	m := Member{Problem: a.Problem, State: Firing, Since: a.At, At: a.At, JobID: a.JobID, LastGood: f.LastGood,
		Point: a.Point, PlanID: cmp.Or(a.PlanID, known.PlanID), Vault: a.Vault, Asked: a.Asked, Receivers: a.Receivers,
		Deleted: a.Deleted, Due: a.Due}.other(a, r.Group)
	m.ByHand = m.PlanID == "" && a.ByHand && (!have || known.ByHand)
	if have && known.State == Firing {
		m.Receivers = bothReceivers(known, m)
		m.Since, m.LastGood, m.Notified = known.Since, known.LastGood, known.Notified
		m = m.foretold(known)
		m.Notified = m.Notified && !r.refuted(a) && (!r.brokenAgain(m) || r.flapping(a.At))
	} else if have && r.Open && r.flapping(a.At) {
		m.Notified = known.Notified // people know that it comes and goes
	}
	r.Members[id] = m
	r.Alert = r.shown(a)
	return r, true
}

// shown is the alert that messages show once this one has joined. What was foreseen gives way to the job that failed;
// if that was proven otherwise, the job has what was foreseen for its cause.
func (r Record) shown(a Alert) Alert {
	was, same := r.Alert, a.Group() == r.Group
	switch {
	case was.JobID == "", same && sharper(a.Diagnosis, was.Diagnosis), same && !was.Due.IsZero(), same && a.renews(was):
		return a
	case !was.Due.IsZero() && a.Due.IsZero():
		a.Diagnosis = was.Diagnosis
		return a
	}
	return was
}

// A job that ended before the newest failure, or with it, resolves nothing. A problem that the group does not have is
// noted as well too: its older failure may still be on its way, and must stay without effect.
func (g Recovered) happensTo(r Record) (Record, bool) {
	id := g.Problem.Fingerprint()
	m, have := r.Members[id]
	if have && !g.At.After(m.At) {
		return r, false
	}
	r = r.clone()
	fired := have && m.State == Firing
	m.Problem, m.State, m.At, m.JobID, m.Dropped, m.Evidence = g.Problem, Resolved, g.At, g.JobID, "", g.Evidence
	m.Due = time.Time{}
	r.Members[id] = m
	if fired && r.firing() == 0 {
		r.EndedAt = g.At
	}
	return r, true
}

func (q RepairRequested) happensTo(r Record) (Record, bool) {
	id := q.Problem.Fingerprint()
	m, have := r.Members[id]
	if !have || m.RepairFor == q.JobID {
		return r, false
	}
	r = r.clone()
	m.RepairFor = q.JobID
	r.Members[id] = m
	return r, true
}

// Firing lists the members that fail now, the one that has been longest without a good job first.
func (r Record) Firing() []Member {
	return r.members(func(m Member) bool { return m.State == Firing })
}

// Ended lists the members of this run of failures that people were told of and that are well again.
func (r Record) Ended() []Member {
	return r.members(func(m Member) bool { return m.State == Resolved && m.Notified && !m.Since.Before(r.StartedAt) })
}

// Awaits reports whether time alone may make the group speak: it is then kept in the list of open groups.
func (r Record) Awaits() bool { return r.firing() > 0 || r.Open || r.NextNotice() != nil }

func (r Record) firing() (n int) {
	for _, m := range r.Members {
		if m.State == Firing {
			n++
		}
	}
	return n
}

func (r Record) members(keep func(Member) bool) []Member {
	var out []Member
	for _, m := range r.Members {
		if keep(m) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Member) int {
		if order := cmp.Or(a.LastGood.Compare(b.LastGood), a.Since.Compare(b.Since)); order != 0 {
			return order
		}
		return cmp.Compare(a.Fingerprint(), b.Fingerprint()) // a digest: not made where it does not decide
	})
	return out
}

// begin starts a run of failures. While people still take the last run for open, this is that run going on.
func (r *Record) begin(at time.Time) {
	r.EndedAt = time.Time{}
	if r.Open {
		return
	}
	r.StartedAt, r.Alert, r.Reproof = at, Alert{}, nil
	r.RepairBy, r.PoolBy, r.RepairTold = time.Time{}, time.Time{}, time.Time{}
	maps.DeleteFunc(r.Members, func(_ Fingerprint, m Member) bool { return m.At.Before(at.Add(-remembered)) })
}

// renews reports whether what a later look says takes the place of what an earlier one said: of what is tagged wrongly
// each look names all of it.
func (a Alert) renews(told Alert) bool { return a.Job == event.Tagged && a.At.After(told.At) }

// sharper reports whether a diagnosis shows more than the one that is told.
func sharper(a, than catalog.Diagnosis) bool {
	return a.Proof == catalog.Confirmed && than.Proof != catalog.Confirmed
}

func (r Record) clone() Record {
	r.Members = maps.Clone(r.Members)
	if r.Members == nil {
		r.Members = map[Fingerprint]Member{}
	}
	return r
}
