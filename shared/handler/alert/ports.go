package alert

import (
	"context"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/proof"
)

// What Alert reaches outside itself. The ledger is the first four; accounts are looked up through Organization.

// Groups keeps what is known and was said of each group of alerts. SaveGroup
// answers the record as stored, or alert.ErrStale where somebody else has written it since it was read.
type Groups interface {
	Group(ctx context.Context, key string) (alert.Record, error)
	SaveGroup(ctx context.Context, r alert.Record, now time.Time) (alert.Record, error)
}

// OpenGroups is the list of groups that time alone may make speak.
type OpenGroups interface {
	OpenGroups(ctx context.Context) ([]string, error)
	ReadGroups(ctx context.Context, keys []string) ([]alert.Record, error) // those that can be read, beside an error
	Unlist(ctx context.Context, keys []string, now time.Time) error
}

// Histories keeps what is remembered of each problem. SaveHistory answers alert.ErrStale as SaveGroup does.
type Histories interface {
	History(ctx context.Context, f alert.Fingerprint) (alert.History, error)
	SaveHistory(ctx context.Context, h alert.History, now time.Time) error
}

// Restarts counts the restarts and the retries of one recovery point's copy; zero: no more of them.
type Restarts interface {
	Restart(
		ctx context.Context,
		recoveryPointARN, vaultARN, jobID string,
		max int,
		now time.Time,
	) (attempt int, err error)
	Retry(
		ctx context.Context,
		recoveryPointARN, vaultARN, jobID string,
		max int,
		now time.Time,
	) (attempt int, err error)
}

// Facts reads the world as far as a copy depends on it. What it could not read it says in the Facts.
type Facts interface {
	Facts(ctx context.Context, j event.JobStateChange) proof.Facts
}

// PointFacts reads what the deletion of a recovery point depends on. What could not be read is an unread fact, never an
// error.
type PointFacts interface {
	PointFacts(ctx context.Context, p event.RecoveryPointStateChange) proof.Facts
}
