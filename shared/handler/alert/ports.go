package alert

import (
	"context"
	"time"

	"farvault/shared/alert"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// Ledger is what the function remembers. What changes a record takes a pure function, which is called again where
// somebody else has written in between; what it says false of is not written. A record that is written by too many at
// once is alert.ErrStale in the end.
type Ledger interface {
	// A group of alerts: all of it, or of a large group what is kept with one of its problems.
	Group(ctx context.Context, key string) (alert.Record, error)
	GroupPart(ctx context.Context, key string, f alert.Fingerprint) (alert.Record, error)
	UpdateGroup(
		ctx context.Context, key string, now time.Time, change func(alert.Record) (alert.Record, bool),
	) (alert.Record, error)
	// UpdatePart answers false, having done nothing, where the group is to be changed as a whole. The part is as it
	// was read a moment ago, or has the key alone.
	UpdatePart(
		ctx context.Context, part alert.Record, f alert.Fingerprint, now time.Time,
		change func(alert.Record) (alert.Record, bool),
	) (bool, error)

	// The list of groups that time alone may make speak. ReadGroups answers those that can be read, beside an error.
	OpenGroups(ctx context.Context) ([]string, error)
	ReadGroups(ctx context.Context, keys []string) ([]alert.Record, error)
	Unlist(ctx context.Context, keys []string, now time.Time) error

	// What is remembered of a problem across its groups.
	History(ctx context.Context, f alert.Fingerprint) (alert.History, error)
	UpdateHistory(
		ctx context.Context, f alert.Fingerprint, now time.Time, change func(alert.History) (alert.History, bool),
	) (alert.History, error)

	// How much people were told lately, and what they do not want to be told.
	Pace(ctx context.Context) (alert.Pace, error)
	UpdatePace(ctx context.Context, change func(alert.Pace) (alert.Pace, bool)) error
	Mutes(ctx context.Context) ([]alert.Mute, error)

	// What AWS Backup remarks on backups that are there, for the digest.
	AddIssue(ctx context.Context, f alert.Fingerprint, i alert.Issue) error
	Issues(ctx context.Context) (alert.Issues, error)

	// The restarts and the retries of one recovery point's copy are counted; zero: no more of them.
	Restart(ctx context.Context, recoveryPointARN, vaultARN, jobID string, most int, now time.Time) (int, error)
	Retry(ctx context.Context, recoveryPointARN, vaultARN, jobID string, most int, now time.Time) (int, error)

	// What was read last of the resources of an account in a Region; the zero record where nothing was.
	Coverage(ctx context.Context, account, region string) (coverage.Record, error)

	// What is remembered of a vault since it was last looked at.
	Guard(ctx context.Context, vaultARN string) (unreported.Guard, error)

	batch.Cursors
	batch.Statuses // for the OUs and tags of accounts, in routes
}

// Facts reads the world as far as a copy depends on it. What it could not read it says in the Facts.
type Facts interface {
	Facts(ctx context.Context, j event.JobStateChange) proof.Facts
}

// Copies reads copies where they are kept, and what the events of their jobs leave out.
type Copies interface {
	// Arrived are the COMPLETED recovery points of a resource in a vault whose backups were begun then or later.
	Arrived(ctx context.Context, vaultARN, resourceARN string, since time.Time) ([]alert.Evidence, error)
	// BackupBegun is when the backup was begun that a recovery point is; zero: the recovery point is gone.
	BackupBegun(ctx context.Context, account, region, vaultARN, pointARN string) (time.Time, error)
	CopyJob(ctx context.Context, account, region, id string) (event.JobStateChange, error)
}

// Jobs lists the jobs of accounts in a Region that ended badly since a time.
type Jobs interface {
	All(ctx context.Context, accounts []string, region string, since time.Time) ([]event.JobStateChange, error)
}

// PointFacts reads what the deletion of a recovery point depends on. What could not be read is an unread fact, never an
// error.
type PointFacts interface {
	PointFacts(ctx context.Context, p event.RecoveryPointStateChange) proof.Facts
}

// Custody reads back what is left after somebody deleted backups, or changed what keeps them.
type Custody interface {
	PointNow(ctx context.Context, vaultARN, pointARN string) (unreported.PointNow, error)
	VaultNow(ctx context.Context, vaultARN string) (proof.Vault, error)
	// Left leaves out the resources of which nothing could be read.
	Left(ctx context.Context, vaultARN string, resources []string) map[string]unreported.Left
}

// CopyActions reads the vaults that a backup plan copies to, as the plan is now. A plan that is gone is not there, and
// no error.
type CopyActions interface {
	CopyVaults(ctx context.Context, account, region, planID string) (vaultARNs []string, exists bool, err error)
}
