package alert

import (
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// Deletion is what somebody did to one recovery point, or to a vault's lock.
type Deletion struct {
	By      string    `json:"by,omitempty"`      // ARN of who did it; empty: nobody knows. Untrusted text
	Call    string    `json:"call,omitempty"`    // the API call
	Of      string    `json:"of,omitempty"`      // ARN of the resource that the recovery point is a backup of
	DueAt   time.Time `json:"dueAt,omitzero"`    // when its lifecycle would have deleted it; zero: not known
	Count   int       `json:"count,omitempty"`   // how many, where they were counted and not named; zero: one
	Account string    `json:"account,omitempty"` // whose backups they are, where they were counted
}

// group is a group for each person and vault: one message says what one person did.
func (d Deletion) group(found catalog.Diagnosis) Group {
	place := found.Where
	if d.By != "" {
		place += " by " + d.By
	}
	return Group{Cause: found.Cause, Place: place}
}

// Points is how many recovery points the deletion is about.
func (d Deletion) Points() int { return max(d.Count, 1) }

// TrailWait is how long a deletion of which AWS Backup's event told waits for CloudTrail's word of who it was, "within
// an average of about 5 minutes".
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
const TrailWait = 15 * time.Minute

// Custody reports whether the group is about what somebody did to backups: no later good copy ends it, only people do.
func (r Record) Custody() bool { return r.Alert.Job == event.Custody }

// unattributed reports whether CloudTrail may yet say who did it. What was counted was found long after it was done.
func (r Record) unattributed(now time.Time) bool {
	d := r.Alert.Deleted
	return r.Custody() && d != nil && d.By == "" && r.Alert.State != Unreported && now.Before(r.StartedAt.Add(TrailWait))
}

// MovedAway is a problem that another group tells of from now on, or that turned out to be none.
type MovedAway struct{ Problem Problem }

func (w MovedAway) happensTo(r Record) (Record, bool) {
	id := w.Problem.Fingerprint()
	if _, have := r.Members[id]; !have {
		return r, false
	}
	r = r.clone()
	delete(r.Members, id)
	if r.firing() == 0 { // nobody is told of an end that is none
		r.Open, r.Alert = false, Alert{}
	}
	return r, true
}

// Detailed is what came to be known of a deletion later than that it was done.
type Detailed struct {
	Problem Problem
	Of      string
	DueAt   time.Time
}

func (w Detailed) happensTo(r Record) (Record, bool) {
	id := w.Problem.Fingerprint()
	m, have := r.Members[id]
	if !have || m.Deleted == nil || m.Deleted.Of != "" {
		return r, false
	}
	r = r.clone()
	d := *m.Deleted
	d.Of, d.DueAt = w.Of, w.DueAt
	m.Deleted, m.ResourceType = &d, w.Problem.ResourceType
	r.Members[id] = m
	return r, true
}
