// Package sweep is the function that the schedules run. It looks for what no event told: accounts that drifted or left
// (sweep.go, departure.go), jobs whose event was lost, what fails without a word of AWS (unreported.go), the time, and
// how everything stands (digest.go). It sends what it finds to the queues of those who act on it, and does nothing
// else.
package sweep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// Tree lists every account of the organization, each with its state and its place.
type Tree interface {
	Accounts(ctx context.Context) ([]org.Account, error)
}

// Work is what a schedule asks of sweep, or a message that asks it to go on.
type Work struct {
	Work string      `json:"work"` // accounts, jobs, silence, custody, tick or digest
	Page *event.Page `json:"page,omitempty"`
}

// Ledger is what the function remembers: how far it has come, and the accounts that the last sweep found in scope; and
// what provision remembers of an account and of a run that stopped.
type Ledger interface {
	batch.Cursors
	batch.Statuses
	batch.Breaker
	Guards
	Cursors(ctx context.Context, names []string) (map[string]time.Time, error)
	Roster(ctx context.Context) ([]string, error)
	PutRoster(ctx context.Context, accounts []string) error
	Newcomers(ctx context.Context) ([]string, error)
	Settle(ctx context.Context, accounts []string) error

	// How the resources of an account in a Region stand, whole or in numbers; zero where it was never read.
	Coverage(ctx context.Context, account, region string) (coverage.Record, error)
	CoverageSummaries(ctx context.Context, region string, accounts []string) (map[string]coverage.Summary, error)
	PutCoverage(ctx context.Context, r coverage.Record) error

	// The groups that are open.
	OpenGroups(ctx context.Context) ([]string, error)
	ReadGroups(ctx context.Context, keys []string) ([]alert.Record, error)
	// The accounts of which an event said that their copies may fail, asked for until a time; taken once.
	TakeLooks(ctx context.Context, until time.Time) ([]string, error)
	RequestLook(ctx context.Context, account string, at time.Time) error
	// RunsWith remembers the settings, by their digest: who works at a terminal with others is told so.
	// It answers whether the functions observed until now and no longer do.
	RunsWith(ctx context.Context, digest string, observes bool, now time.Time) (protects bool, err error)
	Retired(ctx context.Context) (map[string]account.Retirement, error)
	Waiting(ctx context.Context) (map[string]time.Time, error)
	UpdateWaiting(ctx context.Context, change func(map[string]time.Time)) error
}

// Handler looks for what no event told.
type Handler struct {
	Tree        Tree
	BadJobs     BadJobs
	Snapshots   Snapshots
	Forecast    func(all []org.Account) Forecast // begins a round over the organization's accounts
	Copies      CopyCounts
	Preflight   Preflight // nil: nobody asks for the organization's preconditions
	Vaults      Vaults
	Ledger      Ledger
	AccountsOut batch.Senders // the account queue
	JobsOut     batch.Senders // the job queue
	PagesOut    batch.Senders // its own queue

	Settings   settings.Settings
	Deployment chain.Deployment
	Log        *slog.Logger
	Now        func() time.Time
}

// The works.
const (
	accountsWork = "accounts"
	jobsWork     = "jobs"
	silenceWork  = "silence"
	custodyWork  = "custody"
	tickWork     = "tick"
	digestWork   = "digest"
)

func (s *Handler) works() map[string]func(context.Context) (int, error) {
	return map[string]func(context.Context) (int, error){
		accountsWork: s.accounts,
		jobsWork:     s.jobs,
		silenceWork:  s.unreported,
		custodyWork:  s.custody,
		tickWork:     s.tick,
		digestWork:   s.digest,
	}
}

// Run does one piece of work. An error makes Lambda and the scheduler try again; one that is to be expected of accounts
// whose roles are not there yet is logged alone.
func (s *Handler) Run(ctx context.Context, w Work) error {
	start := s.Now()
	work, known := s.works()[w.Work]
	if !known {
		return fmt.Errorf("sweep input: work is %q, must be accounts, jobs, silence, custody, tick or digest", w.Work)
	}
	var sent int
	var err error
	if w.Page != nil {
		sent, err = s.readFrom(ctx, *w.Page)
	} else if slices.Contains(rarely, w.Work) {
		sent, err = s.attempt(ctx, w.Work)
	} else {
		sent, err = work(ctx)
	}
	if w.Work == accountsWork || w.Work == jobsWork {
		err = errors.Join(err, s.writeSettings(ctx))
	}
	attrs := []slog.Attr{
		slog.String(batch.KeyKind, w.Work),
		slog.Int(batch.KeySent, sent),
		slog.Duration(batch.KeyDuration, s.Now().Sub(start)),
	}
	level, told := slog.LevelInfo, err
	if err != nil {
		err = s.unexpected(ctx, err)
		attrs = append(attrs, slog.String(batch.KeyError, told.Error()))
	}
	if err != nil {
		level = slog.LevelError
	}
	s.Log.LogAttrs(ctx, level, "sweep", attrs...)
	return err
}

// writeSettings writes with which settings the functions run. Where they observed until now, every account is
// reconciled at once: the daily sweep may be a day away.
func (s *Handler) writeSettings(ctx context.Context) error {
	protects, err := s.Ledger.RunsWith(ctx, s.Settings.Digest(), s.Deployment.Observes, s.Now())
	if err != nil {
		return fmt.Errorf("remember the settings: %w", err)
	}
	if protects {
		_, err = s.attempt(ctx, accountsWork)
	}
	return err
}

// accounts sends every account in scope to be looked at, the central one among them, and those that are no longer. The
// facts of the listing travel along, so that looking costs no Organizations call.
func (s *Handler) accounts(ctx context.Context) (int, error) {
	all, err := s.Tree.Accounts(ctx)
	if err != nil {
		return 0, fmt.Errorf("list the organization's accounts: %w", err)
	}
	accounts, err := s.scoped(ctx, all)
	if err != nil {
		return 0, err
	}
	newcomers, err := s.Ledger.Newcomers(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the accounts that came since the last sweep: %w", err)
	}
	messages, roster, err := s.departed(ctx, all, accounts, newcomers)
	if err != nil {
		return 0, err
	}
	starting, err := s.settingUp(ctx)
	if err != nil {
		return 0, err
	}
	cause := "sweep"
	if starting {
		cause = event.SetUp
	}
	run := event.RunOf(s.Now(), len(accounts))
	for _, a := range accounts {
		messages = append(
			messages,
			event.NewMessage(event.ReconcileAccount{AccountID: a.ID, Facts: &a, Cause: cause, Run: &run}),
		)
	}
	if err := s.AccountsOut.SendAll(ctx, messages); err != nil {
		return 0, err
	}
	if err := s.Ledger.PutRoster(ctx, roster); err != nil {
		return len(messages), err
	}
	return len(messages), s.Ledger.Settle(ctx, newcomers)
}

// inScope are the active accounts that are watched.
func (s *Handler) inScope(ctx context.Context) ([]org.Account, error) {
	all, err := s.Tree.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the organization's accounts: %w", err)
	}
	return s.watched(ctx, all)
}

// scoped are those of the accounts that get a chain: active, in the settings' scope, and not retired.
func (s *Handler) scoped(ctx context.Context, all []org.Account) (accounts []org.Account, err error) {
	retired, err := s.Ledger.Retired(ctx)
	if err != nil {
		return nil, fmt.Errorf("read which accounts are retired: %w", err)
	}
	for _, a := range all {
		_, ended := retired[a.ID]
		if in, _ := chain.InScope(s.Settings, s.Deployment, a); in && a.State == org.Active && !ended {
			accounts = append(accounts, a)
		}
	}
	return accounts, nil
}

// tick sends the time, which wakes groups for their interval and reminders, goes on with a run that people have
// allowed, begins what could not begin before, and does again what failed.
func (s *Handler) tick(ctx context.Context) (int, error) {
	if err := s.JobsOut.SendAll(ctx, []event.Message{event.NewMessage(event.Tick{At: s.Now()})}); err != nil {
		return 0, err
	}
	sent := 1
	var errs []error
	for _, more := range []func(context.Context) (int, error){s.resume, s.begin, s.waiting, s.soon, s.again} {
		n, err := more(ctx)
		sent, errs = sent+n, append(errs, err)
	}
	return sent, errors.Join(errs...)
}
