package alert

import (
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// Issue is what AWS Backup says beside a backup that is there, and that nobody need hear of at once: AWS's console
// calls such a job "Completed with issues".
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
type Issue struct {
	Cause         string    `json:"cause"`          // the catalogue row's id, or failure.Unidentified
	StatusMessage string    `json:"said,omitempty"` // AWS's message, where no row knows it; untrusted text, cleaned
	Account       string    `json:"account"`
	JobID         string    `json:"jobId"`
	At            time.Time `json:"at"` // when farvault was told of it, however late AWS is
}

// IssueOf is the issue of a job that completed with a message, and whether it is one: the catalogue knows the message
// for harmless, or nobody knows it. A message that nobody knows is told once a day with the others, as AWS wrote it:
// the backup is there, its copy is followed by itself, and a new remark of AWS's on every nightly backup is no reason
// to wake anybody.
func IssueOf(j event.JobStateChange, d catalog.Diagnosis, now time.Time) (Issue, bool) {
	if j.Outcome() != event.CompletedWithIssues {
		return Issue{}, false
	}
	i := Issue{Cause: d.Cause, Account: j.Account, JobID: j.JobID, At: now}
	if d.Cause == catalog.Unidentified {
		i.StatusMessage = plain.Clean(j.Message, issueRunes)
		return i, true
	}
	return i, d.Benign
}

// issueRunes is as much of a message as is kept of one that nobody knows.
const issueRunes = 200

// Issues are those of each problem, by its fingerprint and the cause.
type Issues map[string]Issue

const (
	// issueKept is how long an issue is remembered: a digest that could not be told is told within that time.
	issueKept = 48 * time.Hour

	// issuesMost bounds what is kept together, at about 220 bytes each. What is over is not counted.
	issuesMost = 1500
)

// With is the issues with one more of that problem, without those that are over, and whether that is news: a job that
// comes twice is one.
func (all Issues) With(f Fingerprint, i Issue) (Issues, bool) {
	key := string(f) + "/" + i.Cause
	if known, have := all[key]; have && (known.JobID == i.JobID || known.At.After(i.At)) {
		return all, false
	}
	next := Issues{key: i}
	for k, known := range all {
		if k != key && i.At.Sub(known.At) < issueKept {
			next[k] = known
		}
	}
	if len(next) > issuesMost {
		return all, false
	}
	return next, true
}
