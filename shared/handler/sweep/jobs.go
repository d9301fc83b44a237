package sweep

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"farvault/shared/event"
)

// BadJobs lists the jobs of accounts that ended badly in one Region since a time: of those that summaries show one of,
// or of all. What it found stands beside the error about those that it could not ask.
type BadJobs interface {
	All(ctx context.Context, accounts []string, region string, since time.Time) ([]event.JobStateChange, error)
	Bad(ctx context.Context, accounts []string, region string, since time.Time) ([]event.JobStateChange, error)
}

const (
	jobsCursor = "jobs"

	// overlap is how far each listing reaches back over the last one: a job shows in AWS's lists
	// and counts some time after it ended. What is found twice is one by its fingerprint.
	overlap = time.Hour

	// furthest is how far a listing reaches back at most: at the first run, and while an account cannot be asked.
	furthest = 24 * time.Hour
)

// jobs sends every job that ended badly since the last time, as a finding, to where its event would have gone. The
// cursor moves only when every account could be asked: an account in trouble costs repeated findings, never a lost one.
func (s *Handler) jobs(ctx context.Context) (int, error) {
	now := s.Now()
	last, err := s.Ledger.Cursor(ctx, jobsCursor)
	if err != nil {
		return 0, fmt.Errorf("read cursor %s: %w", jobsCursor, err)
	}
	since := last.Add(-overlap)
	if earliest := now.Add(-furthest); since.Before(earliest) {
		since = earliest
	}
	accounts, err := s.inScope(ctx)
	if err != nil {
		return 0, err
	}
	var ids, due []string
	for _, a := range accounts {
		ids = append(ids, a.ID)
		if turnOf(a.ID, now).After(last) && !last.IsZero() {
			due = append(due, a.ID)
		}
	}
	looking, done := whileTimeIsLeft(ctx)
	defer done()
	var messages []event.Message
	var errs []error
	for _, region := range s.Deployment.Regions(s.Settings) {
		found, err := s.BadJobs.Bad(looking, ids, region, since)
		errs = append(errs, err)
		if len(due) > 0 {
			more, err := s.BadJobs.All(looking, due, region, now.Add(-dailyReach))
			errs, found = append(errs, err), append(found, more...)
		}
		for _, job := range found {
			messages = append(messages, event.NewMessage(job))
		}
	}
	if err := s.JobsOut.SendAll(ctx, messages); err != nil {
		return 0, err
	}
	if err := s.unexpected(ctx, s.ofAll(errors.Join(errs...))); err != nil {
		return len(messages), fmt.Errorf("list jobs since %s: %w", since.UTC().Format(time.RFC3339), err)
	}
	return len(messages), s.Ledger.PutCursor(ctx, jobsCursor, now)
}

// dailyReach is how far back every account is asked once a day, whatever the summaries show of it. AWS says of them
// that they are about the prior days, and not when a day's jobs are in them.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
const dailyReach = 48 * time.Hour

// turnOf is when an account was last to be asked, at a minute of the day that is a hash of its id.
func turnOf(account string, now time.Time) time.Time {
	hash := sha256.Sum256([]byte("jobs\x00" + account))
	const day = 24 * time.Hour
	minute := time.Duration(binary.BigEndian.Uint32(hash[:4])%uint32(day/time.Minute)) * time.Minute
	turn := now.Truncate(day).Add(minute)
	if turn.After(now) {
		turn = turn.Add(-day)
	}
	return turn
}

// toSend is what is kept of an invocation's time to send what was found: 10,000 accounts are a thousand batches.
const toSend = time.Minute

// whileTimeIsLeft ends the looking before Lambda ends the function: an account that takes too long is in the error,
// and what the others showed is sent all the same.
// https://docs.aws.amazon.com/lambda/latest/dg/golang-context.html
func whileTimeIsLeft(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, limited := ctx.Deadline()
	if !limited {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, deadline.Add(-toSend))
}
