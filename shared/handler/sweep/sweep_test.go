package sweep_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// world is all that sweep deals with, in memory.
type world struct {
	*ledger.Ledger
	accounts []org.Account
	bad      []event.JobStateChange
	badErr   error
	sendErr  error
	cursor   time.Time // of the jobs
	good     int

	asked    string
	everyone []string
	sent     []event.Message
}

func (b *world) Accounts(context.Context) ([]org.Account, error) { return b.accounts, nil }

func (b *world) Bad(_ context.Context, accounts []string, region string, since time.Time) ([]event.JobStateChange, error) {
	b.asked = fmt.Sprintf("%v in %s since %s", accounts, region, since.Format(time.RFC3339))
	return b.bad, b.badErr
}

func (b *world) All(_ context.Context, accounts []string, _ string, since time.Time) ([]event.JobStateChange, error) {
	for _, id := range accounts {
		b.everyone = append(b.everyone, id+" since "+since.Format(time.RFC3339))
	}
	return nil, nil
}

// Account is protected where it is the member.
func (b *world) Account(_ context.Context, id string) (account.Record, error) {
	if id == handlertest.Member {
		return account.Record{Status: account.Protected}, nil
	}
	return account.Record{}, nil
}

func (b *world) Copies(context.Context, string, time.Time) (event.CopyCount, error) {
	return event.CopyCount{Good: b.good, Bad: 1}, b.badErr
}

func (b *world) SendAll(_ context.Context, messages []event.Message) error {
	b.sent = append(b.sent, messages...)
	return b.sendErr
}

func TestSweep(t *testing.T) {
	t.Parallel()
	active := func(id string) org.Account { return org.Account{ID: id, Name: "n" + id, State: org.Active} }
	look := func(id string) event.Message {
		a := active(id)
		return event.NewMessage(event.ReconcileAccount{AccountID: id, Facts: &a, Cause: "sweep", Run: &event.SweepRun{ID: "2026-03-02", Accounts: 2}})
	}
	accounts := []org.Account{
		active(handlertest.Manager), active(handlertest.Central), active(handlertest.Member), active("333344445555"),
		{ID: "444455556666", State: org.Suspended}, {ID: "555566667777", State: org.PendingClosure},
	}
	job := event.JobStateChange{Origin: event.Origin{Account: handlertest.Member, Region: "eu-west-1"}, Job: event.Copy, JobID: "j", State: "FAILED", Found: true}
	recent, old := handlertest.Noon().Add(-15*time.Minute), handlertest.Noon().Add(-72*time.Hour)
	tests := map[string]struct {
		work   string
		world  world
		sent   []event.Message
		asked  string
		cursor time.Time
		err    string
	}{
		"accounts in scope go out with their facts, the central one too": {"accounts", world{accounts: accounts}, []event.Message{look(handlertest.Central), look(handlertest.Member)}, "", time.Time{}, ""},
		"the time goes out": {"tick", world{}, []event.Message{event.NewMessage(event.Tick{At: handlertest.Noon()})}, "", time.Time{}, ""},
		"bad jobs go out as findings, and the cursor moves": {"jobs", world{accounts: accounts, bad: []event.JobStateChange{job}, cursor: recent}, []event.Message{event.NewMessage(job)},
			"[111122223333 222233334444] in eu-west-1 since 2026-03-02T10:45:00Z", handlertest.Noon(), ""},
		"the first run reaches back a day":  {"jobs", world{accounts: accounts}, nil, "[111122223333 222233334444] in eu-west-1 since 2026-03-01T12:00:00Z", handlertest.Noon(), ""},
		"a long silence reaches back a day": {"jobs", world{accounts: accounts, cursor: old}, nil, "[111122223333 222233334444] in eu-west-1 since 2026-03-01T12:00:00Z", handlertest.Noon(), ""},
		"an account that cannot be asked holds the cursor, and no finding": {"jobs", world{accounts: accounts, bad: []event.JobStateChange{job}, badErr: errors.New("denied"), cursor: recent}, []event.Message{event.NewMessage(job)},
			"[111122223333 222233334444] in eu-west-1 since 2026-03-02T10:45:00Z", recent, "list jobs since 2026-03-02T10:45:00Z: denied"},
		"findings that were not sent hold the cursor": {"jobs", world{accounts: accounts, bad: []event.JobStateChange{job}, sendErr: errors.New("throttled"), cursor: recent}, []event.Message{event.NewMessage(job)},
			"[111122223333 222233334444] in eu-west-1 since 2026-03-02T10:45:00Z", recent, "throttled"},
		"work that nobody knows":            {"gossip", world{}, nil, "", time.Time{}, `sweep input: work is "gossip", must be accounts, jobs, silence, custody, tick or digest`},
		"how everything stands goes out":    {"digest", world{accounts: accounts, good: 7}, []event.Message{event.NewMessage(event.Digest{At: handlertest.Noon(), InScope: 2, Protected: 1, Copies: 7, CopiesBad: 1, Unprotected: []string{"n111122223333 (111122223333): farvault has not reconciled it yet"}, Coverage: &event.Coverage{Counts: map[string]int{}, Unread: 1}})}, "", time.Time{}, ""},
		"what could not be counted is said": {"digest", world{badErr: errors.New("denied")}, []event.Message{event.NewMessage(event.Digest{At: handlertest.Noon(), Incomplete: []string{"copies in eu-west-1: denied"}})}, "", time.Time{}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := tt.world
			b.Ledger = ledger.NewMemory()
			if err := b.PutRoster(t.Context(), []string{handlertest.Central}); err != nil {
				t.Fatal(err)
			}
			if err := b.PutCursor(t.Context(), "jobs", b.cursor); err != nil {
				t.Fatal(err)
			}
			s := sweep.Handler{Tree: &b, BadJobs: &b, Copies: &b, Ledger: &b, AccountsOut: &b, JobsOut: &b, Deployment: handlertest.Deployment, Now: handlertest.Noon, Log: slog.New(slog.DiscardHandler),
				Settings: settings.Settings{Scope: settings.Scope{ExcludeAccounts: []string{"333344445555"}}}}
			err := s.Run(t.Context(), sweep.Work{Work: tt.work})
			if text := fmt.Sprint(err); (err != nil || tt.err != "") && text != tt.err {
				t.Errorf("error %q, want %q", text, tt.err)
			}
			if diff := cmp.Diff(tt.sent, b.sent, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			cursor, err := b.Cursor(t.Context(), "jobs")
			if err != nil || b.asked != tt.asked || !cursor.Equal(tt.cursor) {
				t.Errorf("asked for %q, cursor at %s (%v); want %q, %s", b.asked, cursor, err, tt.asked, tt.cursor)
			}
		})
	}
}

// In a day of runs every account is asked once for its jobs of two days, whatever the summaries show; after an outage, at the first run.
func TestEveryAccountIsAskedOnceADay(t *testing.T) {
	t.Parallel()
	y := newYoung()
	for n := range 40 {
		y.accounts = append(y.accounts, org.Account{ID: fmt.Sprintf("7777888899%02d", n), State: org.Active})
	}
	s := y.sweep()
	run := func() {
		if err := s.Run(t.Context(), sweep.Work{Work: "jobs"}); err != nil {
			t.Fatal(err)
		}
	}
	run()
	most := 0
	for range 96 {
		y.now = y.now.Add(15 * time.Minute)
		before := len(y.everyone)
		run()
		most = max(most, len(y.everyone)-before)
	}
	if n := len(y.everyone); n != len(y.accounts) || most > 10 {
		t.Errorf("in a day %d accounts of %d are asked, at most %d at once", n, len(y.accounts), most)
	}
	y.everyone, y.now = nil, y.now.Add(30*time.Hour)
	run()
	if n := len(y.everyone); n != len(y.accounts) {
		t.Errorf("after an outage %d accounts of %d are asked", n, len(y.accounts))
	}
	if want := y.accounts[0].ID + " since " + y.now.Add(-48*time.Hour).Format(time.RFC3339); y.everyone[0] != want {
		t.Errorf("asked for %s, want %s", y.everyone[0], want)
	}
}
