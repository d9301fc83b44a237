package handler

import (
	"context"
	"fmt"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// Statuses reads what is remembered of an account; the zero record where nothing is.
type Statuses interface {
	Account(ctx context.Context, id string) (chain.AccountRecord, error)
}

// CopyCounts counts the organization's copy jobs of a day in one Region.
type CopyCounts interface {
	Copies(ctx context.Context, region string) (good, bad int, err error)
}

// digest counts how the accounts stand, and sends it to the one who speaks. What cannot be counted is said in the
// digest and stops nothing: a day without a digest would look like a day on which all is well.
func (s *Sweep) digest(ctx context.Context) (int, error) {
	d := event.Digest{At: s.Now()}
	accounts, err := s.inScope(ctx)
	if err != nil {
		d.Incomplete = append(d.Incomplete, err.Error())
	}
	var unread []error
	for _, a := range accounts {
		record, err := s.Statuses.Account(ctx, a.ID)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		d.InScope++
		if record.Status == chain.Protected {
			d.Protected++
		}
	}
	if len(unread) > 0 {
		d.Incomplete = append(d.Incomplete, fmt.Sprintf("%d accounts: %v", len(unread), unread[0]))
	}
	for _, region := range s.Place.Regions(s.Settings) {
		good, bad, err := s.Copies.Copies(ctx, region)
		if err != nil {
			d.Incomplete = append(d.Incomplete, fmt.Sprintf("copies in %s: %v", region, err))
		}
		d.Copies, d.CopiesBad = d.Copies+good, d.CopiesBad+bad
	}
	return 1, s.JobsOut.SendAll(ctx, []event.Message{event.NewMessage(d)})
}
