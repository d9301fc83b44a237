package alert

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/event"
	"farvault/shared/failure"
)

// Issue is what AWS Backup says beside a backup that is there, and that nobody need hear of at once: AWS's console
// calls such a job "Completed with issues".
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
type Issue struct {
	Cause   string    `json:"cause"`          // the catalogue row's id, or failure.Unidentified
	Said    string    `json:"said,omitempty"` // AWS's message, where no row knows it; untrusted text, cleaned
	Account string    `json:"account"`
	JobID   string    `json:"jobId"`
	At      time.Time `json:"at"` // when farvault heard of it: of a day are those heard of in it, however late AWS is
}

// IssueOf is the issue of a job that completed with a message, and whether it is one: the catalogue knows the message
// for harmless, or nobody knows it. A message that nobody knows is told once a day with the others, as AWS wrote it:
// the backup is there, its copy is followed by itself, and a new remark of AWS's on every nightly backup is no reason
// to wake anybody.
func IssueOf(j event.JobStateChange, d failure.Diagnosis, now time.Time) (Issue, bool) {
	if j.Outcome() != event.CompletedWithIssues {
		return Issue{}, false
	}
	i := Issue{Cause: d.Cause, Account: j.Account, JobID: j.JobID, At: now}
	if d.Cause == failure.Unidentified {
		i.Said = Clean(j.Message, issueRunes)
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

// remark is what a digest counts as one: a cause, or the same words of AWS's that no row knows.
type remark struct{ cause, said string }

// remarked is how many resources a remark is about, and where.
type remarked struct {
	remark
	resources int
	accounts  map[string]bool
}

// WithIssues is a digest with those issues that were heard of after the last one, a line for each kind.
func (m Message) WithIssues(all Issues, last time.Time) Message {
	kinds := map[remark]*remarked{}
	for _, i := range all {
		if !i.At.After(last) {
			continue
		}
		r := remark{i.Cause, i.Said}
		if kinds[r] == nil {
			kinds[r] = &remarked{remark: r, accounts: map[string]bool{}}
		}
		kinds[r].resources++
		kinds[r].accounts[i.Account] = true
	}
	order := slices.SortedFunc(maps.Values(kinds), func(a, b *remarked) int {
		return cmp.Or(cmp.Compare(b.resources, a.resources), cmp.Compare(a.cause, b.cause), cmp.Compare(a.said, b.said))
	})
	var lines []string
	for _, r := range order {
		lines = append(lines, r.line())
	}
	m.Sections = appendAll(slices.Clone(m.Sections), "Backed up, with a remark of AWS's", lines)
	return m.cleaned()
}

func (r remarked) line() string {
	where := fmt.Sprintf(
		"%s in %s",
		quantity(r.resources, "resource", "resources"),
		quantity(len(r.accounts), "account", "accounts"),
	)
	if r.said != "" {
		return fmt.Sprintf("%s: farvault does not know what this means: %q", where, r.said)
	}
	known, _ := failure.Lookup(r.cause)
	return fmt.Sprintf("%s: %s (%s)", where, known.Title, r.cause)
}
