package chain_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/settings"
)

var (
	tenPercent = settings.Breaker{MaxAccountsPercentage: 10, MinAccounts: 20}
	morning    = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	rules      = []chain.Change{{Op: chain.Update, Ref: chain.Ref{Kind: chain.KindBackupPlan, Name: "daily"}, Attributes: []chain.Attribute{{Name: "Rules"}}}}
)

func accountID(n int) string { return fmt.Sprintf("%012d", n) }

// admits lets a run look at so many accounts that differ, and answers how many it may write to.
func admits(b chain.Breaker, run event.SweepRun, accounts int, s settings.Breaker, now time.Time) (chain.Breaker, int) {
	n := 0
	for i := range accounts {
		var why string
		if b, why = b.Admit(accountID(i), rules, &run, s, now); why == "" {
			n++
		}
	}
	return b, n
}

func TestARunStopsAfterItsShare(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		accounts int
		breaker  settings.Breaker
		want     int
	}{
		"a tenth of a thousand":                 {1000, tenPercent, 100},
		"at least twenty":                       {150, tenPercent, 20},
		"a small organization is never stopped": {20, tenPercent, 20},
		"one more than twenty is":               {21, tenPercent, 20},
		"a hundred percent is never stopped":    {1000, settings.Breaker{MaxAccountsPercentage: 100, MinAccounts: 1}, 1000},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			b, n := admits(chain.Breaker{}, event.RunOf(morning, tt.accounts), tt.accounts, tt.breaker, morning)
			if n != tt.want || b.Halted(morning) != (tt.want < tt.accounts) {
				t.Errorf("wrote to %d and halted %t, want %d", n, b.Halted(morning), tt.want)
			}
		})
	}
}

// What was stopped stays so on the next days; what was begun is finished; what people allow goes on, and only for as long as they say.
func TestOnlyPeopleLetARunGoOn(t *testing.T) {
	t.Parallel()
	b, _ := admits(chain.Breaker{}, event.RunOf(morning, 1000), 1000, tenPercent, morning)
	day := func(n int) time.Time { return morning.AddDate(0, 0, n) }
	run := func(n int) event.SweepRun { return event.RunOf(day(n), 1000) }
	next, n := admits(b, run(1), 1000, tenPercent, day(1))
	if diff := cmp.Diff(b, next); n != 100 || diff != "" {
		t.Errorf("the next day writes to %d, want the 100 that were begun (-want +got):\n%s", n, diff)
	}
	allowed := b.Allow(chain.Allowance{Until: day(2)})
	if !allowed.Resuming || allowed.Halted(day(1)) {
		t.Errorf("after people said yes: %+v", allowed)
	}
	if _, n := admits(allowed, run(1), 1000, tenPercent, day(1)); n != 1000 {
		t.Errorf("while it is allowed %d are written to", n)
	}
	if _, n := admits(allowed, run(2), 1000, tenPercent, day(2)); n != 100 {
		t.Errorf("once it is no longer allowed %d are written to, want 100", n)
	}
}

func TestQuestionSaysWhatDiffers(t *testing.T) {
	t.Parallel()
	b, _ := admits(chain.Breaker{}, event.RunOf(morning, 300), 40, tenPercent, morning)
	want := event.Halted{Run: event.SweepRun{ID: "2026-03-02", Accounts: 300}, Limit: 30, Written: 30, HaltedAt: morning,
		Changes: []event.Counted{{Change: rules[0].Value(), Accounts: 31}}}
	if diff := cmp.Diff(want, b.Question(tenPercent)); diff != "" {
		t.Errorf("question (-want +got):\n%s", diff)
	}
}

// Whatever comes in whatever order and however often, no more accounts than the limit are written to within one run without
// people's word, each counts once, and the value that a decision was made on stays as it was.
func TestNoOrderOfLooksGetsPastTheLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := settings.Breaker{MaxAccountsPercentage: rapid.IntRange(1, 99).Draw(t, "percent"), MinAccounts: rapid.IntRange(1, 5).Draw(t, "min")}
		run := event.RunOf(morning, rapid.IntRange(0, 60).Draw(t, "accounts"))
		written := map[string]bool{}
		var b chain.Breaker
		for i, n := range rapid.SliceOfN(rapid.IntRange(0, 70), 0, 200).Draw(t, "looks") {
			asks := &run
			if i > 0 && i%7 == 0 {
				asks = nil // an event, which no sweep sent
			}
			before := slices.Clone(b.Written)
			next, why := b.Admit(accountID(n), rules, asks, s, morning)
			if !slices.Equal(before, b.Written) {
				t.Fatal("a decision changed the value that it was made on")
			}
			if b = next; why == "" {
				written[accountID(n)] = true
			}
		}
		if len(written) > s.Limit(run.Accounts) || len(written) != len(b.Written) {
			t.Fatalf("wrote to %d and counted %d, the limit is %d", len(written), len(b.Written), s.Limit(run.Accounts))
		}
	})
}

// A record of sentences, as versions before this one wrote it, is read with them, and the run goes on counting.
func TestABreakerOfSentencesIsRead(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/strings/breaker.json")
	if err != nil {
		t.Fatal(err)
	}
	var b chain.Breaker
	if err := json.Unmarshal(raw, &b); err != nil {
		t.Fatal(err)
	}
	want := []event.Counted{{Change: event.Change{Line: "update service opt-in ResourceTypeOptInPreference: EBS"}, Accounts: 3},
		{Change: event.Change{Line: "update vault access policy farvault: AccessPolicy"}, Accounts: 3}}
	if diff := cmp.Diff(want, b.Changes); diff != "" || b.HaltedAt.IsZero() {
		t.Errorf("read %+v (-want +got):\n%s", b, diff)
	}
	b.HaltedAt = time.Time{}
	next, why := b.Admit(accountID(7), rules, nil, tenPercent, morning)
	if got := next.Changes[len(next.Changes)-1]; why != "" || got.Accounts != 1 || !got.Change.Same(rules[0].Value()) {
		t.Errorf("counted %+v, %s", next.Changes, why)
	}
}
