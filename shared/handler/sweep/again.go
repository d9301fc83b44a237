package sweep

import (
	"context"
	"errors"
	"time"
)

// Lambda tries a function that has failed twice more, within minutes, and the scheduler sees nothing of that: what
// fails for longer would come again with its schedule, a day later.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
// https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html

// failedAgainAfter is how long after a failure the work is tried again, by the tick, which comes every five minutes.
const failedAgainAfter = 8 * time.Minute

// rarely are the works whose next time is further away than that.
var rarely = []string{accountsWork, silenceWork, custodyWork, digestWork}

// failedCursor is where it is kept since when a work fails; zero: it went well the last time.
func failedCursor(work string) string { return "failed/" + work }

// attempt does a work and remembers whether it failed.
func (s *Handler) attempt(ctx context.Context, work string) (int, error) {
	sent, err := s.works()[work](ctx)
	return sent, errors.Join(err, s.remember(ctx, work, s.unexpected(ctx, err) != nil))
}

// remember notes of a work that comes rarely whether it is to come again.
func (s *Handler) remember(ctx context.Context, work string, failed bool) error {
	since, err := s.Ledger.Cursor(ctx, failedCursor(work))
	switch {
	case err != nil:
		return err
	case failed:
		return s.Ledger.PutCursor(ctx, failedCursor(work), s.Now())
	case !since.IsZero():
		return s.Ledger.PutCursor(ctx, failedCursor(work), time.Time{})
	}
	return nil
}

// again does the works that failed the last time.
func (s *Handler) again(ctx context.Context) (sent int, err error) {
	var names []string
	for _, work := range rarely {
		names = append(names, failedCursor(work))
	}
	all, err := s.Ledger.Cursors(ctx, names)
	if err != nil {
		return 0, err
	}
	for _, work := range rarely {
		failed := all[failedCursor(work)]
		if failed.IsZero() || s.Now().Sub(failed) < failedAgainAfter {
			continue
		}
		// Noted first: another tick comes before a long work is done.
		if noted := s.remember(ctx, work, true); noted != nil {
			err = errors.Join(err, noted)
			continue
		}
		n, failure := s.attempt(ctx, work)
		if failure != nil && work == silenceWork { // it comes within the hour, and is the dearest of them
			failure = errors.Join(failure, s.remember(ctx, work, false))
		}
		sent, err = sent+n, errors.Join(err, failure)
	}
	return sent, err
}
