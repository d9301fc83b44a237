package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/guard"
	"farvault/shared/org"
)

// The look at what is unreported reads the accounts page by page: a page is read, what it found is sent, and what was
// read is kept. Where Lambda's time is nearly over, a message to the function's own queue asks for the rest.

const (
	// pageOf is how many accounts are read before what they showed is sent.
	pageOf = 64

	// forPage is what a page takes at most: AWS throttles, and a central vault may have to be listed first.
	forPage = 5 * time.Minute
)

// UnmarshalJSON reads a schedule's input, or the one record of the function's own queue.
func (w *Work) UnmarshalJSON(text []byte) error {
	var in struct {
		Work    string
		Records []struct{ Body string }
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	if w.Work = in.Work; len(in.Records) == 0 {
		return nil
	}
	decoded, err := event.Read([]byte(in.Records[0].Body))
	if err != nil {
		return err
	}
	page, is := decoded.(event.Page)
	if !is || len(in.Records) > 1 {
		return fmt.Errorf("%d records of a %T are nothing to go on with", len(in.Records), decoded)
	}
	w.Work, w.Page = silenceWork, &page
	return nil
}

// readFrom reads the accounts from a page on, Region by Region.
func (s *Handler) readFrom(ctx context.Context, from event.Page) (sent int, err error) {
	all, err := s.Tree.Accounts(ctx)
	if err != nil {
		return 0, fmt.Errorf("list the organization's accounts: %w", err)
	}
	accounts, err := s.watched(ctx, all)
	if err != nil {
		return 0, err
	}
	forecast := s.round(all)
	slices.SortFunc(accounts, func(a, b org.Account) int { return strings.Compare(a.ID, b.ID) })
	open, err := s.openAlerts(ctx)
	if err != nil {
		return 0, err
	}
	regions := s.Deployment.Regions(s.Settings)
	first := max(0, slices.Index(regions, from.Region))
	looking, done := whileTimeIsLeft(ctx)
	defer done()
	var errs []error
	for i, region := range regions[first:] {
		l := s.listener(region, open, forecast)
		rest := accounts
		if i == 0 && from.After != "" {
			rest = slices.DeleteFunc(slices.Clone(accounts), func(a org.Account) bool { return a.ID <= from.After })
		}
		for page := range slices.Chunk(rest, pageOf) {
			if !timeFor(ctx, forPage) {
				errs = append(errs, s.goOn(ctx, event.Page{Region: region, After: before(rest, page), Began: from.Began}))
				return sent, errors.Join(errs...)
			}
			n, err := l.page(looking, ctx, page)
			sent, errs = sent+n, append(errs, err)
		}
	}
	return sent, errors.Join(append(errs, s.measure(ctx, accounts))...)
}

// look reads some of the organization's accounts at once.
func (s *Handler) look(ctx context.Context, all, accounts []org.Account) (sent int, err error) {
	open, err := s.openAlerts(ctx)
	if err != nil {
		return 0, err
	}
	looking, done := whileTimeIsLeft(ctx)
	defer done()
	forecast := s.round(all)
	var errs []error
	for _, region := range s.Deployment.Regions(s.Settings) {
		l := s.listener(region, open, forecast)
		for page := range slices.Chunk(accounts, pageOf) {
			n, err := l.page(looking, ctx, page)
			sent, errs = sent+n, append(errs, err)
		}
	}
	return sent, errors.Join(errs...)
}

// round begins a round of proofs over the organization's accounts; nil where none is proven.
func (s *Handler) round(all []org.Account) Forecast {
	if s.Forecast == nil {
		return nil
	}
	return s.Forecast(all)
}

// timeFor reports whether so much of an invocation's time is left.
func timeFor(ctx context.Context, d time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return !limited || time.Until(deadline) > d
}

// before is the id of the account that comes before a page.
func before(accounts, page []org.Account) string {
	i := slices.IndexFunc(accounts, func(a org.Account) bool { return a.ID == page[0].ID })
	if i <= 0 {
		return ""
	}
	return accounts[i-1].ID
}

// goOn asks for the rest of the accounts.
func (s *Handler) goOn(ctx context.Context, rest event.Page) error {
	if err := s.PagesOut.SendAll(ctx, []event.Message{event.NewMessage(rest)}); err != nil {
		return fmt.Errorf("ask for the accounts of %s after %s: %w", rest.Region, rest.After, err)
	}
	return nil
}

// page reads accounts, several at once, sends what they showed in the order of the accounts, and then keeps it: a gap
// that is kept and was not sent would never be told, and one that is told twice is one by its fingerprint.
func (l *listener) page(looking, ctx context.Context, accounts []org.Account) (int, error) {
	found := make([]heard, len(accounts))
	var all guard.Group
	slots := make(chan struct{}, readsAtOnce)
	for i, account := range accounts {
		slots <- struct{}{}
		all.Go(func() (err error) {
			defer func() { <-slots }()
			found[i], err = l.listen(looking, account)
			return err
		})
	}
	errs := all.Wait()
	var messages []event.Message
	for _, one := range found {
		messages = append(messages, one.messages...)
	}
	if err := l.JobsOut.SendAll(ctx, messages); err != nil {
		return 0, errors.Join(append(errs, err)...)
	}
	for _, one := range found {
		if one.record != nil {
			errs = append(errs, l.Ledger.PutCoverage(ctx, *one.record))
		}
	}
	return len(messages), errors.Join(errs...)
}
