package sweep_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

const (
	anotherMember = "333344445555"
	centralVault  = "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"
	aVolume       = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1"
)

// quiet is what a look at an organization of two members meets: each has one plan, whose daily rule was due at one in the morning.
type quiet struct {
	world
	mu       sync.Mutex
	since    time.Time // when the plan became what it is
	unread   error     // of the tags of the member
	selected []string
	points   []unreported.Point
	jobs     []unreported.PlannedJob
	listed   []string // central vaults
	closed   string   // an account that cannot be read
	records  map[string]account.Record
}

func (q *quiet) Arrived(_ context.Context, vault string, since time.Time) (unreported.Arrivals, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.listed = append(q.listed, vault)
	return unreported.Arrivals{Since: since, Newest: map[string]unreported.Arrival{}}, nil
}

func (q *quiet) Watch(_ context.Context, account, region string, want unreported.Expectation) (unreported.Snapshot, error) {
	if account == q.closed {
		return unreported.Snapshot{}, shut{}
	}
	w := unreported.Snapshot{Account: account, Region: region, Found: true, OptIn: map[string]bool{"EBS": true}, Keys: []unreported.SnapshotKey{{Key: proof.Key{Exists: true, State: "Enabled"}}}}
	for _, p := range want.Plans {
		p.ID, p.Selected, p.Unread = "p", q.selected, q.unread != nil
		for i := range p.Rules {
			p.Rules[i].ID, p.Rules[i].Destinations = "r", []string{centralVault, "arn:aws:backup:eu-west-1:" + account + ":backup-vault:another"}
		}
		w.Plans = append(w.Plans, p)
	}
	w.Points, w.Jobs = q.points, q.jobs
	return w, q.unread
}

func (q *quiet) Account(_ context.Context, id string) (account.Record, error) {
	return q.records[id], nil
}

func (*quiet) Copied(context.Context, string, string, string, time.Time) (map[string]unreported.Copied, error) {
	return nil, nil
}

func (q *quiet) PlanSince(context.Context, string, string, string) (time.Time, error) {
	return q.since, nil
}

// look is one hourly look at a time; it answers with what is failing, as "account cause", and the error.
func (q *quiet) look(t *testing.T, now time.Time) ([]string, error) {
	t.Helper()
	q.sent, q.listed = nil, nil
	err := q.sweep(now).Run(t.Context(), sweep.Work{Work: "silence"})
	var failing []string
	for _, m := range q.sent {
		for _, p := range m.Body.(event.Unreported).Problems {
			if !p.Holds {
				failing = append(failing, m.Body.(event.Unreported).Account+" "+p.Cause)
			}
		}
	}
	return failing, err
}

func (q *quiet) sweep(now time.Time) *sweep.Handler {
	return &sweep.Handler{
		Tree: q, Ledger: q, Snapshots: q, Copies: q, JobsOut: q, Deployment: handlertest.Deployment, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Settings: settings.Settings{
			CentralVault: settings.Vault{BackupVaultName: "farvault"}, LocalVault: settings.Vault{BackupVaultName: "farvault-local"}, OptIn: []string{"EBS"},
			Alerts: settings.Alerts{MaxCopyAge: settings.Duration(36 * time.Hour)},
			BackupPlans: []settings.BackupPlan{{BackupPlanName: "plan", Selection: settings.Selection{TagKey: "backup", TagValue: "daily"},
				Rules: []settings.BackupRule{{RuleName: "daily", ScheduleExpression: "cron(0 1 * * ? *)"}}}},
		},
	}
}

func newQuiet() *quiet {
	q := &quiet{world: world{Ledger: ledger.NewMemory()}, selected: []string{aVolume}}
	for _, id := range []string{handlertest.Central, handlertest.Member, anotherMember} {
		q.accounts = append(q.accounts, org.Account{ID: id, State: org.Active})
	}
	return q
}

// TestARunIsMissedWhereNothingElseExplainsIt: the look is at noon, eleven hours after the rule was due.
func TestARunIsMissedWhereNothingElseExplainsIt(t *testing.T) {
	t.Parallel()
	missed := []string{handlertest.Member + " run-missed", anotherMember + " run-missed"}
	due := handlertest.Noon().Add(-11 * time.Hour)
	seen := func(q *quiet) {
		q.points = []unreported.Point{{ResourceARN: aVolume, PlanID: "p", RuleID: "r", Created: due.Add(-24 * time.Hour)}}
	}
	tests := map[string]struct {
		change func(*quiet)
		days   int // looks before, a day apart
		want   []string
	}{
		"a resource that was backed up the day before": {seen, 0, missed},
		"a job was made":                                   {func(q *quiet) { q.jobs = []unreported.PlannedJob{{PlanID: "p", RuleID: "r", Created: due}} }, 0, nil},
		"the plan was changed after the run":               {func(q *quiet) { seen(q); q.since = due.Add(time.Hour) }, 0, nil},
		"the plan was changed before it":                   {func(q *quiet) { seen(q); q.since = due.Add(-time.Hour) }, 0, missed},
		"a resource that may be newer than the run":        {func(*quiet) {}, 0, nil},
		"a resource that was there a day before":           {func(*quiet) {}, 1, missed},
		"a resource that was there, and the plan was not":  {func(q *quiet) { q.since = due.Add(time.Hour) }, 1, nil},
		"what is selected could not be read":               {func(q *quiet) { seen(q); q.unread, q.selected = errors.New("denied"), nil }, 0, nil},
		"nothing is selected, and nothing was for a while": {func(q *quiet) { q.selected = nil }, 1, nil},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			q := newQuiet()
			tt.change(q)
			for day := tt.days; day > 0; day-- {
				_, _ = q.look(t, handlertest.Noon().AddDate(0, 0, -day))
			}
			got, err := q.look(t, handlertest.Noon())
			got = slices.DeleteFunc(got, func(s string) bool { return !strings.HasSuffix(s, "run-missed") })
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if (err != nil) != (q.unread != nil) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestACentralVaultIsListedOnce however many accounts share it, and a vault that is not farvault's not at all.
func TestACentralVaultIsListedOnce(t *testing.T) {
	t.Parallel()
	q := newQuiet()
	for i := range 40 {
		q.accounts = append(q.accounts, org.Account{ID: fmt.Sprintf("4444555566%02d", i), State: org.Active})
	}
	if _, err := q.look(t, handlertest.Noon()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(q.listed, []string{centralVault}) {
		t.Errorf("listed %v", q.listed)
	}
	var order []string
	for _, m := range q.sent {
		order = append(order, m.Body.(event.Unreported).Account)
	}
	if len(order) != 43 || !slices.IsSorted(order[1:]) {
		t.Errorf("told of %v", order)
	}
}

// TestAnAccountWithManyResourcesIsToldInSeveralMessages, none of which is too long for the queue.
func TestAnAccountWithManyResourcesIsToldInSeveralMessages(t *testing.T) {
	t.Parallel()
	q := newQuiet()
	for i := range 500 {
		q.points = append(q.points, unreported.Point{ResourceARN: fmt.Sprint(aVolume, i), PlanID: "p", RuleID: "r", Created: handlertest.Noon().Add(-time.Hour), Completed: handlertest.Noon()})
	}
	if _, err := q.look(t, handlertest.Noon()); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, m := range q.sent {
		text, err := json.Marshal(m)
		if err != nil || len(text) > 100_000 {
			t.Errorf("a message of %d bytes, %v", len(text), err)
		}
		told += len(m.Body.(event.Unreported).Problems)
	}
	if told < 1000 {
		t.Errorf("%d problems in %d messages", told, len(q.sent))
	}
}

// TestAccountsWithoutAnythingToBackUpAreCountedInTheDigest: as long as the hourly look still finds it so.
func TestAccountsWithoutAnythingToBackUpAreCountedInTheDigest(t *testing.T) {
	t.Parallel()
	q := newQuiet()
	q.selected = nil
	if failing, err := q.look(t, handlertest.Noon()); err != nil || len(failing) > 0 {
		t.Errorf("%v fail, %v", failing, err)
	}
	for after, want := range map[time.Duration]int{time.Hour: 2, 4 * time.Hour: 0} {
		q.sent = nil
		if err := q.sweep(handlertest.Noon().Add(after)).Run(t.Context(), sweep.Work{Work: "digest"}); err != nil {
			t.Fatal(err)
		}
		if d := q.sent[0].Body.(event.Digest); d.Idle != want {
			t.Errorf("%s after the look: %+v, want %d idle accounts", after, d, want)
		}
	}
}

// gapped is an organization whose central vault has a key that AWS owns, with backups that have outlived their retention.
type gapped struct{ *quiet }

func (g gapped) Watch(_ context.Context, account, region string, _ unreported.Expectation) (unreported.Snapshot, error) {
	w := unreported.Snapshot{Account: account, Region: region, Found: true}
	w.Outlived = unreported.Outlived{VaultARN: "arn:aws:backup:eu-west-1:" + account + ":backup-vault:farvault"}
	return w, nil
}

// A vault whose key AWS owns is looked into like any other.
func TestAVaultWithoutAKeyIsLookedInto(t *testing.T) {
	t.Parallel()
	q := gapped{newQuiet()}
	q.accounts = []org.Account{{ID: handlertest.Central, State: org.Active}}
	s := q.sweep(handlertest.Noon())
	s.Snapshots = q
	if err := s.Run(t.Context(), sweep.Work{Work: "silence"}); err != nil {
		t.Fatal(err)
	}
	if len(q.sent) != 1 {
		t.Errorf("%d messages about the vault, want 1", len(q.sent))
	}
}

// An account that cannot be read is a problem of its own: no error of the look at the others, told each hour until it
// can be read, and named in the digest.
func TestAnAccountThatCannotBeReadIsItsOwnProblem(t *testing.T) {
	t.Parallel()
	q := newQuiet()
	q.records = map[string]account.Record{handlertest.Member: {Status: account.Protected, At: handlertest.Noon()}, anotherMember: {Status: account.Partial, Why: "a policy denies kms:CreateKey"}}
	q.closed = handlertest.Member
	got, err := q.look(t, handlertest.Noon())
	if want := []string{handlertest.Member + " account-unreadable"}; err != nil || !slices.Equal(got, want) {
		t.Fatalf("told %v (%v), want %v", got, err, want)
	}
	if len(q.sent) != 3 {
		t.Errorf("%d messages about 3 accounts: the others were not looked at", len(q.sent))
	}
	q.sent = nil
	if err := q.sweep(handlertest.Noon()).Run(t.Context(), sweep.Work{Work: "digest"}); err != nil {
		t.Fatal(err)
	}
	d := q.sent[0].Body.(event.Digest)
	if len(d.Unknown) != 1 || !strings.Contains(d.Unknown[0], handlertest.Member) || d.Protected != 0 {
		t.Errorf("the digest says %+v", d)
	}
	if len(d.Unprotected) != 2 || !strings.Contains(strings.Join(d.Unprotected, " "), "a policy denies kms:CreateKey") {
		t.Errorf("not protected are %q", d.Unprotected)
	}
	q.closed = ""
	if got, err := q.look(t, handlertest.Noon().Add(time.Hour)); err != nil || len(got) != 0 {
		t.Fatalf("told %v (%v)", got, err)
	}
	holds := func() bool {
		return slices.ContainsFunc(q.sent, func(m event.Message) bool {
			return slices.ContainsFunc(m.Body.(event.Unreported).Problems, func(p event.UnreportedFailure) bool { return p.Kind == event.Account && p.Holds })
		})
	}
	if !holds() {
		t.Error("nothing says that the account can be read again")
	}
	if at, err := q.Cursor(t.Context(), "unread/"+handlertest.Member); err != nil || !at.IsZero() {
		t.Errorf("it can be read, and the digest would say that it cannot since %s (%v)", at, err)
	}
	if _, err := q.look(t, handlertest.Noon().Add(2*time.Hour)); err != nil || holds() {
		t.Errorf("the next look says it again (%v)", err)
	}
}

// shut is what a policy answers.
type shut struct{}

func (shut) Error() string {
	return "farvault-reader is not authorized to perform: backup:ListBackupVaults"
}
func (shut) Denied() bool { return true }
