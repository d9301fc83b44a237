package alert

import "time"

// Evidence is a COMPLETED recovery point that was read in the destination vault of a copy.
type Evidence struct {
	Point     string    `json:"point"`              // its ARN
	Begun     time.Time `json:"begun"`              // when the backup was begun that it is a copy of
	Completed time.Time `json:"completed,omitzero"` // when it was complete in that vault

	Missed []time.Time `json:"missed,omitempty"` // of what ends a failure: the runs before it whose copies are not there
}

// BackupTime is when the backup that a member failed to copy was begun at the latest: its copy job came after it.
func (m Member) BackupTime() time.Time {
	if !m.Asked.IsZero() {
		return m.Asked
	}
	return m.At
}

// Proves is the newest of the recovery points that prove that a failure is over: it was complete after the failure,
// and its backup was begun with the failed one or later. A copy keeps the creation date of its backup.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func Proves(found []Evidence, failed, begun time.Time) (newest Evidence, proven bool) {
	for _, e := range found {
		if e.Completed.After(failed) && !e.Begun.Before(begun) && !e.Completed.Before(newest.Completed) {
			newest, proven = e, true
		}
	}
	return newest, proven
}
