package sweep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// An account that cannot be read is a problem of its own, with a name and a reason. It is no error of the look at all
// the others, and it is never green.

// closedTo reports whether an error says that farvault may not read an account: its role is gone, or a policy denies
// the calls. Another look finds the same until people act.
func closedTo(err error) bool {
	return err != nil && (batch.Denied(err) || batch.Unentered(err) != "")
}

// reading is what is to be said of an account that was read, or could not be; and what is left of the error, which
// another look may find gone. Of an account that never had its chain provision says more.
func (l *listener) reading(ctx context.Context, id string, unread error) ([]event.Message, error, error) {
	cursor := unreadCursor(id)
	since, err := l.Ledger.Cursor(ctx, cursor)
	if err != nil {
		return nil, unread, err
	}
	problem := event.UnreportedFailure{Kind: event.Account, Resource: event.AccountReading + id, Holds: true}
	switch {
	case unread == nil && since.IsZero():
		return nil, nil, nil
	case unread == nil:
		if err := l.Ledger.PutCursor(ctx, cursor, time.Time{}); err != nil {
			return nil, nil, err
		}
	case !closedTo(unread) || id == l.Deployment.CentralAccountID || l.unexpected(ctx, unread) == nil:
		return nil, unread, nil
	default:
		problem.Holds, problem.Cause, problem.Why = false, "account-unreadable", "The reason: "+unread.Error()
		problem.Paste = "farvault doctor --account " + id
		if since.IsZero() {
			if err := l.Ledger.PutCursor(ctx, cursor, l.now); err != nil {
				return nil, unread, err
			}
		}
	}
	return []event.Message{event.NewMessage(event.Unreported{
		Account: id, Region: l.region, At: l.now, Problems: []event.UnreportedFailure{problem},
	})}, nil, nil
}

// ofAll is an error without what only says that one member cannot be read. Its jobs are asked for again every day, as
// far back as a failure counts, and the hourly look reports it.
func (s *Handler) ofAll(err error) error {
	var rest []error
	for _, one := range batch.Leaves(err) {
		if id := batch.Unentered(one); batch.Denied(one) || id != "" && id != s.Deployment.ManagementAccountID {
			continue
		}
		rest = append(rest, one)
	}
	return errors.Join(rest...)
}

// standing is how an account stands in the digest; neither: it is protected.
type standing struct{ unknown, lacks string }

func (s *Handler) standing(ctx context.Context, a org.Account, r account.Record) (standing, error) {
	since, err := s.Ledger.Cursor(ctx, unreadCursor(a.ID))
	switch {
	case err != nil:
		return standing{unknown: fmt.Sprintf("%s: its record could not be read", a.Label())}, err
	case !since.IsZero():
		return standing{unknown: fmt.Sprintf("%s: not readable since %s", a.Label(), plain.Clock(since, s.Now()))}, nil
	case r.Status == account.Protected, r.Status == account.Observed:
		return standing{}, nil
	case r.Status == "":
		return standing{lacks: a.Label() + ": farvault has not reconciled it yet"}, nil
	}
	return standing{lacks: fmt.Sprintf("%s (%s): %s", a.Label(), r.Status, r.Why)}, nil
}

// unreadCursor is where it is kept since when an account cannot be read; zero: it can.
func unreadCursor(id string) string { return "unread/" + id }
