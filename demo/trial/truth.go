package trial

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/demo/stage"
	"farvault/shared/alert"
)

// inTime is how long a lost copy may go unreported, while neither AWS nor the network stands in the way: the look at
// what no event told is hourly, and a message waits for its group.
const inTime = 2 * time.Hour

// aware is how long before a copy fails a report of what makes it fail counts: what is foreseen is told once a day.
const aware = 50 * time.Hour

// judge says what the world knows and people were not told, or were told and was not so.
func (c *Chaos) judge(ctx context.Context) error {
	c.remember()
	for _, r := range c.resources {
		jobs, err := c.jobs(ctx, r.Account)
		if err != nil {
			return err
		}
		c.judgeFailures(r, jobs)
		c.judgeGreens(r, jobs)
	}
	c.judgeAlarms()
	c.wrong = append(c.wrong, c.deleted()...)
	for _, account := range append(c.accounts(), stage.CentralID) {
		c.wrong = append(c.wrong, prefixed("not whole", c.wrongIn(ctx, account))...)
	}
	return nil
}

func prefixed(with string, all []string) (out []string) {
	for _, one := range all {
		out = append(out, with+": "+one)
	}
	return out
}

// judgeFailures wants each copy that failed for good reported in time.
func (c *Chaos) judgeFailures(r *Resource, jobs []types.CopyJob) {
	for _, j := range jobs {
		failed := aws.ToTime(j.CompletionDate)
		if aws.ToString(j.ResourceArn) != r.ARN || j.State != types.CopyJobStateFailed ||
			!r.Gone.IsZero() && r.Gone.Before(failed.Add(inTime)) || copiedLater(j, jobs) {
			continue
		}
		told := c.toldOf(r, failed.Add(-aware))
		switch {
		case told.IsZero() && c.unharmed(failed, c.Now()) > inTime:
			c.wrong = append(c.wrong, fmt.Sprintf("unreported: the copy of %s in %s failed at %s (%s), and nobody was told",
				r.ARN, r.Account, failed.Format(time.DateTime), aws.ToString(j.StatusMessage)))
		case told.After(failed) && c.unharmed(failed, told) > inTime:
			c.wrong = append(c.wrong, fmt.Sprintf("late: the copy of %s in %s failed at %s, and people were told at %s",
				r.ARN, r.Account, failed.Format(time.DateTime), told.Format(time.DateTime)))
		}
	}
}

// copiedLater reports whether the same backup was copied by a later job.
func copiedLater(failed types.CopyJob, jobs []types.CopyJob) bool {
	return slices.ContainsFunc(jobs, func(j types.CopyJob) bool {
		return j.State == types.CopyJobStateCompleted &&
			aws.ToString(j.SourceRecoveryPointArn) == aws.ToString(failed.SourceRecoveryPointArn) &&
			aws.ToTime(j.CompletionDate).Sub(aws.ToTime(failed.CompletionDate)) < time.Hour
	})
}

// toldOf is the first message since a time that was about a resource, or about its account as a whole.
func (c *Chaos) toldOf(r *Resource, since time.Time) (at time.Time) {
	for _, h := range c.Heard() {
		if h.At.Before(since) || !at.IsZero() || h.Reason == alert.AllResolved {
			continue
		}
		about := c.known[h.GroupKey]
		if about[who{r.Account, r.ARN}] || about[who{r.Account, r.Account}] ||
			accountWide[h.Cause] && slices.Contains(h.Accounts, r.Account) {
			at = h.At
		}
	}
	return at
}

// accountWide are causes that are about an account, whatever it has.
var accountWide = map[string]bool{
	"account-unreadable": true, "account-not-protected": true, "account-waiting": true, "account-departed": true,
}

// judgeGreens wants each copy that was called well to be there: after the failure that the group told of, and before
// the message.
func (c *Chaos) judgeGreens(r *Resource, jobs []types.CopyJob) {
	for _, h := range c.Heard() {
		if h.Reason != alert.AllResolved || !c.known[h.GroupKey][who{r.Account, r.ARN}] ||
			!r.Gone.IsZero() && r.Gone.Before(h.At) {
			continue
		}
		var failed, well time.Time
		for _, j := range jobs {
			at := aws.ToTime(j.CompletionDate)
			switch {
			case aws.ToString(j.ResourceArn) != r.ARN || at.After(h.At):
			case j.State == types.CopyJobStateFailed && at.After(failed) && h.At.Sub(at) > inTime:
				failed = at
			case j.State == types.CopyJobStateCompleted && at.After(well):
				well = at
			}
		}
		if failed.After(well) {
			c.wrong = append(c.wrong, fmt.Sprintf(
				"false green: at %s %q, and the newest copy of %s failed at %s, the last that came is of %s",
				h.At.Format(time.DateTime), h.Title, r.ARN, failed.Format(time.DateTime), well.Format(time.DateTime)))
		}
	}
}

// judgeAlarms wants each red message to have something that is wrong behind it.
func (c *Chaos) judgeAlarms() {
	for _, h := range c.Heard() {
		if h.Color == alert.Red && !c.harmed(h.Accounts, h.At.Add(-aware), h.At) {
			c.wrong = append(c.wrong, fmt.Sprintf("false alarm: at %s %s %q (%s), and nothing was wrong in %v",
				h.At.Format(time.DateTime), h.Reason, h.Title, h.Cause, h.Accounts))
		}
	}
}

// lookAtDigests wants a green digest to be true: each resource has a copy that is not too old.
func (c *Chaos) lookAtDigests(ctx context.Context) {
	for _, h := range c.heard[c.digests:] {
		c.digests++
		if h.Reason != alert.Digest || h.Color != alert.Green || c.Now().Sub(h.At) > 90*time.Minute {
			continue
		}
		for _, r := range c.resources {
			if !r.Gone.IsZero() || h.At.Sub(r.Since) < c.allowed() {
				continue
			}
			copied, err := c.Copies(ctx, r)
			due := copied.Newest.Add(c.allowed())
			if err != nil || h.At.After(due) && c.unharmed(due, h.At) > inTime {
				c.wrong = append(c.wrong, fmt.Sprintf(
					"false green: the digest of %s, and the newest copy of %s in %s is of %s, %v",
					h.At.Format(time.DateTime), r.ARN, r.Account, copied.Newest.Format(time.DateTime), err))
			}
		}
	}
}

// allowed is how old the newest copy may be, and the time of a run and its look on top of it.
func (c *Chaos) allowed() time.Duration {
	return time.Duration(c.Settings.Alerts.MaxCopyAge) + 6*time.Hour
}
