package provision_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/provision"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// fleet is an organization of many accounts whose event rule was changed by a setting: every look finds the same to write.
type fleet struct {
	*ledger.Ledger
	mu       sync.Mutex
	written  map[string]int
	asked    []event.Halted
	messages []event.Message // in the account queue
	accounts []org.Account
	dies     func(call string) error // nil: it lives
}

func newFleet(t *testing.T, accounts int) *fleet {
	t.Helper()
	f := &fleet{Ledger: ledger.NewMemory(), written: map[string]int{}}
	for i := range accounts {
		f.accounts = append(f.accounts, org.Account{ID: fmt.Sprintf("%012d", 1000+i), State: org.Active})
	}
	return f
}

// protected makes every account one that has had its chain since yesterday.
func (f *fleet) protected(t *testing.T) *fleet {
	t.Helper()
	for _, a := range f.accounts {
		before := handlertest.Noon().Add(-24 * time.Hour)
		if err := f.PutAccount(t.Context(), account.Record{Account: a, Status: account.Protected, At: before, ProtectedAt: before}); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func (f *fleet) die(call string) error {
	if f.dies == nil {
		return nil
	}
	return f.dies(call)
}

func (f *fleet) Observe(context.Context, chain.Chain) (chain.Observed, error) {
	return chain.Observed{}, f.die("observe")
}

func (f *fleet) Apply(_ context.Context, set chain.ChangeSet) (chain.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.written[set.Account]++
	return chain.Result{Applied: set.Writes()}, f.die("apply")
}

func (f *fleet) Send(_ context.Context, m event.Message) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, *m.Body.(event.Report).Halted)
	return f.die("send")
}

func (f *fleet) SendAll(_ context.Context, messages []event.Message) error {
	for _, m := range messages {
		if _, looks := m.Body.(event.ReconcileAccount); looks {
			f.messages = append(f.messages, m)
		}
	}
	return nil
}

func (f *fleet) Accounts(context.Context) ([]org.Account, error) { return f.accounts, nil }

func (f *fleet) UpdateBreaker(ctx context.Context, change func(chain.Breaker) chain.Breaker) error {
	if err := f.die("before count"); err != nil {
		return err
	}
	return errors.Join(f.Ledger.UpdateBreaker(ctx, change), f.die("after count"))
}

func (f *fleet) settings() settings.Settings {
	return settings.Settings{CentralVault: settings.Vault{BackupVaultName: "farvault"}, LocalVault: settings.Vault{BackupVaultName: "farvault-local"},
		Breaker: settings.Breaker{MaxAccountsPercentage: 10, MinAccounts: 20}}
}

func (f *fleet) provision() *provision.Handler {
	return &provision.Handler{Cloud: f, Ledger: f, Jobs: f, Deployment: handlertest.Deployment, Now: handlertest.Noon, Settings: f.settings()}
}

// sweep puts every account into the queue, by that work.
func (f *fleet) sweep(t *testing.T, work string) {
	t.Helper()
	s := sweep.Handler{Tree: f, Ledger: f.Ledger, AccountsOut: f, JobsOut: f, Deployment: handlertest.Deployment, Now: handlertest.Noon, Log: slog.New(slog.DiscardHandler), Settings: f.settings()}
	if err := s.Run(t.Context(), sweep.Work{Work: work}); err != nil {
		t.Fatal(err)
	}
}

// drain works the account queue off with so many functions at once. What ends in an error is delivered again, after
// the others.
func (f *fleet) drain(t *testing.T, functions int) {
	t.Helper()
	for deliveries := 0; len(f.messages) > 0; deliveries++ {
		var again []event.Message
		var err error
		if again, err = f.deliver(t, functions); err != nil && deliveries > 20 {
			t.Fatal(err)
		}
		f.messages = again
	}
}

// deliver hands each message out once, and answers with those that ended in an error, and the last of these.
func (f *fleet) deliver(t *testing.T, functions int) (again []event.Message, last error) {
	t.Helper()
	queue := make(chan event.Message, len(f.messages))
	for _, m := range f.messages {
		queue <- m
	}
	close(queue)
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range functions {
		wait.Go(func() {
			p := f.provision()
			for m := range queue {
				record := queued(t, m.Body)
				record.MessageId = m.Body.(event.ReconcileAccount).AccountID
				if _, err := p.Record(t.Context(), record); err != nil {
					mu.Lock()
					again, last = append(again, m), err
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	return again, last
}

func (f *fleet) statuses(t *testing.T) map[account.Status]int {
	t.Helper()
	all := map[account.Status]int{}
	for _, a := range f.accounts {
		r, err := f.Account(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		all[r.Status]++
		if r.Status == account.Partial && !strings.Contains(r.Why, "farvault breaker allow") {
			t.Errorf("%s is partial: %s", a.ID, r.Why)
		}
	}
	return all
}

// A settings change in a thousand accounts stops after a hundred and asks once; once it is allowed, it goes on by itself.
func TestASettingsChangeStopsAndAsksOnce(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1000).protected(t)
	f.sweep(t, "accounts")
	f.drain(t, 8)
	if len(f.written) != 100 || len(f.asked) == 0 {
		t.Fatalf("wrote to %d accounts and asked %d times, want 100 and a question", len(f.written), len(f.asked))
	}
	for _, question := range f.asked[1:] { // several functions may come to the stop at once: alert tells of one stop once
		if diff := cmp.Diff(f.asked[0].HaltedAt, question.HaltedAt); diff != "" {
			t.Errorf("asked of two stops (-first +other):\n%s", diff)
		}
	}
	if diff := cmp.Diff(map[account.Status]int{account.Protected: 100, account.Partial: 900}, f.statuses(t)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	f.sweep(t, "tick")
	if len(f.messages) > 0 {
		t.Error("it goes on without anybody's word")
	}
	allow := func(b chain.Breaker) chain.Breaker {
		return b.Allow(chain.Allowance{Until: handlertest.Noon().Add(time.Hour)})
	}
	if err := f.Ledger.UpdateBreaker(t.Context(), allow); err != nil {
		t.Fatal(err)
	}
	f.sweep(t, "tick")
	f.drain(t, 8)
	if len(f.written) != 1000 {
		t.Errorf("allowed, it wrote to %d accounts, want all", len(f.written))
	}
	if diff := cmp.Diff(map[account.Status]int{account.Protected: 1000}, f.statuses(t)); diff != "" {
		t.Errorf("statuses once it is allowed (-want +got):\n%s", diff)
	}
	f.sweep(t, "tick")
	if len(f.messages) > 0 {
		t.Error("a second tick looks at every account once more")
	}
}

// Five hundred new accounts are prepared, even while a run is stopped, and so is the central one.
func TestFirstProvisioningIsNotStopped(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 500)
	halted := func(b chain.Breaker) chain.Breaker { b.HaltedAt, b.Asked = handlertest.Noon(), true; return b }
	if err := f.Ledger.UpdateBreaker(t.Context(), halted); err != nil {
		t.Fatal(err)
	}
	central := org.Account{ID: handlertest.Central, State: org.Active}
	if err := f.PutAccount(t.Context(), account.Record{Account: central, Status: account.Protected, At: handlertest.Noon().Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	f.accounts = append(f.accounts, central)
	f.sweep(t, "accounts")
	f.drain(t, 4)
	if len(f.written) != 501 || len(f.asked) > 0 {
		t.Errorf("wrote to %d accounts and asked %d times, want 501 and never", len(f.written), len(f.asked))
	}
}

// A message that is delivered twenty times counts once, and a few accounts that drifted are put right.
func TestARedeliveredAccountCountsOnce(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 20).protected(t)
	for range 20 {
		f.sweep(t, "accounts")
	}
	f.drain(t, 4)
	if len(f.written) != 20 || len(f.asked) > 0 {
		t.Errorf("wrote to %d accounts and asked %d times, want 20 and never", len(f.written), len(f.asked))
	}
}

// A function that dies at any call, before or after its effect, neither lets more accounts be written to nor loses the question.
func TestAStopSurvivesDeathAtAnyCall(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"observe", "before count", "after count", "apply", "send"} {
		for _, nth := range []int{1, 20, 21, 22, 23} {
			t.Run(fmt.Sprintf("%s %d", call, nth), func(t *testing.T) {
				t.Parallel()
				f := newFleet(t, 40).protected(t)
				n := 0
				f.dies = func(now string) error {
					if now == call {
						n++
					}
					if now == call && n == nth {
						return errors.New("killed")
					}
					return nil
				}
				f.sweep(t, "accounts")
				f.drain(t, 1)
				if len(f.written) != 20 || len(f.asked) == 0 || len(f.asked) > 2 {
					t.Errorf("wrote to %d accounts and asked %d times, want 20 and once, or twice of the same stop", len(f.written), len(f.asked))
				}
			})
		}
	}
}
