package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/ledger"
	"farvault/shared/org"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// stores are the ledgers that the same laws hold for.
var stores = map[string]func(t *testing.T) *ledger.Ledger{
	"memory":   func(*testing.T) *ledger.Ledger { return ledger.NewMemory() },
	"dynamodb": inDynamoDB,
}

// each runs a law against a fresh ledger of every store.
func each(t *testing.T, law func(t *testing.T, ctx context.Context, l *ledger.Ledger)) {
	t.Helper()
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			law(t, t.Context(), open(t))
		})
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// firing is a record with one member that fails.
func firing() alert.Record {
	a := alert.Alert{
		Problem: alert.Problem{Account: "222233334444", Region: "eu-west-1", Job: event.Copy, Resource: "volume"},
		JobID:   "a", State: "FAILED", StatusMessage: "line one\nline two \u202e", At: noon,
		Diagnosis: catalog.Diagnosis{Cause: "source-key-not-shared", Where: "key", Checks: []catalog.Check{{Cause: "x", Outcome: catalog.Fail}}},
	}
	r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a, LastGood: noon.Add(-24 * time.Hour)})
	return r
}

func TestGroupIsReadAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		r := firing().Claim(noon.Add(2 * time.Minute))
		saved := must(l.SaveGroup(ctx, r, noon))(t)
		got := must(l.Group(ctx, r.Key))(t)
		if diff := cmp.Diff(saved, got); diff != "" {
			t.Errorf("read (-saved +got):\n%s", diff)
		}
		if got.Version != 1 || got.Lease.Token != 1 || !got.Lease.Until.Equal(noon.Add(2*time.Minute)) {
			t.Errorf("version %d, lease %+v", got.Version, got.Lease)
		}
	})
}

func TestWhatNobodyWroteIsNew(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		r := must(l.Group(ctx, "feed"))(t)
		if r.Key != "feed" || r.Version != 0 || len(r.Members) != 0 {
			t.Errorf("group %+v", r)
		}
		h := must(l.History(ctx, "f"))(t)
		if h.Fingerprint != "f" || len(h.Groups) != 0 {
			t.Errorf("history %+v", h)
		}
		if at := must(l.Cursor(ctx, "jobs"))(t); !at.IsZero() {
			t.Errorf("cursor %s", at)
		}
		if a := must(l.Account(ctx, "222233334444"))(t); a.Account.ID != "" {
			t.Errorf("account %+v", a)
		}
		if open := must(l.OpenGroups(ctx))(t); len(open) != 0 {
			t.Errorf("open %v", open)
		}
	})
}

// Of two functions that read the same record one writes it; the other is told.
func TestASecondWriteOfTheSameVersionIsStale(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		first := must(l.SaveGroup(ctx, firing(), noon))(t)
		if _, err := l.SaveGroup(ctx, firing(), noon); !errors.Is(err, alert.ErrStale) {
			t.Errorf("two were created: %v", err)
		}
		must(l.SaveGroup(ctx, first, noon))(t)
		if _, err := l.SaveGroup(ctx, first, noon); !errors.Is(err, alert.ErrStale) {
			t.Errorf("two were changed: %v", err)
		}
	})
}

// Of many functions that claim a group at once, one may speak.
func TestOneClaimWins(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		must(l.SaveGroup(ctx, firing(), noon))(t)
		read := must(l.Group(ctx, firing().Key))(t)
		var won, lost int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, err := l.SaveGroup(ctx, read.Claim(noon.Add(time.Minute)), noon)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case errors.Is(err, alert.ErrStale):
					lost++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 || lost != 7 {
			t.Errorf("%d won, %d lost", won, lost)
		}
	})
}

// A group is on the list while time may make it speak. It is taken off when it
// is found closed, but not while it may just be about to open.
func TestOpenGroups(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		r := must(l.SaveGroup(ctx, firing(), noon))(t)
		if diff := cmp.Diff([]string{r.Key}, must(l.OpenGroups(ctx))(t)); diff != "" {
			t.Errorf("a firing group is not listed:\n%s", diff)
		}
		if err := l.Unlist(ctx, []string{r.Key, "other"}, noon.Add(59*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if open := must(l.OpenGroups(ctx))(t); len(open) != 1 {
			t.Error("an entry of less than an hour was taken off")
		}
		for _, m := range r.Firing() {
			r, _ = r.Apply(alert.Recovered{Problem: m.Problem, JobID: "b", At: noon.Add(time.Hour)})
		}
		r = must(l.SaveGroup(ctx, r, noon.Add(time.Hour)))(t)
		if r.Listed {
			t.Error("a closed group still counts as listed: it would not be listed when it opens again")
		}
		if err := l.Unlist(ctx, []string{r.Key}, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if open := must(l.OpenGroups(ctx))(t); len(open) != 0 {
			t.Errorf("still open: %v", open)
		}
	})
}

// Restarts are counted by job: the same job is the same attempt, and there are not more than may be.
func TestRestart(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		var got []int
		for _, job := range []string{"a", "a", "b", "c", "b"} {
			got = append(got, must(l.Restart(ctx, "point", "vault", job, 2, noon))(t))
		}
		if diff := cmp.Diff([]int{1, 1, 2, 0, 2}, got); diff != "" {
			t.Errorf("attempts (-want +got):\n%s", diff)
		}
		if n := must(l.Restart(ctx, "point", "other vault", "a", 2, noon))(t); n != 1 {
			t.Errorf("another vault's copy is attempt %d", n)
		}
	})
}

// A retry is counted beside the restarts and numbered with them.
func TestRetry(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		var got []int
		for _, job := range []string{"a", "a", "b"} {
			got = append(got, must(l.Retry(ctx, "point", "vault", job, 1, noon))(t))
		}
		for _, job := range []string{"b", "c", "d", "a"} {
			got = append(got, must(l.Restart(ctx, "point", "vault", job, 2, noon))(t))
		}
		if diff := cmp.Diff([]int{1, 1, 0, 2, 3, 0, 1}, got); diff != "" {
			t.Errorf("attempts (-want +got):\n%s", diff)
		}
	})
}

func TestAccountKeepsTheNewestLook(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		look := func(status account.Status, at time.Time) account.Record {
			return account.Record{Account: org.Account{ID: "222233334444", Name: "payments-prod"}, Status: status, At: at}
		}
		for _, r := range []account.Record{look(account.Waiting, noon), look(account.Protected, noon.Add(time.Hour)), look(account.Partial, noon)} {
			if err := l.PutAccount(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(look(account.Protected, noon.Add(time.Hour)), must(l.Account(ctx, "222233334444"))(t)); diff != "" {
			t.Errorf("account (-want +got):\n%s", diff)
		}
	})
}

func TestCursorNeverMovesBack(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		for _, at := range []time.Time{noon, noon.Add(time.Hour), noon.Add(-time.Hour)} {
			if err := l.PutCursor(ctx, "jobs", at); err != nil {
				t.Fatal(err)
			}
		}
		if at := must(l.Cursor(ctx, "jobs"))(t); !at.Equal(noon.Add(time.Hour)) {
			t.Errorf("cursor %s", at)
		}
		if at := must(l.Cursor(ctx, "accounts"))(t); !at.IsZero() {
			t.Errorf("another cursor moved to %s", at)
		}
		all := must(l.Cursors(ctx, []string{"jobs", "accounts"}))(t)
		if at := all["jobs"]; len(all) != 1 || !at.Equal(noon.Add(time.Hour)) {
			t.Errorf("cursors %v", all)
		}
		if err := l.PutCursor(ctx, "jobs", time.Time{}); err != nil {
			t.Fatal(err)
		}
		if at := must(l.Cursor(ctx, "jobs"))(t); !at.IsZero() {
			t.Errorf("the cursor that was taken away is at %s", at)
		}
	})
}

func TestOutageIsReadAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		none := must(l.Outage(ctx, "slack"))(t)
		if !none.Since.IsZero() || none.Version != 0 {
			t.Errorf("what nobody wrote is %+v", none)
		}
		want, _ := none.Refused(alert.Refusal{Kind: "no_service", Answer: "<x>", Why: "gone", Remedy: "make one", Short: true}, noon)
		want = must(l.UpdateOutage(ctx, "slack", func(alert.Outage) (alert.Outage, bool) { return want.Claim(noon.Add(time.Minute)), true }))(t)
		if diff := cmp.Diff(want, must(l.Outage(ctx, "slack"))(t)); diff != "" || want.Version != 1 {
			t.Errorf("version %d (-want +got):\n%s", want.Version, diff)
		}
		same := must(l.UpdateOutage(ctx, "slack", func(o alert.Outage) (alert.Outage, bool) { return o, false }))(t)
		if same.Version != 1 {
			t.Errorf("a change of nothing is written as version %d", same.Version)
		}
		if other := must(l.Outage(ctx, "teams"))(t); other.Version != 0 {
			t.Errorf("another channel has %+v", other)
		}
	})
}

func TestIssuesAreReadFromEveryShard(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		want := alert.Issues{}
		for i := range 40 {
			f := alert.Problem{Resource: fmt.Sprint(i)}.Fingerprint()
			issue := alert.Issue{Cause: "unknown", StatusMessage: "<x>", Account: "222233334444", JobID: fmt.Sprint(i), At: noon}
			want[string(f)+"/unknown"] = issue
			for range 2 {
				if err := l.AddIssue(ctx, f, issue); err != nil {
					t.Fatal(err)
				}
			}
		}
		if diff := cmp.Diff(want, must(l.Issues(ctx))(t)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// What several write at once is all there in the end.
func TestNothingIsLostAmongWriters(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() { writesAllKinds(t, ctx, l, fmt.Sprint("job-", i)) })
		}
		wg.Wait()
		if g := must(l.Group(ctx, firing().Key))(t); len(g.Firing()) != 6 || g.Version != 6 {
			t.Errorf("version %d of the group has %d members", g.Version, len(g.Firing()))
		}
		if h := must(l.History(ctx, "f"))(t); len(h.Groups) != 6 {
			t.Errorf("the history knows %v", h.Groups)
		}
		if p := must(l.Pace(ctx))(t); len(p.Sent) != 6 {
			t.Errorf("the pace counts %d messages", len(p.Sent))
		}
		if o := must(l.Outage(ctx, "slack"))(t); o.Version != 6 {
			t.Errorf("the outage has version %d", o.Version)
		}
		if n := must(l.Restart(ctx, "point", "vault", "last", 10, noon))(t); n != 7 {
			t.Errorf("attempt %d after six others", n)
		}
	})
}

// writesAllKinds adds that job to a record of each kind.
func writesAllKinds(t *testing.T, ctx context.Context, l *ledger.Ledger, job string) {
	a := alert.Alert{Problem: alert.Problem{Account: "222233334444", Resource: job}, JobID: job, At: noon}
	_, counted := l.Restart(ctx, "point", "vault", job, 10, noon)
	_, grouped := l.UpdateGroup(ctx, firing().Key, noon, func(r alert.Record) (alert.Record, bool) {
		return r.Apply(alert.Failed{Alert: a})
	})
	_, remembered := l.UpdateHistory(ctx, "f", noon, func(h alert.History) (alert.History, bool) { return h.Joined(job) })
	paced := l.UpdatePace(ctx, func(p alert.Pace) (alert.Pace, bool) { return p.After("", noon), true })
	_, refused := l.UpdateOutage(ctx, "slack", func(o alert.Outage) (alert.Outage, bool) {
		o.Answer += job
		return o, true
	})
	if err := errors.Join(counted, grouped, remembered, paced, refused); err != nil {
		t.Error(err)
	}
}
