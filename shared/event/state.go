package event

import "strings"

// Outcome is what a job's state means to whoever waits for the backup.
type Outcome string

// The outcomes. Unheard is a state that AWS has not published: it is treated as
// bad, for a failure under a new name must not pass in silence.
const (
	InProgress          Outcome = "in progress"
	Completed           Outcome = "completed"
	CompletedWithIssues Outcome = "completed with issues" // a backup that is there, and not all that was asked for
	Stopped             Outcome = "stopped"               // by a person: worth knowing, no defect
	Failed              Outcome = "failed"
	Unheard             Outcome = "unheard of"
)

// outcomes says what each state means, of all three kinds of job: no state
// means two things. BackupJobState, CopyJobState with CopyJobStatus, RestoreJobStatus:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupJob.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJobSummary.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreJobsListMember.html
var outcomes = map[string]Outcome{
	"CREATED":    InProgress,
	"PENDING":    InProgress,
	"RUNNING":    InProgress,
	"ABORTING":   InProgress,
	"COMPLETING": InProgress,
	"FAILING":    InProgress,
	"COMPLETED":  Completed,
	"ABORTED":    Stopped,
	"PARTIAL":    Failed, // a nested job of a composite resource is missing
	"FAILED":     Failed,
	"EXPIRED":    Failed, // it did not start, or not end, in its window
}

// Outcome says what the state means. A backup job that completed with a message
// is what the console calls "Completed with issues"; copies and restores have no such state.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html
func (j JobStateChange) Outcome() Outcome {
	outcome, known := outcomes[j.State]
	switch {
	case known && outcome == Completed && j.Job == Backup && j.Message != "":
		return CompletedWithIssues
	case known:
		return outcome
	case strings.HasSuffix(j.State, "ING"):
		return InProgress
	}
	return Unheard
}

// Bad reports whether somebody must hear of the job. It is false for a job that still runs.
func (j JobStateChange) Bad() bool {
	switch j.Outcome() {
	case Failed, Stopped, CompletedWithIssues, Unheard:
		return true
	}
	return false
}

// Good reports whether the job ended well and without a word: what was wrong before it is resolved.
func (j JobStateChange) Good() bool { return j.Outcome() == Completed }

// Fingerprint names the job in its state by what both the event and the List
// call have, so that a job found by the sweep and its late event are one. The
// one event without a job id, Copy CREATED, is told apart by its recovery point and time of creation.
func (j JobStateChange) Fingerprint() string {
	id := j.JobID
	if id == "" {
		id = j.RecoveryPointARN + "@" + j.CreatedAt.UTC().Format("20060102T150405.000Z")
	}
	return strings.Join([]string{j.Account, j.Region, string(j.Job), id, j.State}, "/")
}
