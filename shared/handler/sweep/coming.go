package sweep

import (
	"context"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// Forecast reads the facts of copies that are still to come, in one round over the accounts. Further reads what can yet
// clear a copy that seems to fail, or makes the message about it better.
type Forecast interface {
	Facts(ctx context.Context, account unreported.Snapshot, c unreported.NextCopy) proof.Facts
	Further(ctx context.Context, f proof.Facts) proof.Facts
}

// comingKept is for how long after a look that found a copy that will fail the looks say that the conditions hold
// again: longer than a message waits in the queue.
const comingKept = 26 * time.Hour

// coming proves the conditions of the next run of each rule in one account and Region. It says which copies will fail;
// and, where a look has lately found some, that the others will not.
func (l *listener) coming(ctx context.Context, watch unreported.Snapshot) ([]event.Message, error) {
	if l.forecast == nil {
		return nil, nil
	}
	failing, unknown := unreported.Coming(watch.NextCopies(l.Deployment.CentralAccountID, l.now),
		func(c unreported.NextCopy) proof.Forecast { return l.foresee(ctx, watch, c) })
	return l.foreseen(ctx, watch.Account, failing, unknown, !watch.TagsRead())
}

func (l *listener) foresee(ctx context.Context, watch unreported.Snapshot, c unreported.NextCopy) proof.Forecast {
	return proof.ForeseeFurther(l.forecast.Facts(ctx, watch, c), func(f proof.Facts) proof.Facts {
		return l.forecast.Further(ctx, f)
	})
}

// foreseen are the messages about what will fail. Where it is not known what a plan selects, nothing is said to hold.
func (l *listener) foreseen(
	ctx context.Context, account string, failing, unknown []event.UnreportedFailure, partly bool,
) ([]event.Message, error) {
	cursor := "coming/" + account + "/" + l.region
	last, err := l.Ledger.Cursor(ctx, cursor)
	if err != nil {
		return nil, fmt.Errorf("read cursor %s: %w", cursor, err)
	}
	if len(failing) > 0 {
		if err := l.Ledger.PutCursor(ctx, cursor, l.now); err != nil {
			return nil, fmt.Errorf("write cursor %s: %w", cursor, err)
		}
	}
	messages := inChunks(account, l.region, l.now, failing)
	if partly || last.IsZero() || l.now.Sub(last) > comingKept {
		return messages, nil
	}
	held := event.Foreseen{Account: account, Region: l.region, At: l.now}
	for _, p := range append(failing, unknown...) {
		problem := alert.Problem{
			Account: account, Region: l.region, Job: p.Kind, Resource: p.Resource, Destination: p.Destination,
		}
		held.Kept = append(held.Kept, alert.Head(problem.Fingerprint()))
	}
	return append(messages, event.NewMessage(held)), nil
}
