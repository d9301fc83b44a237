package sweep_test

import (
	"context"
	"log/slog"
	"testing"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// remembering is the world whose records are the ledger's.
type remembering struct{ *world }

func (r remembering) Account(ctx context.Context, id string) (account.Record, error) {
	return r.Ledger.Account(ctx, id)
}

// TestAListingOfTagsIsNotEnoughToGoOutOfScope: it may follow late. Who looks at the account reads its tags once more; of
// one that comes into scope the listing is believed.
func TestAListingOfTagsIsNotEnoughToGoOutOfScope(t *testing.T) {
	t.Parallel()
	wanted := []settings.Tag{{Key: "backup", Value: "wanted"}}
	for name, tags := range map[string]map[string]string{"gone": {}, "come": {"backup": "wanted"}} {
		b := world{accounts: []org.Account{{ID: handlertest.Member, State: org.Active, Tags: tags}}}
		memory := ledger.NewMemory()
		b.Ledger = memory
		member := org.Account{ID: handlertest.Member}
		if err := memory.PutAccount(t.Context(), account.Record{Account: member, Status: account.Protected, ProtectedAt: handlertest.Noon()}); err != nil {
			t.Fatal(err)
		}
		if err := b.PutRoster(t.Context(), []string{handlertest.Member}); err != nil {
			t.Fatal(err)
		}
		s := sweep.Handler{Tree: &b, Ledger: remembering{&b}, AccountsOut: &b, Deployment: handlertest.Deployment, Now: handlertest.Noon, Log: slog.New(slog.DiscardHandler),
			Settings: settings.Settings{Scope: settings.Scope{IncludeTags: wanted}}}
		if err := s.Run(t.Context(), sweep.Work{Work: "accounts"}); err != nil {
			t.Fatal(err)
		}
		if len(b.sent) != 1 {
			t.Fatalf("%s: sent %+v", name, b.sent)
		}
		facts := b.sent[0].Body.(event.ReconcileAccount).Facts
		if known := facts.Tags != nil; known != (name == "come") {
			t.Errorf("%s: the account goes out with the tags %v", name, facts.Tags)
		}
	}
}
