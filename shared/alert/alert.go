// Package alert decides whether to speak. It knows problems, groups of them
// that share one cause, what happens to a group and what was already said of
// it. It knows no channel, no clock and no store: handler/alert gives it the
// time and keeps its records, message writes what is said, notify carries it.
//
// The words are Alertmanager's. Its promise is too: at least once, late or twice, never lost.
// https://prometheus.io/docs/alerting/latest/alertmanager/
package alert

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// Unreported stands for AWS's word for a job's state where AWS said nothing.
const Unreported = "SILENT"

// Coming stands for the state of a job that is still to come, and will fail.
const Coming = "COMING"

// Problem is one thing that does not work: copying this resource of this
// account to that vault. It is the same problem for every job that fails on it.
type Problem struct {
	Account      string        `json:"account"`
	Region       string        `json:"region"`
	Job          event.JobKind `json:"job"`
	Resource     string        `json:"resource"`              // ARN, or what stands for one
	ResourceType string        `json:"resourceType"`          // AWS Backup's word, not part of the fingerprint
	Destination  string        `json:"destination,omitempty"` // vault ARN of a copy: a resource may be copied to several
}

// Fingerprint identifies a Problem. It is made of fields that both the event and the List calls have.
type Fingerprint string

// Head is enough of a fingerprint to tell the problems of one account apart.
func Head(f Fingerprint) string { return string(f[:min(8, len(f))]) }

// Fingerprint is the same for every job that fails, or succeeds, at the same thing.
func (p Problem) Fingerprint() Fingerprint {
	return Fingerprint(KeyOf(p.Account, p.Region, string(p.Job), p.Resource, p.Destination))
}

// ProblemOf is what a job is about. A job whose resource AWS left out is about
// its recovery point, or at the least about itself.
func ProblemOf(j event.JobStateChange) Problem {
	p := Problem{
		Account:      j.Account,
		Region:       j.Region,
		Job:          j.Job,
		Resource:     j.ResourceARN,
		ResourceType: j.ResourceType,
	}
	if p.Resource == "" {
		p.Resource = j.RecoveryPointARN
	}
	if p.Resource == "" {
		p.Resource = string(j.Job) + "-job/" + j.JobID
	}
	if j.Job == event.Copy {
		p.Destination = j.DestinationVaultARN
	}
	return p
}

// EndedAt is when a job came to its state: what decides which of two jobs is the newer.
func EndedAt(j event.JobStateChange) time.Time {
	if !j.CompletedAt.IsZero() {
		return j.CompletedAt
	}
	return j.Time
}

// Alert is one failure of a Problem, diagnosed.
type Alert struct {
	Problem
	JobID         string `json:"jobId"`
	State         string `json:"state"`             // AWS's word
	StatusMessage string `json:"said,omitempty"`    // AWS's message; untrusted text
	RoleARN       string `json:"roleArn,omitempty"` // what AWS Backup worked as
	Point         string `json:"point,omitempty"`   // ARN of the recovery point that was to be copied
	// the backup plan that asked for the job; empty: nobody knows, or somebody started it by hand
	PlanID    string            `json:"planId,omitempty"`
	ByHand    bool              `json:"byHand,omitempty"` // AWS Backup was asked, and no plan asked for the job
	Vault     string            `json:"vault,omitempty"`  // ARN of the vault that has the recovery point
	Asked     time.Time         `json:"asked,omitzero"`   // when the job was created
	At        time.Time         `json:"at"`               // when the job ended
	Due       time.Time         `json:"due,omitzero"`     // of a copy that is still to come: when its run begins
	Diagnosis catalog.Diagnosis `json:"diagnosis"`
	Receivers []string          `json:"receivers,omitempty"` // as in Routed

	Deleted *Deletion `json:"deleted,omitempty"` // of a custody
}

// Of is the failure of a job, diagnosed.
func Of(j event.JobStateChange, d catalog.Diagnosis) Alert {
	return Alert{Problem: ProblemOf(j), JobID: j.JobID, State: j.State, StatusMessage: j.Message, RoleARN: j.RoleARN,
		Point: j.RecoveryPointARN, PlanID: j.PlanID, ByHand: j.ByHand, Vault: j.SourceVaultARN, Asked: j.CreatedAt,
		At: EndedAt(j), Diagnosis: d}
}

// Group is what one message is about: a cause, and the place at fault. The
// same broken key in three hundred accounts is one Group.
type Group struct {
	Cause string `json:"cause"`
	Place string `json:"place"`
}

// organization is the place of what will fail for a reason of the whole organization's: it is one message.
const organization = "organization"

// Group is the group that the alert belongs to when nothing else is open: its cause at the key, vault or role at fault,
// or where that is not known at the account and Region of the job; of what is tagged wrongly, at the account.
func (a Alert) Group() Group {
	switch {
	case a.Deleted != nil:
		return a.Deleted.group(a.Diagnosis)
	case a.Diagnosis.Where != "":
		return Group{Cause: a.Diagnosis.Cause, Place: a.Diagnosis.Where}
	case a.Job == event.Tagged:
		return Group{Cause: a.Diagnosis.Cause, Place: a.Account} // of all its resources and Regions one message
	case a.Job == event.OptIn: // one call switches several types off
		return Group{Cause: a.Diagnosis.Cause, Place: a.Account + " " + a.Region}
	}
	if !a.Due.IsZero() && a.Diagnosis.AccountAtFault == catalog.Management {
		return Group{Cause: a.Diagnosis.Cause, Place: organization}
	}
	if a.Pooled() {
		return Group{Cause: a.Diagnosis.Cause, Place: a.poolPlace()}
	}
	return Group{Cause: a.Diagnosis.Cause, Place: strings.Join([]string{a.Account, a.Region, a.Resource}, " ")}
}

// Explains reports whether what the open group g stands for is among the
// reasons of this alert: its cause, or a check that failed too. Such an alert joins the group.
func (a Alert) Explains(g Group) bool {
	if aside, _ := a.Aside(); aside == g {
		return true
	}
	if a.Group() == g || a.Stormy() == g || a.StormyIn() == g || a.Diagnosis.Cause == g.Cause && a.Diagnosis.Where == "" {
		return true
	}
	for _, c := range a.Diagnosis.Checks {
		if c.Outcome == catalog.Fail && c.Cause == g.Cause && (c.Where == g.Place || c.Where == "") {
			return true
		}
	}
	return false
}

// Key is the group's key in the ledger and in messages between functions.
func (g Group) Key() string { return KeyOf(g.Cause, g.Place) }

// Short is as much of a group's key as people are shown.
func Short(key string) string { return key[:min(4, len(key))] }

func KeyOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// headline is the cause in the catalogue's fixed words.
func Headline(d catalog.Diagnosis) string {
	if d.Title == "" {
		return "a failure that farvault does not know"
	}
	return d.Title
}
