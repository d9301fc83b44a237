package sweep_test

import (
	"log/slog"
	"strings"
	"testing"

	"farvault/shared/account"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// TestAListingOfTagsIsNotEnoughToBeWatchedNoLonger: an account that a listing leaves out is watched as it was protected,
// until its own tags were read.
func TestAListingOfTagsIsNotEnoughToBeWatchedNoLonger(t *testing.T) {
	t.Parallel()
	wanted := map[string]string{"backup": "wanted"}
	for name, tt := range map[string]struct {
		listed, past map[string]string
		status       account.Status
		state        org.State
		watched      bool
	}{
		"listed":                 {wanted, wanted, account.Protected, org.Active, true},
		"missing":                {map[string]string{}, wanted, account.Protected, org.Active, true},
		"read, and out of scope": {map[string]string{}, map[string]string{}, account.Skipped, org.Active, false},
		"come into scope":        {wanted, map[string]string{}, account.Skipped, org.Active, true},
		"suspended":              {map[string]string{}, wanted, account.Protected, org.Suspended, false},
		"observed":               {map[string]string{}, wanted, account.Observed, org.Active, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			memory := ledger.NewMemory()
			b := world{Ledger: memory, accounts: []org.Account{{ID: handlertest.Member, State: tt.state, Tags: tt.listed}}}
			r := account.Record{Account: org.Account{ID: handlertest.Member, Tags: tt.past}, Status: tt.status, At: handlertest.Noon()}
			if err := memory.PutAccount(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if err := memory.PutRoster(t.Context(), []string{handlertest.Member}); err != nil {
				t.Fatal(err)
			}
			s := sweep.Handler{Tree: &b, BadJobs: &b, Ledger: remembering{&b}, JobsOut: &b, Deployment: handlertest.Deployment, Now: handlertest.Noon, Log: slog.New(slog.DiscardHandler),
				Settings: settings.Settings{Scope: settings.Scope{IncludeTags: []settings.Tag{{Key: "backup", Value: "wanted"}}}}}
			if err := s.Run(t.Context(), sweep.Work{Work: "jobs"}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(b.asked, handlertest.Member); got != tt.watched {
				t.Errorf("asked for the jobs of %s", b.asked)
			}
		})
	}
}
