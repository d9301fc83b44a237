package unreported

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/event"
	"farvault/shared/proof"
)

// Kept is what a vault holds of one account: for each day on which backups are due for deletion how many there are, and
// a sum that changes with any of them. It takes no list of a million ARNs to see that one is gone.
type Kept struct {
	At   time.Time      `json:"at"` // backups that were complete by then
	Days map[string]Sum `json:"days"`
}

// Sum is a number of recovery points, and the sum of their ARNs' hashes: it does not depend on their order.
type Sum struct {
	Count int    `json:"n"`
	Hash  string `json:"h"`
}

// Forever is the day on which backups without a retention are due.
const Forever = "9999-12-31"

// KeptPoint is a recovery point in a vault.
type KeptPoint struct {
	ARN       string
	Account   string // whose resource it is a backup of
	Completed time.Time
	DeleteAt  time.Time // zero: never
}

// PointNow is a recovery point as it was read back after somebody's call.
type PointNow struct {
	Exists            bool
	Status            string
	Of, Type          string // the resource's ARN and type
	Rule              string // the name of the rule that made it; empty: not known
	Created, DeleteAt time.Time
}

// Left is what a vault still holds of a resource.
type Left struct {
	Count  int
	More   bool // and more than were counted
	Newest time.Time
}

// Guard is what is remembered of a vault between two looks.
type Guard struct {
	At       time.Time `json:"at"` // the last look; zero: none
	Locked   bool      `json:"locked,omitempty"`
	MinDays  int64     `json:"minDays,omitempty"`
	Accounts []string  `json:"accounts,omitempty"` // whose backups were in it
}

// Weaker reports whether a lock keeps less than it did: it is gone, or its least retention is shorter.
func (before Guard) Weaker(locked bool, minDays int64) bool {
	return before.Locked && (!locked || minDays < before.MinDays)
}

// Lock is the lock in words; empty for none.
func (before Guard) Lock() string { return LockWords(before.Locked, before.MinDays) }

// LockWords are a lock in words; empty for none.
func LockWords(locked bool, minDays int64) string {
	if !locked {
		return ""
	}
	return fmt.Sprintf("at least %d days", max(minDays, 1))
}

// CustodyMargin is how old a backup must be to be counted: AWS shows it some time after it is complete.
const CustodyMargin = time.Hour

// KeptOf counts the backups that were complete by a time, by account.
func KeptOf(points []KeptPoint, by time.Time) map[string]Kept {
	sums := map[string]map[string]*digest{}
	for _, p := range points {
		if p.Completed.After(by) {
			continue
		}
		if sums[p.Account] == nil {
			sums[p.Account] = map[string]*digest{}
		}
		day := dayOf(p.DeleteAt)
		if sums[p.Account][day] == nil {
			sums[p.Account][day] = &digest{}
		}
		sums[p.Account][day].add(p.ARN)
	}
	all := map[string]Kept{}
	for account, days := range sums {
		k := Kept{At: by, Days: map[string]Sum{}}
		for day, d := range days {
			k.Days[day] = d.sum()
		}
		all[account] = k
	}
	return all
}

func dayOf(at time.Time) string {
	if at.IsZero() {
		return Forever
	}
	return at.UTC().Format(time.DateOnly)
}

// digest adds hashes up, each byte by itself.
type digest struct {
	count int
	bytes [16]byte
}

func (d *digest) add(arn string) {
	hash := sha256.Sum256([]byte(arn))
	d.count++
	for i := range d.bytes {
		d.bytes[i] += hash[i]
	}
}

func (d *digest) sum() Sum { return Sum{Count: d.count, Hash: hex.EncodeToString(d.bytes[:])} }

// plus is the sum of both. A hash that cannot be read counts for nothing.
func (s Sum) plus(o Sum) Sum {
	var d digest
	for _, one := range []Sum{s, o} {
		d.count += one.Count
		raw, err := hex.DecodeString(one.Hash)
		for i := range d.bytes {
			if err == nil && i < len(raw) {
				d.bytes[i] += raw[i]
			}
		}
	}
	return d.sum()
}

// Missing is how many of the backups that were kept are there no longer, or are due earlier than they were, although
// their day has not come; and the first of the days. Now counts the backups that were complete when before was made.
// AWS deletes up to eight hours late and never early, so that what is due today or was before may be gone.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html
func (before Kept) Missing(now Kept, at time.Time) (count int, day string) {
	today := dayOf(at)
	days := slices.AppendSeq(slices.Collect(maps.Keys(before.Days)), maps.Keys(now.Days))
	slices.Sort(days)
	days = slices.Compact(days)
	var was, is Sum
	pastSame := true
	for _, d := range slices.Backward(days) {
		if d <= today {
			pastSame = pastSame && before.Days[d] == now.Days[d]
			continue
		}
		was, is = was.plus(before.Days[d]), is.plus(now.Days[d])
		if lack := was.Count - is.Count; lack > count {
			count, day = lack, d
		}
	}
	// As many are there, and others: one that is gone was made up for by one whose retention was made longer.
	if count == 0 && pastSame && was != is && was.Count == is.Count {
		return 1, today
	}
	return count, day
}

// MissingFailure is what people are told of backups that are gone and that no event told of.
func MissingFailure(vaultARN, account, name string, count int, day string, since time.Time) event.UnreportedFailure {
	until := "due for deletion on " + day + " or later"
	if day == Forever {
		until = "kept without an end"
	}
	return event.UnreportedFailure{
		Kind:        event.Custody,
		Resource:    vaultARN,
		Destination: account,
		Cause:       "recovery-point-deleted",
		Where:       vaultARN,
		Count:       count,
		Why: fmt.Sprintf(
			"%s of account %s in vault %s, %s, %s there at %s and is no longer, or is due earlier now. No event "+
				"said so.",
			proof.CountOf(count, "recovery point", "recovery points"),
			account,
			name,
			until,
			map[bool]string{true: "was", false: "were"}[count == 1],
			clockOf(since),
		),
	}
}

// UnlockedFailure is what people are told of a lock that is gone or weaker, and that no event told of.
func UnlockedFailure(vaultARN, name, was, is string) event.UnreportedFailure {
	if is == "" {
		is = "no lock"
	}
	return event.UnreportedFailure{
		Kind: event.Custody, Resource: vaultARN, Cause: "vault-lock-weakened", Where: vaultARN,
		Why: fmt.Sprintf("Vault %s had a lock (%s) and has %s. No event said so.", name, was, is),
	}
}

// Copied is the newest copy that a job of a resource has made.
type Copied struct {
	JobID, Point string
	At           time.Time // when it was complete
}

// CopyDeleted is the failure of a copy that is missing although a job of the run has made it.
func CopyDeleted(f event.UnreportedFailure, made Copied) event.UnreportedFailure {
	f.Cause = "copy-deleted"
	f.Why = fmt.Sprintf("Copy job %s ended well at %s, and its recovery point %s is no longer in the vault: somebody "+
		"deleted it. %s", made.JobID, clockOf(made.At), made.Point, f.Why)
	return f
}
