package alert

import (
	"slices"

	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
)

// Passing reports whether the same copy may go through later with nothing put right: AWS's words are of a cause that
// passes, no condition of the copy is known to fail, and it is farvault's own role that copies. A failed backup is
// never started again: a snapshot outside the window that its owner chose may slow the resource down, AWS Backup itself
// tries for the whole start window, and a backup on demand takes no copy action along.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartBackupJob.html
func (a Alert) Passing() bool {
	role, err := org.ParseARN(a.RoleARN)
	broken := func(c catalog.Check) bool { return c.Outcome == catalog.Fail }
	return a.Job == event.Copy && a.State == "FAILED" && a.Point != "" && a.Diagnosis.Retryable &&
		err == nil && role.Resource == "role"+chain.RolePath+chain.BackupRole &&
		!slices.ContainsFunc(a.Diagnosis.Checks, broken)
}
