package ledger

import (
	"context"
	"time"
)

// claim is the right of one owner to work on a thing, for a while.
type claim struct {
	Owner string    `json:"owner"`
	Until time.Time `json:"until"`
}

// Claim takes the right to work on a thing until a time, and answers whether it was had. Nobody has it twice, its owner
// neither: SQS may deliver one message to two runs at the same time, and then both come in its name. One that dies
// leaves a claim that expires.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
func (l *Ledger) Claim(ctx context.Context, thing, owner string, until, now time.Time) (had bool, err error) {
	err = update(ctx, l, claimItem(thing), func(c *claim) (time.Time, bool) {
		had = !c.Until.After(now)
		if had {
			*c = claim{Owner: owner, Until: until}
		}
		return until, had
	})
	return had, err
}

// Release gives the right back, if it is still the owner's.
func (l *Ledger) Release(ctx context.Context, thing, owner string) error {
	return update(ctx, l, claimItem(thing), func(c *claim) (time.Time, bool) {
		if c.Owner != owner {
			return time.Time{}, false
		}
		released := c.Until
		*c = claim{}
		return released, true
	})
}

func claimItem(thing string) string { return "claim#" + thing }
