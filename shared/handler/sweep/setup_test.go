package sweep_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/org"
)

// closed is the error of an account that cannot be entered.
type closed struct{ account string }

func (c closed) Error() string            { return "enter account " + c.account }
func (c closed) UnenteredAccount() string { return c.account }

// young is a deployment that can be half there.
type young struct {
	*world
	closed  error // of the management account
	records map[string]account.Record
	now     time.Time
}

func (y *young) Accounts(context.Context) ([]org.Account, error) { return y.accounts, y.closed }

func (y *young) Account(_ context.Context, id string) (account.Record, error) {
	return y.records[id], nil
}

func (y *young) sweep() *sweep.Handler {
	return &sweep.Handler{Tree: y, BadJobs: y, Ledger: y, Copies: y, AccountsOut: y, JobsOut: y,
		Deployment: handlertest.Deployment, Now: func() time.Time { return y.now }, Log: slog.New(slog.DiscardHandler)}
}

func newYoung() *young {
	return &young{world: &world{Ledger: ledger.NewMemory(), accounts: []org.Account{{ID: handlertest.Central, State: org.Active}, {ID: handlertest.Member, State: org.Active}}},
		records: map[string]account.Record{}, now: handlertest.Noon()}
}

// looks are the accounts that were sent to be looked at since the last time.
func (y *young) looks() (ids []string) {
	for _, m := range y.sent {
		if look, is := m.Body.(event.ReconcileAccount); is {
			ids = append(ids, look.AccountID+" "+look.Cause)
		}
	}
	y.sent = nil
	return ids
}

// While the management stack is not there no work is in error, and each tick tries to begin; once it is, the accounts are looked at, and those
// that wait for their roles are looked at again with each tick.
func TestASweepBeginsAsSoonAsItCan(t *testing.T) {
	t.Parallel()
	y := newYoung()
	s := y.sweep()
	run := func(work string) {
		t.Helper()
		if err := s.Run(t.Context(), sweep.Work{Work: work}); err != nil {
			t.Errorf("%s at %s: %v", work, y.now, err)
		}
	}
	y.closed = closed{handlertest.Manager}
	for range 4 {
		for _, work := range []string{"accounts", "jobs", "silence", "tick"} {
			run(work)
		}
		y.now = y.now.Add(5 * time.Minute)
	}
	if looks := y.looks(); len(looks) > 0 {
		t.Errorf("looked at %v", looks)
	}
	y.closed = nil
	run("tick")
	if looks, want := y.looks(), []string{handlertest.Central + " set-up", handlertest.Member + " set-up"}; !slices.Equal(looks, want) {
		t.Errorf("the first tick after that sends %v, want %v", looks, want)
	}
	y.records[handlertest.Central] = account.Record{Status: account.Protected, At: y.now}
	y.records[handlertest.Member] = account.Record{Status: account.Waiting}
	y.badErr = closed{handlertest.Member}
	y.now = y.now.Add(5 * time.Minute)
	run("tick")
	run("jobs")
	if looks, want := y.looks(), []string{handlertest.Member + " set-up"}; !slices.Equal(looks, want) {
		t.Errorf("the next tick sends %v, want %v", looks, want)
	}
	y.records[handlertest.Member] = account.Record{Status: account.Protected, At: y.now}
	if err := s.Run(t.Context(), sweep.Work{Work: "jobs"}); err != nil {
		t.Errorf("one account that cannot be entered stops the look at all: %v", err)
	}
}

// A management stack that is not there after a day is something that somebody has forgotten.
func TestASetUpEnds(t *testing.T) {
	t.Parallel()
	y := newYoung()
	s := y.sweep()
	y.closed = closed{handlertest.Manager}
	if err := s.Run(t.Context(), sweep.Work{Work: "accounts"}); err != nil {
		t.Error(err)
	}
	y.now = y.now.Add(25 * time.Hour)
	if err := s.Run(t.Context(), sweep.Work{Work: "accounts"}); err == nil {
		t.Error("no error after a day")
	}
}

// A scheduled run that fails comes again within 15 minutes, whatever Lambda and the scheduler do, until it has gone well.
func TestARunThatFailedComesAgain(t *testing.T) {
	t.Parallel()
	y := newYoung()
	s := y.sweep()
	if err := s.Run(t.Context(), sweep.Work{Work: "accounts"}); err != nil {
		t.Fatal(err)
	}
	y.now = y.now.Add(48 * time.Hour)
	y.looks()
	y.closed = errors.New("throttled")
	if err := s.Run(t.Context(), sweep.Work{Work: "accounts"}); err == nil {
		t.Fatal("no error")
	}
	var again []int
	for minute := 5; minute <= 120; minute += 5 {
		y.now = y.now.Add(5 * time.Minute)
		if minute == 35 {
			y.closed = nil
		}
		failed := s.Run(t.Context(), sweep.Work{Work: "tick"}) != nil
		if failed || len(y.looks()) > 0 {
			again = append(again, minute)
		}
	}
	if want := []int{10, 20, 30, 40}; !slices.Equal(again, want) {
		t.Errorf("tried again after %v minutes, want %v", again, want)
	}
}
