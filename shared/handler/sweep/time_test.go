package sweep_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/org"
	"farvault/shared/unreported"
)

// slow is an organization with one account that does not answer, and one whose key is disabled and whose copy failed.
type slow struct{ *quiet }

func (s slow) Watch(ctx context.Context, account, region string, want unreported.Expectation) (unreported.Snapshot, error) {
	if account == anotherMember {
		<-ctx.Done()
		return unreported.Snapshot{}, ctx.Err()
	}
	w, err := s.quiet.Watch(ctx, account, region, want)
	w.Keys[0].State = "Disabled"
	return w, err
}

func (s slow) Bad(ctx context.Context, _ []string, _ string, _ time.Time) ([]event.JobStateChange, error) {
	<-ctx.Done()
	return []event.JobStateChange{{Origin: event.Origin{Account: handlertest.Member, Region: "eu-west-1"}, Job: event.Copy, JobID: "j", State: "FAILED", Found: true}}, ctx.Err()
}

func (s slow) SendAll(ctx context.Context, messages []event.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.quiet.SendAll(ctx, messages)
}

// An account that does not answer costs its own part of a look and nobody else's: what was found is sent before Lambda ends the function.
func TestWhatWasFoundIsSentBeforeTheTimeIsOver(t *testing.T) {
	t.Parallel()
	for _, work := range []string{"silence", "jobs"} {
		t.Run(work, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				q := slow{newQuiet()}
				q.accounts = []org.Account{{ID: handlertest.Member, State: org.Active}, {ID: anotherMember, State: org.Active}}
				scheduled := q.sweep(handlertest.Noon())
				scheduled.Snapshots, scheduled.BadJobs, scheduled.JobsOut = q, q, q
				ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
				defer cancel()
				err := scheduled.Run(ctx, sweep.Work{Work: work})
				if err == nil {
					t.Error("no error about the account that did not answer")
				}
				if len(q.sent) != 1 {
					t.Errorf("sent %d messages, want the one of %s", len(q.sent), handlertest.Member)
				}
			})
		})
	}
}
