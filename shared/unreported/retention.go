package unreported

import (
	"fmt"
	"time"

	"farvault/shared/event"
	"farvault/shared/proof"
)

// Outlived are the recovery points of a vault that are still there although their retention is over.
type Outlived struct {
	VaultARN string
	Count    int
	Bytes    int64
	Oldest   event.RecoveryPointStateChange // the one whose retention has been over for longest
	Since    time.Time                      // when it was to be deleted
	Partly   bool                           // the vault holds too many to look at all of them
}

// deletedWithin is how long after the end of a retention a recovery point may still be there: AWS Backup deletes at a
// random time within eight hours, and shows it some time later.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html
const deletedWithin = 24 * time.Hour

// Add counts a recovery point that was to be deleted at a time, if that is too long ago, or AWS Backup has tried and
// could not.
func (o *Outlived) Add(point event.RecoveryPointStateChange, deleteAt time.Time, bytes int64, now time.Time) {
	if deleteAt.IsZero() || point.Status == "DELETING" ||
		point.Status != "EXPIRED" && now.Sub(deleteAt) <= deletedWithin {
		return
	}
	o.Count, o.Bytes = o.Count+1, o.Bytes+bytes
	if o.Since.IsZero() || deleteAt.Before(o.Since) {
		o.Oldest, o.Since = point, deleteAt
	}
}

// OldestKept is when the youngest backups were begun that can have outlived a retention, to list no more than those;
// zero where all backups are kept for ever.
func (w Expectation) OldestKept() time.Time {
	if w.ShortestDays == 0 {
		return time.Time{}
	}
	return w.Now.AddDate(0, 0, -int(w.ShortestDays))
}

// retention says of the vault that nothing in it has outlived its retention, or what has and what it takes; nothing
// where only part of it was looked at and is well.
func (o Outlived) retention() []event.UnreportedFailure {
	if o.VaultARN == "" || o.Partly && o.Count == 0 {
		return nil
	}
	p := event.UnreportedFailure{Kind: event.Retention, Resource: o.VaultARN, Holds: o.Count == 0}
	if !p.Holds {
		point := o.Oldest
		p.Cause, p.Where, p.Point = "recovery-point-not-deleted", o.VaultARN, &point
		atLeast := ""
		if o.Partly {
			atLeast = "At least "
		}
		p.Why = fmt.Sprintf(
			"%s%s still there. The oldest was due for deletion at %s. Total size: %s.",
			atLeast,
			proof.CountOf(o.Count, "recovery point is", "recovery points are"),
			o.Since.UTC().Format("2006-01-02 15:04 UTC"),
			size(o.Bytes),
		)
	}
	return []event.UnreportedFailure{p}
}

// size is a number of bytes for people: "3.2 GiB".
func size(bytes int64) string {
	const unit = 1024
	if bytes < unit {
		return fmt.Sprintf("%d bytes", bytes)
	}
	value, units := float64(bytes)/unit, []string{"KiB", "MiB", "GiB", "TiB", "PiB"}
	for value >= unit && len(units) > 1 {
		value, units = value/unit, units[1:]
	}
	return fmt.Sprintf("%.1f %s", value, units[0])
}
