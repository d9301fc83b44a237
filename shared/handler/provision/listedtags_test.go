package provision_test

import (
	"context"
	"maps"
	"testing"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// asked are the tags that AWS Organizations says an account has, and how often it was asked.
type asked struct {
	tags  map[string]string
	times int
}

func (a *asked) Tags(context.Context, string) (map[string]string, error) {
	a.times++
	return maps.Clone(a.tags), nil
}

// A listing of tags may be late, or lack an account. Where it says what nobody remembers, AWS Organizations is asked of
// the account itself: what people left out by a tag is not entered, and no plan is taken away.
func TestALateListingOfTagsChangesNothing(t *testing.T) {
	t.Parallel()
	tag := map[string]string{"backup": "never"}
	gold := map[string]string{"tier": "gold"}
	for law, tt := range map[string]struct {
		is, listed, past map[string]string // past nil: the account was never met
		want             account.Status
		asked            int
	}{
		"left out by a tag that is not listed yet":    {is: tag, listed: map[string]string{}, want: account.Skipped, asked: 1},
		"in scope by a tag that is no longer missing": {is: gold, listed: gold, want: account.Protected, asked: 1},
		"of a plan by a tag that is not listed":       {is: gold, listed: map[string]string{}, past: gold, want: account.Protected, asked: 1},
		"as it is remembered":                         {is: gold, listed: gold, past: gold, want: account.Protected},
		"without tags, as it is remembered":           {listed: map[string]string{}, past: map[string]string{}, want: account.Protected},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s, a := newStage(), &asked{tags: tt.is}
			p := s.provision()
			p.Tags, p.Settings.Scope.ExcludeTags = a, []settings.Tag{{Key: "backup", Value: "never"}}
			member := s.members[handlertest.Member]
			if tt.past != nil {
				member.Tags = tt.past
				before := account.Record{Account: member, Status: account.Protected, ProtectedAt: handlertest.Noon()}
				if err := s.past.PutAccount(t.Context(), before); err != nil {
					t.Fatal(err)
				}
				s.records = append(s.records, before)
			}
			facts := org.Account{ID: member.ID, Name: member.Name, State: member.State, Path: member.Path, Tags: tt.listed}
			look := event.ReconcileAccount{AccountID: member.ID, Facts: &facts, Cause: "sweep"}
			if _, err := p.Record(t.Context(), queued(t, look)); err != nil {
				t.Fatal(err)
			}
			got := s.records[len(s.records)-1]
			if got.Status != tt.want || !maps.Equal(got.Account.Tags, tt.is) || a.times != tt.asked {
				t.Errorf("it is %s with the tags %v, asked %d times", got.Status, got.Account.Tags, a.times)
			}
		})
	}
}
