package sweep_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"farvault/shared/account"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/org"
	"farvault/shared/unreported"
)

// What a call of AWS and one of the table take, how many calls the look at an account makes with its proof
// (demo/proofcalls_test.go), and how long Lambda lets a function run.
const (
	callTakes    = 80 * time.Millisecond
	tableTakes   = 10 * time.Millisecond
	callsAnHour  = 20
	lambdaTime   = 15 * time.Minute
	accountsPage = 20   // of a list of Organizations
	pointsPage   = 1000 // of a list of recovery points
)

// many is an organization whose every answer takes its time, by the calls that it is made of.
type many struct {
	*quiet
	pages *pages
}

func calls(n int) { time.Sleep(time.Duration(n) * callTakes) }

// Accounts are listed in a root and an OU, twenty a page. With them the central vault is counted, which an invocation
// lists once: ten copies a day and account, for a day and a half. Where that is done the others wait for it by a lock,
// in which synctest's time stands still.
func (m many) Accounts(ctx context.Context) ([]org.Account, error) {
	calls(2 + len(m.accounts)/accountsPage + len(m.accounts)*15/pointsPage)
	return m.quiet.Accounts(ctx)
}

func (m many) Watch(ctx context.Context, account, region string, want unreported.Expectation) (unreported.Snapshot, error) {
	calls(callsAnHour)
	return m.quiet.Watch(ctx, account, region, want)
}

func (m many) Bad(ctx context.Context, accounts []string, region string, since time.Time) ([]event.JobStateChange, error) {
	return m.All(ctx, accounts, region, since) // in a storm every account shows a failure
}

// All asks sixteen accounts at once: the entering, the backup jobs, the copy jobs, and another page.
func (m many) All(_ context.Context, accounts []string, _ string, _ time.Time) ([]event.JobStateChange, error) {
	calls(4 * len(accounts) / 16)
	return nil, nil
}

func (m many) SendAll(_ context.Context, messages []event.Message) error {
	calls((len(messages) + 9) / 10)
	m.sent = nil // a message is counted and not kept
	return nil
}

func (m many) Account(ctx context.Context, id string) (account.Record, error) {
	time.Sleep(tableTakes)
	return m.quiet.Account(ctx, id)
}

func (m many) Coverage(ctx context.Context, account, region string) (coverage.Record, error) {
	time.Sleep(tableTakes)
	return m.quiet.Coverage(ctx, account, region)
}

func (m many) PutCoverage(ctx context.Context, r coverage.Record) error {
	time.Sleep(tableTakes)
	return m.quiet.PutCoverage(ctx, r)
}

// spent is how a work went: how many invocations it took, the longest of them, and all together.
type spent struct {
	invocations  int
	longest, all time.Duration
}

// TestEveryWorkOfTenThousandAccountsFitsLambdasTime: no invocation is cut short, and the hourly look is over before the
// next. `make bench` asks 10,000 accounts, `make test` a tenth.
func TestEveryWorkOfTenThousandAccountsFitsLambdasTime(t *testing.T) {
	t.Parallel()
	accounts := 1000
	if os.Getenv("FARVAULT_VERIFY") != "" {
		accounts = 10_000
	}
	next := map[string]time.Duration{"accounts": 24 * time.Hour, "jobs": 15 * time.Minute, "silence": time.Hour, "digest": 24 * time.Hour}
	for work, within := range next {
		t.Run(work, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				took := m(accounts).run(t, work)
				t.Logf("%s of %d accounts: %d invocations, the longest %s, together %s", work, accounts, took.invocations,
					took.longest.Round(time.Second), took.all.Round(time.Second))
				if took.longest > lambdaTime || took.all > within {
					t.Errorf("an invocation may take %s, and the work comes again after %s", lambdaTime, within)
				}
			})
		})
	}
}

// m is an organization of so many accounts.
func m(accounts int) many {
	q := newQuiet()
	q.accounts = q.accounts[:1]
	for i := range accounts {
		q.accounts = append(q.accounts, org.Account{ID: fmt.Sprintf("7777%08d", i), State: org.Active})
	}
	return many{q, &pages{}}
}

// run does a work and goes on for as long as it asks itself to.
func (m many) run(t *testing.T, name string) (took spent) {
	t.Helper()
	for work := (sweep.Work{Work: name}); ; took.invocations++ {
		m.pages.sent = nil
		s := m.sweep(handlertest.Noon())
		s.Tree, s.Snapshots, s.BadJobs, s.Ledger = m, m, m, m
		s.AccountsOut, s.JobsOut, s.PagesOut = m, m, m.pages
		ctx, cancel := context.WithTimeout(t.Context(), lambdaTime)
		began := time.Now()
		if err := s.Run(ctx, work); err != nil {
			t.Fatal(err)
		}
		cancel()
		this := time.Since(began)
		took.longest, took.all = max(took.longest, this), took.all+this
		if len(m.pages.sent) == 0 {
			took.invocations++
			return took
		}
		work = onward(t, m.pages.sent)
	}
}

// onward is the work that a message to the function's own queue asks for.
func onward(t *testing.T, sent []event.Message) (work sweep.Work) {
	t.Helper()
	body, err := json.Marshal(sent[0])
	if err != nil || len(sent) != 1 {
		t.Fatalf("%d messages, %v", len(sent), err)
	}
	record, err := json.Marshal(map[string]any{"Records": []any{map[string]string{"body": string(body)}}})
	if err != nil {
		t.Fatal(err)
	}
	if json.Unmarshal(record, &work) != nil || work.Page == nil {
		t.Fatalf("cannot go on with %s", record)
	}
	return work
}
