// Package catalog knows why backups, copies and restores fail: a catalog of causes as rows, and the diagnosis of AWS's
// message with it. It calls nobody, keeps nothing and never guesses: a message that no row knows is Unknown.
package catalog

import (
	"slices"

	"farvault/shared/event"
)

// Cause is one row of the catalogue: why jobs fail, how to tell it by AWS's
// words, and what to do. Everything that farvault knows of failures is in such rows.
type Cause struct {
	ID       string // kebab-case, unique; alerts are grouped by it
	Category Category
	Title    string          // for people, a sentence without ids
	Remedy   string          // what to do, a sentence or two
	At       At              // who acts as a rule; the proof may know better
	Jobs     []event.JobKind // kinds of job that it can be the cause of; empty: any
	Match    []Matcher       // any of them
	Samples  []string        // AWS's own words
	Variants []string        // patterns that AWS publishes, or its words with other names and ids filled in
	Source   string          // where the words and the remedy come from

	RemedyOfCall string // Remedy where the message names the denied call, with {action}, {caller} and {resource}

	Retryable bool // the same may work later, unchanged
	Benign    bool // nothing was lost
	Ours      bool // it is farvault that keeps the thing at fault
	People    bool // only people repair it, whosever it is: farvault has no permission to
}

// Unidentified is the ID of the diagnosis of words that no row knows.
const Unidentified = "unknown"

// causes is the whole catalogue in the order of precedence: where words that
// nobody has seen yet fit several rows, the category that stands first wins, and
// within one the row that stands first, so that each ends with its widest row.
var causes = slices.Concat(
	of(Organization, organizationCauses),
	of(KMS, kmsCauses),
	of(VaultPolicy, vaultPolicyCauses),
	of(Retention, retentionCauses),
	of(OptIn, optInCauses),
	of(Unsupported, unsupportedCauses),
	of(Schedule, scheduleCauses),
	of(Quota, quotaCauses),
	of(Tagging, taggingCauses),
	of(ResourceState, resourceStateCauses),
	of(ResourceGone, resourceGoneCauses),
	of(IAMRole, slices.Concat(roleCauses, permissionCauses)),
	of(InvalidRequest, invalidRequestCauses),
	of(Transient, transientCauses),
	of(UserAction, userActionCauses),
)

func of(category Category, rows []Cause) []Cause {
	for i := range rows {
		rows[i].Category = category
	}
	return rows
}

// Causes is the catalogue in the order of precedence.
func Causes() []Cause { return slices.Clone(causes) }

// Lookup finds a row by its ID.
func Lookup(id string) (Cause, bool) {
	i := slices.IndexFunc(causes, func(c Cause) bool { return c.ID == id })
	if i < 0 {
		return Cause{}, false
	}
	return causes[i], true
}

// fits reports whether the row can be the cause of such a job's normalised
// message. A job of no kind is of any: people paste a message without one.
func (c Cause) fits(job event.JobKind, text *words) bool {
	if len(c.Jobs) > 0 && job != "" && !slices.Contains(c.Jobs, job) {
		return false
	}
	return slices.ContainsFunc(c.Match, func(m Matcher) bool { return m.fits(text) })
}

// The pages that most rows cite.
const (
	guide        = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"
	dashboards   = guide + "backup-dashboards.html#problematic-reasons"
	events       = guide + "eventbridge.html"
	hypervisors  = guide + "vm-troubleshooting.html"
	hana         = guide + "backup-saphana.html"
	crossAccount = "https://repost.aws/knowledge-center/backup-troubleshoot-cross-account-copy"
	copyError    = "https://repost.aws/knowledge-center/backup-cross-account-copy-error"
	// What RDS answers to a restore, which AWS Backup hands on.
	restoreErrors = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html"
	accessDenied  = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
)
