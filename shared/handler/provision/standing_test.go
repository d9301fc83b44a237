package provision

import (
	"testing"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/org"
)

// An account that does not reach protected, or leaves it, is told once with its reason, and told again when that
// changes; its end is told too. A run that stopped has a question of its own.
func TestAnAccountThatIsNotProtectedIsToldOnce(t *testing.T) {
	t.Parallel()
	s := &handlertest.Queue{}
	p := &Handler{Jobs: s, Deployment: handlertest.Deployment}
	r := account.Record{Account: org.Account{ID: handlertest.Member}, At: handlertest.Noon()}
	for _, step := range []struct {
		status account.Status
		why    string
		held   []event.Change
		sent   int
		holds  bool
	}{
		{account.Protected, "", nil, 0, false},
		{account.Partial, "a policy denies kms:CreateKey", nil, 1, false},
		{account.Partial, "a policy denies kms:CreateKey", nil, 1, false},
		{account.Partial, "the vault farvault-local is not farvault's", nil, 2, false},
		{account.Waiting, "its roles are not there", nil, 2, false},
		{account.Protected, "", nil, 3, true},
		{account.Protected, "", nil, 3, true},
		{account.Partial, "the run has stopped", []event.Change{event.Because("the run has stopped")}, 3, true},
	} {
		r.Status, r.Why, r.Held = step.status, step.why, step.held
		var err error
		if r, err = p.notifyStanding(t.Context(), r, nil); err != nil {
			t.Fatal(err)
		}
		if len(s.Sent) != step.sent {
			t.Fatalf("%s, %s: %d messages, want %d", step.status, step.why, len(s.Sent), step.sent)
		}
		if step.sent == 0 {
			continue
		}
		last := s.Sent[len(s.Sent)-1].Body.(event.Unreported).Problems[0]
		if last.Holds != step.holds || !last.Holds && last.Cause != "account-not-protected" {
			t.Errorf("%s, %s: said %+v", step.status, step.why, last)
		}
	}
}
