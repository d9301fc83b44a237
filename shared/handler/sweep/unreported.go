package sweep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"farvault/shared/account"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/guard"
	"farvault/shared/org"
	"farvault/shared/unreported"
)

// Snapshots reads what fails without a word of AWS: what has arrived in a central vault, one account in one Region, and
// since when a backup plan is what it is. Watch may return what it could read beside an error.
type Snapshots interface {
	Arrived(ctx context.Context, vaultARN string, since time.Time) (unreported.Arrivals, error)
	Watch(ctx context.Context, account, region string, want unreported.Expectation) (unreported.Snapshot, error)
	PlanSince(ctx context.Context, account, region, planID string) (time.Time, error)
	Copied(ctx context.Context, account, region, vaultARN string, since time.Time) (map[string]unreported.Copied, error)
}

// readsAtOnce is how many accounts are read at the same time. AWS Backup's rates are an account's and Region's own
// (https://docs.aws.amazon.com/general/latest/gr/bk.html): one account is read one call after the other,
// and at 80 ms a call 10,000 of them within the function's 15 minutes.
const readsAtOnce = 16

// unreported reads every account in scope and sends what it saw. An account that cannot be read stops no other; it is
// in the error.
func (s *Handler) unreported(ctx context.Context) (int, error) {
	return s.readFrom(ctx, event.Page{Began: s.Now()})
}

// listener is one look at the accounts of a Region.
type listener struct {
	*Handler
	region   string
	now      time.Time
	open     openAlerts
	forecast Forecast // nil: nothing of copies to come is proven

	mu       sync.Mutex
	arrivals map[string]func() (unreported.Arrivals, error) // by vault ARN; each lists its vault once
}

func (s *Handler) listener(region string, open openAlerts, forecast Forecast) *listener {
	return &listener{
		Handler: s, region: region, now: s.Now(), open: open, forecast: forecast,
		arrivals: map[string]func() (unreported.Arrivals, error){},
	}
}

// heard is what one look at an account found.
type heard struct {
	messages []event.Message
	record   *coverage.Record // nil: not all of it could be read
}

// listen reads one account. One without the vault has nothing to listen to yet: the sweep of the accounts makes it.
func (l *listener) listen(ctx context.Context, member org.Account) (heard, error) {
	r, err := l.Ledger.Account(ctx, member.ID)
	if err != nil {
		return heard{}, fmt.Errorf("read the record of account %s: %w", member.ID, err)
	}
	member = asProtected(member, r)
	account, want := member.ID, unreported.ExpectationOf(l.Settings, l.Deployment, member, l.now)
	optIn := l.optIn(r)
	watch, unread := l.Snapshots.Watch(ctx, account, l.region, want)
	if unread != nil {
		unread = fmt.Errorf("watch account %s: %w", account, unread)
	}
	if !l.Deployment.Observes {
		want := unreported.DestinationsOf(l.Settings, l.Deployment, member, l.region)
		watch.Plans = unreported.Expecting(watch.Plans, want)
	}
	said, unread, err := l.reading(ctx, account, unread)
	if err != nil {
		return heard{}, err
	}
	if !watch.Found {
		return heard{messages: said}, unread
	}
	if watch.Arrivals, err = l.arrived(ctx, watch, want.ArrivedSince()); err != nil {
		return heard{}, err
	}
	if watch.Missed, err = l.missed(ctx, watch); err != nil {
		return heard{}, fmt.Errorf("look into the runs of account %s: %w", account, err)
	}
	if watch.Idle(l.now) {
		if err := l.Ledger.PutCursor(ctx, idleCursor(account, l.region), l.now); err != nil {
			return heard{}, err
		}
	}
	found := heard{messages: said}
	problems := []event.UnreportedFailure(nil)
	if account != l.Deployment.CentralAccountID {
		before, err := l.Ledger.Coverage(ctx, account, l.region)
		if err != nil {
			return heard{}, err
		}
		watch.Reported = before.Gaps()
		if unread == nil {
			record := l.judge(watch, want, before)
			found.record, problems = &record, record.Stopped(before, l.now)
		}
	}
	problems = append(watch.Failures(optIn, want.MaxAge, l.now), problems...)
	if err := l.explain(ctx, account, problems); err != nil {
		return heard{}, err
	}
	found.messages = append(found.messages, inChunks(account, l.region, l.now, problems)...)
	coming, err := l.coming(ctx, watch)
	found.messages = append(found.messages, coming...)
	return found, errors.Join(unread, err)
}

// optIn are the types that must be on in an account. Nobody is asked to switch on what only farvault's plans would need
// where it observes, nor what it has not come to yet: that an account is not protected is a message of its own.
func (l *listener) optIn(r account.Record) []string {
	if r.Account.ID == l.Deployment.CentralAccountID || l.Deployment.Observes || r.ProtectedAt.IsZero() {
		return nil
	}
	return l.Settings.OptIn
}

// inChunks are the messages about problems of an account.
func inChunks(account, region string, at time.Time, problems []event.UnreportedFailure) (messages []event.Message) {
	for some := range slices.Chunk(problems, mostInOne) {
		messages = append(
			messages,
			event.NewMessage(event.Unreported{Account: account, Region: region, At: at, Problems: some}),
		)
	}
	return messages
}

// mostInOne is how many problems a message carries: ten messages are sent at once, and may have 1 MiB together.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
const mostInOne = 20

// arrived are the copies in the central vaults that the account's rules copy to. Several accounts may share one, which
// is listed once.
func (l *listener) arrived(
	ctx context.Context,
	watch unreported.Snapshot,
	since time.Time,
) (map[string]unreported.Arrivals, error) {
	all := map[string]unreported.Arrivals{}
	for _, plan := range watch.Plans {
		for _, rule := range plan.Rules {
			for _, vault := range rule.Destinations {
				if arn, err := org.ParseARN(vault); err != nil || arn.Account != l.Deployment.CentralAccountID {
					continue // a vault that is not farvault's
				}
				copies, err := l.list(ctx, vault, since)()
				if err != nil {
					return nil, fmt.Errorf("list the copies in %s: %w", vault, err)
				}
				all[vault] = copies
			}
		}
	}
	return all, nil
}

func (l *listener) list(ctx context.Context, vault string, since time.Time) func() (unreported.Arrivals, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.arrivals[vault] == nil {
		l.arrivals[vault] = guard.Once(
			func() (unreported.Arrivals, error) { return l.Snapshots.Arrived(ctx, vault, since) },
		)
	}
	return l.arrivals[vault]
}

// missed are the suspected runs that nobody's doing explains: the plan was the same when it was due, and so were its
// resources.
func (l *listener) missed(ctx context.Context, watch unreported.Snapshot) ([]unreported.Run, error) {
	var missed []unreported.Run
	for _, run := range watch.Suspects(l.now) {
		since, err := l.Snapshots.PlanSince(ctx, watch.Account, watch.Region, run.Plan.ID)
		if err != nil {
			return nil, err
		}
		if !run.Seen && !since.After(run.At) {
			since, err = l.firstSeen(
				ctx,
				"selected/"+watch.Account+"/"+watch.Region+"/"+run.Plan.Name+"/"+sum(run.Plan.Selected),
			)
			if err != nil {
				return nil, err
			}
		}
		if !since.After(run.At) {
			missed = append(missed, run)
		}
	}
	return missed, nil
}

// firstSeen remembers when something was seen first.
func (l *listener) firstSeen(ctx context.Context, name string) (time.Time, error) {
	first, err := l.Ledger.Cursor(ctx, name)
	if err != nil || !first.IsZero() {
		return first, err
	}
	return l.now, l.Ledger.PutCursor(ctx, name, l.now)
}

// sum is short for a set of resources.
func sum(arns []string) string {
	hash := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(arns)), "\n")))
	return hex.EncodeToString(hash[:8])
}

// idleCursor is where it is kept when an account was last seen with nothing in a Region that any plan selects.
func idleCursor(account, region string) string { return "idle/" + account + "/" + region }
