package batch

import (
	"context"
	"errors"
	"slices"
	"time"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/org"
)

// Breaker keeps what the newest run has changed. What the function makes of it is stored before UpdateBreaker answers,
// and the function is called again where somebody else has stored in between.
type Breaker interface {
	UpdateBreaker(ctx context.Context, change func(chain.Breaker) chain.Breaker) error
	Breaker(ctx context.Context) (chain.Breaker, error)
}

// NotYet is an error that time repairs: what it wraps is not ready.
type NotYet struct{ Err error }

func (e NotYet) Error() string { return e.Err.Error() }

// NotReady says that a later delivery may find it ready.
func (NotYet) NotReady() bool { return true }

func (e NotYet) Unwrap() error { return e.Err }

// Denied reports whether all that went wrong is what policies forbid, which no redelivery changes.
func Denied(err error) bool {
	switch e := err.(type) {
	case nil:
		return false
	case interface{ Denied() bool }:
		return e.Denied()
	case interface{ Unwrap() []error }:
		return !slices.ContainsFunc(e.Unwrap(), func(one error) bool { return !Denied(one) })
	}
	return Denied(errors.Unwrap(err))
}

// Organization looks an account up. One that is not a member is the zero Account.
type Organization interface {
	Account(ctx context.Context, id string) (org.Account, error)
}

// Notifier carries a message to people.
type Notifier interface {
	Notify(ctx context.Context, m message.Message) error
}

// Sender puts a message on one of farvault's queues.
type Sender interface {
	Send(ctx context.Context, m event.Message) error
}

// Cursors remembers how far a sweep has come; the zero time where it never ran.
type Cursors interface {
	Cursor(ctx context.Context, name string) (time.Time, error)
	PutCursor(ctx context.Context, name string, at time.Time) error
}

// Senders puts many messages on one of farvault's queues.
type Senders interface {
	SendAll(ctx context.Context, messages []event.Message) error
}

// Statuses reads what is remembered of an account; the zero record where nothing is.
type Statuses interface {
	Account(ctx context.Context, id string) (account.Record, error)
}

// maxRetries is how often a copy is started again whose cause passes by itself: what comes back does not pass.
const MaxRetries = 1

// lease is how long a function may take to send and to write down that it did. One
// that dies lets the next event or tick speak after that.
const LeaseFor = 2 * time.Minute
