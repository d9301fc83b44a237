package provision_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/org"
)

// What routes go by, an account's place and its tags, is not lost while the account waits.
func TestAnAccountThatWaitsKeepsWhatRoutesGoBy(t *testing.T) {
	t.Parallel()
	before := org.Account{ID: handlertest.Member, Name: "payments", State: org.Active, Path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/", Tags: map[string]string{"team": "payments"}}
	moved := org.Account{ID: handlertest.Member, Name: "payments", State: org.Active, Path: "o-a1b2c3d4e5/r-ab12/ou-ab12-22222222/"}
	movedWithTags := moved
	movedWithTags.Tags = before.Tags
	tests := map[string]struct {
		now   org.Account
		fails error
		want  org.Account
	}{
		"its new place, and the tags of the last look": {moved, nil, movedWithTags},
		"all of the last look where nobody answers":    {org.Account{}, errors.New("throttled"), before},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			s.members[handlertest.Member], s.fails = tt.now, map[string]error{"Account": tt.fails}
			s.records = []account.Record{{Account: before, Status: account.Protected, At: handlertest.Noon()}}
			if _, err := s.provision().TooLate(t.Context(), queued(t, event.ReconcileAccount{AccountID: handlertest.Member, Cause: "sweep"}), handlertest.NotReady{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, s.records[len(s.records)-1].Account); diff != "" {
				t.Errorf("remembered (-want +got):\n%s", diff)
			}
			if listed, err := s.past.Waiting(t.Context()); err != nil || len(listed) != 1 {
				t.Errorf("listed among those that wait: %v, %v", listed, err)
			}
			if diff := cmp.Diff(tt.want, s.sent[0].Body.(event.Report).Waiting.Account); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}
